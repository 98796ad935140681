"""Reading the audit log."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import target_of

MOST_COUNTED = 10_000
"""A list is paged so far; who needs more narrows the search or takes the file."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; days are inclusive, an action that ends with "." is a whole group."""

    words: str = ""
    user: str = ""
    action: str = ""
    outcome: str = ""
    kind: str = ""
    key: str = ""
    address: str = ""
    first: date | None = None
    last: date | None = None


def visible_to(user: Actor) -> QuerySet[Entry]:
    """All entries for those with audit.view, none for others."""
    return Entry.objects.filter(Entry.visibility.condition(Entry, user))


def of(target: Any) -> QuerySet[Entry]:
    """The entries about one object (a model instance), newest first: for rooms that show an object's history.

    Ask ``visible_to`` first where the reader is not known to see the log.
    """
    kind, key, name = target_of(target)
    found = Entry.objects.filter(target_kind=kind, target_key=key)
    return (found if key else found.filter(target_name=name)).order_by("-number")


def entries_about(user: Actor, model: type[Model], keys: Iterable[int]) -> dict[int, int]:
    """Key of an object → number of its first entry, for those with audit.view; empty for others."""
    wanted = [str(key) for key in keys]
    found = visible_to(user).filter(target_kind=model._meta.label_lower, target_key__in=wanted)
    numbers = found.order_by("-number").values_list("target_key", "number")
    return {int(key): number for key, number in numbers}


def address_of(target: Any) -> str:
    """The address of the log of one object: for a link on the object's page, shown to those with audit.view."""
    kind, key, _name = target_of(target)
    return object_address(kind, key)


def object_address(kind: str, key: str) -> str:
    """The address of the log of the object with this kind and key."""
    return f"{reverse('audit:log')}?{urlencode({'kind': kind, 'key': key})}"


def search(entries: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    """Narrow ``entries`` to what is looked for, newest first."""
    if wanted.words:
        entries = entries.filter(
            Q(actor_name__icontains=wanted.words)
            | Q(target_name__icontains=wanted.words)
            | Q(detail_text__icontains=wanted.words)
        )
    if wanted.user:
        entries = entries.filter(_by(wanted.user))
    if wanted.action.endswith("."):
        entries = entries.filter(action__startswith=wanted.action)
    elif wanted.action:
        entries = entries.filter(action=wanted.action)
    if wanted.outcome:
        entries = entries.filter(outcome=wanted.outcome)
    if wanted.kind:
        entries = entries.filter(target_kind=wanted.kind)
    if wanted.key:
        entries = entries.filter(target_key=wanted.key)
    if wanted.address:
        entries = entries.filter(_from(wanted.address))
    if wanted.first:
        entries = entries.filter(at__gte=_moment(wanted.first, time.min))
    if wanted.last:
        entries = entries.filter(at__lte=_moment(wanted.last, time.max))
    return entries.order_by("-number")


def _by(name: str) -> Q:
    """Entries of the users whose name or user name holds ``name``; of the system; else by the name at the time."""
    if name.lower() == _("system").lower():
        return Q(actor=None)
    users = get_user_model().objects.filter(Q(username__icontains=name) | Q(display_name__icontains=name))
    keys = list(users.values_list("pk", flat=True)[:500])
    return Q(actor_id__in=keys) if keys else Q(actor_name__icontains=name)


def _from(address: str) -> Q:
    """A whole network address, or how one begins ("10.2.")."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return Q(address__startswith=address)
    return Q(address=address)


def _moment(day: date, at: time) -> datetime:
    """A moment of a local day; years that no log has are drawn to the nearest that time zones can be computed in."""
    return timezone.make_aware(datetime.combine(day.replace(year=min(max(day.year, 1970), 9000)), at))


class LogPaginator(Paginator):
    """Pages of the log: counts no further than 10 000 entries, which a search of a large log would wait for."""

    @cached_property
    def count(self) -> int:
        """Entries found, at most 10 000."""
        found: QuerySet[Entry] = self.object_list  # type: ignore[assignment]
        return found.order_by()[:MOST_COUNTED].count()

    @property
    def more(self) -> bool:
        """Whether there may be more than are counted."""
        return self.count == MOST_COUNTED


def neighbours(entry: Entry) -> tuple[Entry | None, Entry | None]:
    """The entries before and after, as they stand in the database."""
    before = Entry.objects.filter(number__lt=entry.number).order_by("-number").first()
    after = Entry.objects.filter(number__gt=entry.number).order_by("number").first()
    return before, after
