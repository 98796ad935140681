"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import target_of

MOST_COUNTED = 10_000
"""A list is paged so far; who needs more narrows the search or takes the file."""


def visible_to(user: Actor) -> QuerySet[Entry]:
    """All entries for those with audit.view, none for others."""
    return Entry.objects.filter(Entry.visibility.condition(Entry, user))


def of(target: Any) -> QuerySet[Entry]:
    """The entries about one object (a model instance), newest first: for rooms that show an object's history.

    Ask ``visible_to`` first where the reader is not known to see the log.
    """
    kind, key, name = target_of(target)
    entries = Entry.objects.filter(target_kind=kind, target_key=key)
    return (entries if key else entries.filter(target_name=name)).order_by("-number")


def entries_about(user: Actor, model: type[Model], keys: Iterable[int]) -> dict[int, int]:
    """Key of an object → number of its first entry, for those with audit.view; empty for others."""
    wanted = [str(key) for key in keys]
    entries = visible_to(user).filter(target_kind=model._meta.label_lower, target_key__in=wanted)
    numbers = entries.order_by("-number").values_list("target_key", "number")
    return {int(key): number for key, number in numbers}


def address_of(target: Any) -> str:
    """The address of the log of one object: for a link on the object's page, shown to those with audit.view."""
    kind, key, _name = target_of(target)
    return object_address(kind, key)


def object_address(kind: str, key: str) -> str:
    """The address of the log of the object with this kind and key."""
    return f"{reverse('audit:log')}?{urlencode({'kind': kind, 'key': key})}"


class LogPaginator(Paginator):
    """Pages of the log: counts no further than 10 000 entries, which a search of a large log would wait for."""

    @cached_property
    def count(self) -> int:
        """Entries found, at most 10 000."""
        entries: QuerySet[Entry] = self.object_list  # type: ignore[assignment]
        return entries.order_by()[:MOST_COUNTED].count()

    @property
    def more(self) -> bool:
        """Whether there may be more than are counted."""
        return self.count == MOST_COUNTED


def neighbours(entry: Entry) -> tuple[Entry | None, Entry | None]:
    """The entries before and after, as they stand in the database."""
    before = Entry.objects.filter(number__lt=entry.number).order_by("-number").first()
    after = Entry.objects.filter(number__gt=entry.number).order_by("number").first()
    return before, after
