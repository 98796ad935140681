"""How far commitments of an agreement (约定指标) are fulfilled: by their measure's figure, else by what was recorded.

The share is value ÷ target in the stored unit (money in 元), not capped. A commitment for a year is measured by that
year's figure, the same that the derived measure ``plan_fulfilment`` averages; while the year runs, a flow counts so far
and a stock is read at the as-of day. Without a year only a stock can be measured: at its due day, or before that at the
as-of day. What cannot be measured is told by hand, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.periods import EARLIEST_YEAR, Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure
from keqiao.web.facts.selectors import figures_for
from keqiao.web.registry.models import Commitment
from keqiao.web.registry.reminders.lights import light_of, spans
from keqiao.web.registry.reminders.progress import by_hand, due_day
from keqiao.web.rulebooks.request_cache import asked_once
from keqiao.web.site.tables.definition import Light


@dataclass(frozen=True)
class Fulfilment:
    """How far one commitment is fulfilled as of a day.

    ``figure``: what measures it; None where it is told by hand. ``share``: of the target, 1 is all of it; None where
    nothing says. ``expected``: the share of the year that has passed, for a flow of a running year. ``note``: why there
    is no figure.
    """

    commitment: Commitment
    due: date | None
    share: Decimal | None
    light: Light
    figure: Figure | None = None
    expected: Decimal | None = None
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether all of it was reached."""
        return self.share is not None and self.share >= 1


@asked_once()
def fulfilments(user: Actor, commitments: Iterable[Commitment], day: date) -> list[Fulfilment]:
    """Return the fulfilment of commitments (with agreement and platform loaded) as of a day, in their order.

    The number of queries depends on the measures that they name, not on how many commitments there are.
    """
    rows = list(commitments)
    codes = {row.measure_code for row in rows if row.measure_code}
    measures = Measure.objects.in_bulk(codes, field_name="code") if codes else {}
    periods: dict[int, Period] = {}
    for row in rows:
        if row.measure_code in measures:
            period = measured_period(row, measures[row.measure_code], day)
            if period is not None:
                periods[row.pk] = period
    figures = _figures(user, [row for row in rows if row.pk in periods], periods)
    return [_fulfilment(row, day, measures.get(row.measure_code), figures.get(row.pk)) for row in rows]


def measured_period(row: Commitment, measure: Measure, day: date) -> Period | None:
    """Return the period or day at which a commitment is measured as of ``day``; None where there is none (yet)."""
    if row.target is None or row.target <= 0:
        return None
    if row.year:
        if not EARLIEST_YEAR <= row.year <= day.year:
            return None
        year = Period.of_year(row.year)
        return year if year.end <= day else Period.on(day)
    if measure.kind == Measure.Kind.FLOW:
        return None
    return Period.on(min(day, row.due_on or day))


def _figures(user: Actor, rows: Sequence[Commitment], periods: dict[int, Period]) -> dict[int, Figure]:
    """The figures of the commitments by their key, all read at once: every register is loaded once."""
    codes = sorted({row.measure_code for row in rows})
    scopes = {row.agreement.platform.code for row in rows}
    read = figures_for(user, codes, scopes, set(periods.values())) if rows else {}
    keys = {row.pk: (row.measure_code, row.agreement.platform.code, periods[row.pk].code) for row in rows}
    return {pk: read[key] for pk, key in keys.items() if key in read}


def _fulfilment(row: Commitment, day: date, measure: Measure | None, figure: Figure | None) -> Fulfilment:
    share, expected = None, None
    if figure is not None and figure.value is not None and row.target:
        share = figure.value / row.target
        expected = _passed(row, figure, day)
    note = _why_not(row, day, measure, figure) if share is None and row.measure_code else ""
    if share is None:
        share = by_hand(row, day)
    due = due_day(row)
    return Fulfilment(row, due, share, _light(share, expected, due, day), figure, expected, note)


def _passed(row: Commitment, figure: Figure, day: date) -> Decimal | None:
    """The share of a running year that has passed, for a flow; None otherwise."""
    if figure.measure.kind != Measure.Kind.FLOW or row.year != day.year:
        return None
    year = Period.of_year(day.year)
    return Decimal((day - year.start).days + 1) / ((year.end - year.start).days + 1)


def _why_not(row: Commitment, day: date, measure: Measure | None, figure: Figure | None) -> str:
    if measure is None:
        return _("The measure %(code)s is not known.") % {"code": row.measure_code}
    if row.target is None or row.target <= 0:
        return _("The commitment names no target.")
    if figure is not None:
        return figure.reason
    if row.year and row.year > day.year:
        return _("The year has not begun.")
    return _("The commitment names no year in which the measure could be counted.")


def _light(share: Decimal | None, expected: Decimal | None, due: date | None, day: date) -> Light:
    """Green when all is reached; else red after the due day, yellow near it or behind the year, none without share."""
    if share is not None and share >= 1:
        return "good"
    by_day = light_of((due - day).days, spans().obligation) if due is not None else "good"
    if by_day != "good":
        return by_day
    if share is None:
        return "none"
    return "watch" if expected is not None and share < expected else "good"
