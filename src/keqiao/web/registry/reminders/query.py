"""The filters and orders of the list of reminders."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Commitment
from keqiao.web.registry.models.record import RecordQuerySet
from keqiao.web.registry.reminders.selectors import (
    DUE,
    LAST_DAY,
    Reminders,
    platforms_of,
    present_day,
)
from keqiao.web.registry.reminders.sources import FIRM, GOVERNMENT, PLATFORM, SOURCES
from keqiao.web.site.lists import Filter, ListPage
from keqiao.web.site.lists.page import Order
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
ORDERS: dict[str, Order] = {
    "what": "by_what",
    "state": "due_day",
    "kind": "register",
    "subject": "by_subject",
    "side": "by_side",
    "due": "due_day",
    "days": "due_day",
    "progress": "by_share",
    "in_charge": "by_in_charge",
}
"""Columns by which the list may be sorted."""
MOST_CHOICES = 100
"""Platforms offered as choices."""


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


def filters(user: Actor, query: QueryDict) -> list[Filter]:
    """The filters of the list, all of which the search for reminders itself obeys; platforms only where there are
    several or one is asked for.
    """
    kinds = [(source.key, source.title) for source in SOURCES.values()]
    lights = [*states().items(), ("all", _("all, also those due later"))]
    return [
        Filter("kind", _("Kind"), choices=kinds),
        Filter("light", _("State"), choices=lights, empty=_("overdue and due soon")),
        *_platform_filter(user, query),
        Filter("side", _("Party"), choices=list(sides().items())),
        Filter("as_of", _("As of"), present_day().isoformat(), kind="day"),
    ]


def _platform_filter(user: Actor, query: QueryDict) -> list[Filter]:
    """Platforms to choose from; of very many one is named by its code or name."""
    platforms = platforms_of(user).order_by("code")
    some = list(platforms[: MOST_CHOICES + 1])
    if len(some) > MOST_CHOICES:
        return [Filter("platform", _("Platform"), kind="words")]
    if len(some) <= 1 and not query.get("platform"):
        return []
    choices = [(row.code, str(row)) for row in some]
    return [Filter("platform", _("Platform"), choices=choices, is_open=True)]


def day_of(listed: ListPage) -> date:
    """The as-of day of the list."""
    day = date.fromisoformat(listed.value("as_of"))
    return day if day <= LAST_DAY else present_day()


def _named(user: Actor, text: str) -> RecordQuerySet:
    """The platforms of that code; where there is none, those whose name holds the text."""
    platforms = platforms_of(user)
    by_code = platforms.filter(code=text)
    if by_code.exists():
        return by_code
    return platforms.filter(Q(short_name__icontains=text) | Q(short_name_en__icontains=text))


def rows(user: Actor, listed: ListPage) -> Reminders:
    """The reminders that the address asks for."""
    platform = listed.value("platform")
    return Reminders(
        user,
        day_of(listed),
        kinds=[kind] if (kind := listed.value("kind")) else [],
        lights=LIGHTS[listed.value("light")],
        side=listed.value("side"),
        platforms=list(_named(user, platform).values_list("pk", flat=True)) if platform else None,
    )
