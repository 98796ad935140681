"""A figure as it is shown: value, unit, period, definition, how it came about, and how it changed."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.periods import Kind, Period
from keqiao.web.facts.computed_figure import Computed, State
from keqiao.web.facts.models import Measure, MeasureDefinition
from keqiao.web.facts.scopes import Scope
from keqiao.web.site import numbers
from keqiao.web.site.stored_sentences import in_words

BY_HAND = gettext_lazy("By hand")
"""The mark of a figure that was entered by hand, the same wherever one is shown: page, table, file."""


def about_by_hand() -> str:
    """Say what the mark means."""
    return _(
        "Entered by hand by an officer, with evidence, and confirmed by another person; not from a return."
    )


@dataclass(frozen=True)
class FigureChange:
    """Change over the same period of the previous year, in the shown unit.

    ``percent`` is None on a base that is not above zero, and for shares, whose change is in percentage points.
    """

    before: Decimal
    difference: Decimal
    percent: Decimal | None
    points: bool = False

    @property
    def text(self) -> str:
        """The change in words: +3.20%, +1.05 percentage points, or — with the difference."""
        sign = "+" if self.difference > 0 else ""
        if self.points:
            return _("%(points)s percentage points") % {
                "points": f"{sign}{numbers.number(self.difference, 2)}"
            }
        if self.percent is None:
            return f"—（{sign}{numbers.number(self.difference)}）"
        return f"{sign}{numbers.number(self.percent, 2)}%"


@dataclass(frozen=True)
class Figure:
    """A figure for one scope and period. ``value`` is in the stored unit (money in 元); ``text`` in the shown one."""

    measure: Measure
    definition: MeasureDefinition | None
    scope: Scope
    period: Period
    basis: str
    computed: Computed
    yoy: FigureChange | None = None

    def __str__(self) -> str:
        return f"{self.text} {self.unit}"

    @property
    def value(self) -> Decimal | None:
        """The value in the stored unit."""
        return self.computed.value

    @property
    def display_value(self) -> Decimal | None:
        """The value in the shown unit (money in 万元), not rounded."""
        return self.measure.in_display_unit(self.computed.value)

    @property
    def whole(self) -> Decimal | None:
        """The shown value for a line over the years; None for a city total that lacks platforms: it is no fall."""
        return None if self.computed.incomplete else self.display_value

    @property
    def text(self) -> str:
        """The value as printed, without its unit; — where there is none."""
        return numbers.number(self.display_value, self.measure.decimals)

    @property
    def unit(self) -> str:
        """The shown unit."""
        return self.measure.display_unit

    @property
    def reason(self) -> str:
        """Why there is no value, or what is incomplete about it."""
        return self.computed.reason

    @property
    def is_derived(self) -> bool:
        """Whether it is computed from registers or other measures."""
        return bool(self.definition and self.definition.derivation)

    @property
    def is_refused(self) -> bool:
        """Whether the reader may not see it."""
        return self.computed.state == State.REFUSED

    @property
    def when(self) -> str:
        """The period of a flow, the day of a stock, in words."""
        if self.measure.kind == Measure.Kind.STOCK:
            return in_words(Period.on(self.computed.as_of or self.period.end).words)
        if self.period.kind == Kind.DATE and self.period.end.month > 1 and _ends_month(self.period.end):
            return _("Months 1 to %(month)s of %(year)s") % {
                "month": self.period.end.month,
                "year": self.period.end.year,
            }
        if self.period.kind == Kind.DATE:
            return _("%(first)s to %(last)s") % {
                "first": self.period.flow_start.isoformat(),
                "last": self.period.end.isoformat(),
            }
        return in_words(self.period.words)

    @property
    def is_by_hand(self) -> bool:
        """Whether it is, or is made of, a figure that was entered by hand and confirmed, outside any return."""
        return self.computed.by_hand

    @property
    def moment(self) -> str:
        """The day of a stock or the period of a flow, without words, for places that bring their own."""
        if self.measure.kind == Measure.Kind.STOCK:
            return (self.computed.as_of or self.period.end).isoformat()
        if self.period.kind == Kind.DATE:
            return f"{self.period.flow_start.isoformat()}/{self.period.end.isoformat()}"
        return self.period.code

    @property
    def url(self) -> str:
        """The page of the figure."""
        url = reverse("facts:figure", args=(self.measure.code, self.scope.code, self.period.code))
        return url if self.basis == "reported" else f"{url}?basis={self.basis}"


def change(measure: Measure, now: Decimal | None, before: Decimal | None) -> FigureChange | None:
    """Return the change between two stored values; None where one is missing."""
    new, old = measure.in_display_unit(now), measure.in_display_unit(before)
    if new is None or old is None:
        return None
    points = measure.value_type == Measure.ValueType.PERCENT
    percent = 100 * (new - old) / old if old > 0 and not points else None
    return FigureChange(old, new - old, percent, points)


def like_with_like(measure: Measure, now: Computed, before: Computed) -> FigureChange | None:
    """Return the change between two computed figures; None where one is missing or lacks platforms."""
    if now.incomplete or before.incomplete:
        return None
    return change(measure, now.value, before.value)


def _ends_month(day: date) -> bool:
    """Whether a day is the last of its month."""
    return day.day == monthrange(day.year, day.month)[1]
