"""Reads of what comes due, always for a user: of each register what it shows to that user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.context import shown_region
from keqiao.web.registry.models import Platform
from keqiao.web.registry.models.record import RecordQuerySet
from keqiao.web.registry.reminders.lights import light_of, spans
from keqiao.web.registry.reminders.sources import SOURCES, ReminderSource, ReminderText, Span
from keqiao.web.site.tables.definition import Light

DUE: tuple[Light, ...] = ("bad", "watch")
"""The lights that a list shows unless it is asked for others."""
LAST_DAY = date(2100, 12, 31)
"""No as-of day is later, so that a span of days after it is still a date."""


@dataclass(frozen=True)
class Reminder:
    """Something that comes due, ``days`` from the as-of day (negative: overdue by that many), with its light."""

    source: ReminderSource
    text: ReminderText
    days: int
    light: Light


@dataclass(frozen=True)
class Counts:
    """How many reminders are overdue and how many come due soon."""

    overdue: int
    soon: int


def present_day() -> date:
    """Return the day reminders speak of: today; in a demonstration the day its data is made for."""
    region = shown_region()
    if region is not None and region.demonstration and region.as_of is not None:
        return region.as_of
    return timezone.localdate()


def of_reader(user: Actor, model: Any) -> RecordQuerySet:
    """Return the standing rows that a user is reminded of: those it may see; with an own unit only that unit's.

    The directory shows a platform's qualifications to everybody, but nobody waits for another's renewal.
    """
    rows: RecordQuerySet = model.objects.current().visible_to(user)
    own = user.is_authenticated and user.scope_for("registry.view") == "own"
    return rows.of_unit(user.unit_id) if own and user.unit_id is not None else rows


def platforms_of(user: Actor) -> RecordQuerySet:
    """Return the platforms whose reminders a user may have."""
    return of_reader(user, Platform)


def reminders(
    user: Actor,
    day: date,
    *,
    kinds: Iterable[str] = (),
    lights: Iterable[Light] = DUE,
    side: str = "",
    platforms: Iterable[int] | None = None,
) -> list[Reminder]:
    """Return what comes due as of a day, the most urgent first.

    ``kinds``: keys of SOURCES (none: all). ``lights``: which are wanted. ``side``: government, platform or firm.
    ``platforms``: keys of the platforms (None: all). The number of queries does not grow with the rows.
    """
    wanted = set(lights)
    chosen = set(kinds)
    reminder_list = []
    for source in SOURCES.values():
        if chosen and source.key not in chosen:
            continue
        within = spans().obligation if source.owed else spans().expiry
        rows = of_reader(user, source.model)
        if platforms is not None:
            rows = rows.of_platforms(list(platforms))
        for due in source.tell(user, rows.order_by(), Span(day, _until(day, within, wanted), spans())):
            days = (due.due - day).days
            light = light_of(days, within)
            if light in wanted and (not side or side in due.sides):
                reminder_list.append(Reminder(source, due, days, light))
    return sorted(
        reminder_list, key=lambda reminder: (reminder.text.due, reminder.source.key, reminder.text.row.pk)
    )


def _until(day: date, within: int, wanted: set[Light]) -> date | None:
    """The last day that has to be read for the lights wanted; None where there is none."""
    if "good" in wanted:
        return None
    return day + timedelta(days=within if "watch" in wanted else -1)


def counts(user: Actor, day: date | None = None, platforms: Iterable[int] | None = None) -> Counts:
    """Return how many reminders of a user are overdue and how many come due soon, as of the present day."""
    lights = Counter(
        reminder.light for reminder in reminders(user, day or present_day(), platforms=platforms)
    )
    return Counts(lights["bad"], lights["watch"])
