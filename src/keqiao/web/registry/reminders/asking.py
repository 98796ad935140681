"""What the page of reminders is asked for, read from its address; parts that make no sense are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from keqiao.web.registry.keeping.asking import EARLIEST, Filter, clean, turned
from keqiao.web.registry.models import Commitment
from keqiao.web.registry.reminders.selectors import (
    DUE,
    LAST_DAY,
    Reminder,
    platforms_of,
    present_day,
    reminders,
)
from keqiao.web.registry.reminders.sources import FIRM, GOVERNMENT, PLATFORM, SOURCES
from keqiao.web.site.tables.definition import Light

EVERY: tuple[Light, ...] = ("bad", "watch", "good")
LIGHTS: dict[str, tuple[Light, ...]] = {
    "": DUE,
    "bad": ("bad",),
    "watch": ("watch",),
    "good": ("good",),
    "all": EVERY,
}
"""What the address writes for lights, and which they are."""
ORDERS: dict[str, Callable[[Reminder], Any]] = {
    "what": lambda one: one.told.what,
    "state": lambda one: EVERY.index(one.light),
    "kind": lambda one: one.source.key,
    "subject": lambda one: str(one.told.subject),
    "side": lambda one: one.told.sides,
    "due": lambda one: one.told.due,
    "days": lambda one: one.days,
    "progress": lambda one: one.told.progress.share if one.told.progress and one.told.progress.share else 0,
    "in_charge": lambda one: one.told.in_charge,
}
"""Columns by which the list may be sorted."""


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; ``day`` is the as-of day."""

    day: date
    kind: str = ""
    light: str = ""
    side: str = ""
    platform: str = ""
    order: str = ""
    query: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))

    def turned(self, **changes: str) -> str:
        """Return the address with some parts changed; an empty text leaves a part out. The page starts again."""
        return turned(self.query, **changes)


def sides() -> dict[str, str]:
    """Return the words for whose turn it is, by side."""
    party = Commitment.Party
    return {
        GOVERNMENT: str(party.GOVERNMENT.label),
        PLATFORM: str(party.PLATFORM.label),
        FIRM: _("Firm"),
    }


def states() -> dict[str, str]:
    """Return the words for the lights."""
    return {"bad": _("overdue"), "watch": _("due soon"), "good": _("due later")}


def asked(query: QueryDict) -> Wanted:
    """Read the address of the page."""

    def one_of(name: str, known: Any) -> str:
        text = query.get(name, "")
        return text if text in known else ""

    order = query.get("sort", "")
    return Wanted(
        _day(query.get("as_of", "")) or present_day(),
        one_of("kind", SOURCES),
        one_of("light", LIGHTS),
        one_of("side", sides()),
        clean(query.get("platform", "")),
        order if order.removeprefix("-") in ORDERS else "",
        query.copy(),
    )


def found(user: Any, wanted: Wanted) -> list[Reminder]:
    """Return the reminders that the address asks for, in its order."""
    only = None
    if wanted.platform:
        only = list(platforms_of(user).filter(code=wanted.platform).values_list("pk", flat=True))
    rows = reminders(
        user,
        wanted.day,
        kinds=[wanted.kind] if wanted.kind else [],
        lights=LIGHTS[wanted.light],
        side=wanted.side,
        platforms=only,
    )
    if wanted.order:
        rows.sort(key=ORDERS[wanted.order.removeprefix("-")], reverse=wanted.order.startswith("-"))
    return rows


def filters_shown(user: Any, wanted: Wanted) -> list[Filter]:
    """Return the filters of the form; platforms only where there are several to choose from."""
    kinds = [(source.key, source.title) for source in SOURCES.values()]
    lights = [*states().items(), ("all", _("all, also those due later"))]
    platforms = [(row.code, str(row)) for row in platforms_of(user)]
    shown = [
        Filter("kind", _("Kind"), wanted.kind, kinds),
        Filter("light", _("State"), wanted.light, lights),
        Filter("side", _("Party"), wanted.side, list(sides().items())),
    ]
    if len(platforms) > 1 or wanted.platform:
        shown.insert(2, Filter("platform", _("Platform"), wanted.platform, platforms))
    return shown


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day is not None and EARLIEST <= day <= LAST_DAY else None
