"""Reads of what comes due, always for a user: of each register what it shows to that user."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

from django.db.models import Count, F, FloatField, Q, QuerySet, TextField, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.context import shown_region
from keqiao.web.registry.models import Commitment, Platform
from keqiao.web.registry.models.record import RecordQuerySet
from keqiao.web.registry.reminders.lights import light_of, spans
from keqiao.web.registry.reminders.progress import PromiseProgress, progress_of
from keqiao.web.registry.reminders.sources import SOURCES, ReminderSource, Span
from keqiao.web.site.tables.definition import Light

DUE: tuple[Light, ...] = ("bad", "watch")
"""The lights that a list shows unless it is asked for others."""
COLUMNS = (
    *("register", "row_key", "due_day", "by_what"),
    *("by_subject", "by_side", "by_in_charge", "by_share"),
)
"""Of the rows of all registers together; the list sorts by them."""
FIRST = ("due_day", "register", "row_key")
"""The most urgent first; the last two tell apart what is alike."""
LAST_DAY = date(2100, 12, 31)
"""No as-of day is later, so that a span of days after it is still a date."""


@dataclass(frozen=True)
class Reminder:
    """A row that comes due, ``days`` from the as-of day (negative: overdue by that many), with its light."""

    source: ReminderSource
    row: Any
    due: date
    days: int
    light: Light
    what: str
    progress: PromiseProgress | None = None

    @property
    def subject(self) -> Any:
        """The platform or the firm."""
        return self.source.subject_of(self.row)

    @property
    def sides(self) -> tuple[str, ...]:
        """Whose turn it is."""
        return self.source.sides_of(self.row)

    @property
    def in_charge(self) -> str:
        """Who is in charge: a person or a unit."""
        return self.source.in_charge_of(self.row)


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


class Reminders:
    """What comes due as of a day, counted, ordered and cut into pages by the database; the most urgent first.

    ``kinds``: keys of SOURCES (none: all). ``lights``: which are wanted. ``side``: government, platform or firm.
    ``platforms``: keys of the platforms (None: all). A slice is a list of reminders. The number of queries does not
    grow with the rows.
    """

    def __init__(
        self,
        user: Actor,
        day: date,
        *,
        kinds: Collection[str] = (),
        lights: Iterable[Light] = DUE,
        side: str = "",
        platforms: Iterable[int] | None = None,
    ) -> None:
        self.user, self.day = user, day
        self._spans = spans()
        self._order: tuple[str | OrderBy, ...] = FIRST
        wanted, chosen = set(lights), None if platforms is None else list(platforms)
        self._rows = {
            key: self._narrowed(source, self._due(source, wanted, chosen), wanted, side)
            for key, source in SOURCES.items()
            if not kinds or key in kinds
        }

    def _within(self, source: ReminderSource) -> int:
        """Within how many days before its day a row is soon due."""
        return self._spans.obligation if source.owed else self._spans.expiry

    def _due(self, source: ReminderSource, wanted: set[Light], platforms: list[int] | None) -> RecordQuerySet:
        rows = of_reader(self.user, source.model)
        if platforms is not None:
            rows = rows.of_platforms(platforms)
        until = _until(self.day, self._within(source), wanted)
        due = source.due(self.user, rows.order_by(), Span(self.day, until, self._spans))
        return cast("RecordQuerySet", due)

    def _narrowed(
        self, source: ReminderSource, rows: RecordQuerySet, wanted: set[Light], side: str
    ) -> RecordQuerySet:
        """The rows with a light that is wanted, up to the side."""
        soon = self.day + timedelta(days=self._within(source))
        if "bad" not in wanted:
            rows = rows.filter(due__gte=self.day)
        if "watch" not in wanted:
            rows = rows.exclude(due__gte=self.day, due__lte=soon)
        if "good" not in wanted:
            rows = rows.filter(due__lte=soon)
        return source.of_side(rows, side) if side else rows  # type: ignore[return-value]

    @cached_property
    def lights(self) -> Counter[str]:
        """How many there are of each light."""
        total: Counter[str] = Counter()
        for key, rows in self._rows.items():
            soon = self.day + timedelta(days=self._within(SOURCES[key]))
            late, near = Q(due__lt=self.day), Q(due__gte=self.day, due__lte=soon)
            total.update(
                rows.aggregate(
                    bad=Count("pk", filter=late),
                    watch=Count("pk", filter=near),
                    good=Count("pk", filter=Q(due__gt=soon)),
                )
            )
        return total

    def count(self) -> int:
        """How many there are."""
        return self.lights.total()

    def order_by(self, *order: str | OrderBy) -> Reminders:
        """Return the same in another order, by :data:`COLUMNS`; what is alike stands by register and row."""
        ordered = copy(self)
        ordered._order = (*(field for field in order if field != "pk"), *FIRST)
        return ordered

    def __getitem__(self, part: slice) -> list[Reminder]:
        parts = [_keys(SOURCES[key], rows) for key, rows in self._rows.items()]
        if not parts:
            return []
        every = parts[0].union(*parts[1:], all=True)
        keys = [(key, pk, due) for key, pk, due, *_rest in every.order_by(*self._order)[part]]
        read = {key: self._read(key, [pk for of, pk, _due in keys if of == key]) for key in self._rows}
        return [self._reminder(SOURCES[key], read[key][pk], due) for key, pk, due in keys if pk in read[key]]

    def _read(self, key: str, keys: list[int]) -> dict[int, tuple[Any, PromiseProgress | None]]:
        """The rows of a register with what their words need, and how far promises are fulfilled."""
        if not keys:
            return {}
        source = SOURCES[key]
        rows = source.model.objects.select_related(*source.loaded).in_bulk(keys)
        promised = [row for row in rows.values() if isinstance(row, Commitment)]
        progress = progress_of(self.user, promised, self.day)
        return {pk: (row, progress.get(pk)) for pk, row in rows.items()}

    def _reminder(
        self, source: ReminderSource, read: tuple[Any, PromiseProgress | None], due: date
    ) -> Reminder:
        row, progress = read
        days = (due - self.day).days
        light = light_of(days, self._within(source))
        return Reminder(source, row, due, days, light, source.wording(row, self.day), progress)


def _keys(source: ReminderSource, rows: RecordQuerySet) -> QuerySet[Any, Any]:
    """Rows as :data:`COLUMNS`: which they are, when they are due, and what else the list sorts by."""
    no_share = Cast(Value(0.0), FloatField())
    columns: dict[str, Any] = {
        "register": Value(source.key),
        "row_key": F("pk"),
        "due_day": F("due"),
        "by_what": F(source.what),
        "by_subject": F(source.subject),
        "by_side": Value(" ".join(source.sides)) if source.sides else F("party"),
        "by_in_charge": F(source.in_charge) if source.in_charge else Value(""),
    }
    texts = {"register", "by_what", "by_subject", "by_side", "by_in_charge"}
    expressions = {
        name: Coalesce(Cast(column, TextField()), Value(""), output_field=TextField())
        if name in texts
        else column
        for name, column in columns.items()
    }
    share = F("share") if source.model is Commitment else no_share
    return rows.annotate(**expressions, by_share=share).values_list(*COLUMNS)


def _until(day: date, within: int, wanted: set[Light]) -> date | None:
    """The last day that has to be read for the lights wanted; None where there is none."""
    if "good" in wanted:
        return None
    return day + timedelta(days=within if "watch" in wanted else -1)


def counts(user: Actor, day: date | None = None, platforms: Iterable[int] | None = None) -> Counts:
    """Return how many reminders of a user are overdue and how many come due soon, as of the present day."""
    lights = Reminders(user, day or present_day(), platforms=platforms).lights
    return Counts(lights["bad"], lights["watch"])
