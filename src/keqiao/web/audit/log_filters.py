"""What the audit log may be searched by; the page, the workbook and the file with hashes read the same address."""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, time
from functools import partial

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.audit.actions import grouped
from keqiao.web.audit.models import Entry
from keqiao.web.site.lists import Filter, in_words, with_value, with_words

Entries = QuerySet[Entry]
MOST_USERS = 500


def kinds() -> list[tuple[str, str]]:
    """Kinds of objects that entries speak of: "facts.fact" and its name, of all rooms."""
    names = [
        (model._meta.label_lower, str(model._meta.verbose_name))
        for model in apps.get_models()
        if model.__module__.startswith("keqiao.web.")
    ]
    return sorted(names, key=lambda kind: kind[1])


def filters(chosen: str = "") -> list[Filter]:
    """Words, user, action, outcome, days, object, network address. ``chosen``: the action that the address names."""
    words = with_words("actor_name", "target_name", "detail_text")
    return [
        Filter("words", _("Words"), kind="words", apply=words),
        Filter("user", _("User"), kind="words", apply=_by),
        Filter("action", _("Action"), choices=grouped(chosen), is_open=True, apply=_action),
        Filter("outcome", _("Outcome"), choices=in_words(Entry.Outcome), apply=with_value("outcome")),
        Filter("first", _("From"), kind="day", apply=partial(_on, "at__gte", time.min)),
        Filter("last", _("To"), kind="day", apply=partial(_on, "at__lte", time.max)),
        Filter("kind", _("Kind of object"), choices=kinds(), apply=with_value("target_kind")),
        Filter("key", _("Key of object"), kind="words", apply=with_value("target_key")),
        Filter("address", _("Network address"), kind="words", apply=_from),
    ]


def _by(entries: Entries, name: str) -> Entries:
    """Entries of the users whose name or user name holds ``name``; of the system; else by the name at the time."""
    if name.lower() == _("system").lower():
        return entries.filter(actor=None)
    users = get_user_model().objects.filter(Q(username__icontains=name) | Q(display_name__icontains=name))
    keys = list(users.values_list("pk", flat=True)[:MOST_USERS])
    return entries.filter(actor_id__in=keys) if keys else entries.filter(actor_name__icontains=name)


def _action(entries: Entries, action: str) -> Entries:
    """Entries of an action; of a whole group where it ends with "."."""
    return (
        entries.filter(action__startswith=action) if action.endswith(".") else entries.filter(action=action)
    )


def _on(lookup: str, at: time, entries: Entries, day: str) -> Entries:
    return entries.filter(**{lookup: _moment(date.fromisoformat(day), at)})


def _from(entries: Entries, address: str) -> Entries:
    """Entries from a whole network address, or from those that begin so ("10.2.")."""
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return entries.filter(address__startswith=address)
    return entries.filter(address=address)


def _moment(day: date, at: time) -> datetime:
    """A moment of a local day; years that no log has are drawn to the nearest that time zones can be computed in."""
    return timezone.make_aware(datetime.combine(day.replace(year=min(day.year, 9000)), at))
