"""What a snapshot of some periods would hold and what it would lack, told before anything is frozen for ever."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from keqiao.periods import Kind, Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.models import Fact, Measure
from keqiao.web.facts.scopes import CITY
from keqiao.web.facts.selectors import figures_for
from keqiao.web.registry.models import Region

YEARS = 6
"""So many whole years are offered, and the parts of the last three that somebody recorded figures of."""
PARTS_OF = 3


@dataclass(frozen=True)
class PeriodCoverage:
    """How far the figures of one period are there, on the reported basis.

    `nowhere`: measures without a figure of any platform; `partly`: measures and of how many platforms none is there.
    """

    period: Period
    measures: int
    figures: int
    nowhere: tuple[Measure, ...]
    partly: tuple[tuple[Measure, int], ...]

    @property
    def is_empty(self) -> bool:
        """Whether no figure at all is there."""
        return not self.figures

    @property
    def is_thin(self) -> bool:
        """Whether more than half of the measures have no figure."""
        return 2 * len(self.nowhere) > self.measures


def coverage(user: Actor, periods: Iterable[str]) -> list[PeriodCoverage]:
    """Return for each period what is there of every measure and platform now. Raises PeriodError."""
    wanted = [Period.parse(text) for text in periods]
    measures = list(Measure.objects.order_by("order"))
    figures = figures_for(user, [measure.code for measure in measures], None, wanted)
    missing: dict[tuple[str, str], int] = {}
    there: dict[tuple[str, str], int] = {}
    for (code, scope, text), figure in figures.items():
        if scope == CITY or figure.computed.state in {State.REFUSED, State.NOT_APPLICABLE}:
            continue
        counted = missing if figure.value is None else there
        counted[code, text] = counted.get((code, text), 0) + 1
    covered = []
    for period in wanted:
        own = [measure for measure in measures if _is_of(measure, period)]
        nowhere = tuple(measure for measure in own if not there.get((measure.code, period.code)))
        partly = tuple(
            (measure, count)
            for measure in own
            if measure not in nowhere and (count := missing.get((measure.code, period.code), 0))
        )
        number = sum(there.get((measure.code, period.code), 0) for measure in own)
        covered.append(PeriodCoverage(period, len(own), number, nowhere, partly))
    return covered


def _is_of(measure: Measure, period: Period) -> bool:
    """Whether a measure may have a figure of a period: of a single day only a stock has."""
    return period.kind != Kind.DATE or measure.kind == Measure.Kind.STOCK


def offered() -> list[tuple[str, Sequence[tuple[str, str]]]]:
    """Return the periods that may be frozen, in groups: whole years that are over, their parts of which figures were
    recorded, and days. Nothing that has not come to its end.
    """
    now = today()
    years = [Period.of_year(now.year - back) for back in range(1, YEARS + 1)]
    since = date(now.year - PARTS_OF, 1, 1)
    texts = Fact.objects.order_by("period").values_list("period", flat=True).distinct()
    recorded = [Period.parse(text) for text in texts]
    parts = sorted(
        (
            period
            for period in recorded
            if period.kind not in {Kind.YEAR, Kind.DATE} and since <= period.start
        ),
        reverse=True,
    )
    region = Region.objects.first()
    days = {day for day in (region.default_as_of if region else None, now) if day}
    days |= {
        end
        for year in (now.year - 2, now.year - 1, now.year)
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
        if (end := date(year, month, day)) <= now
    }
    groups = [
        (_("Whole years"), years),
        (_("Parts of a year with recorded figures"), [period for period in parts if period.end <= now]),
        (_("Stocks on a day"), [Period.on(day) for day in sorted(days, reverse=True) if day <= now]),
    ]
    return [
        (label, [(period.code, period.code) for period in periods]) for label, periods in groups if periods
    ]
