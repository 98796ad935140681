"""All kept figures computed anew, and compared with computing from the rows."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from keqiao.periods import Period
from keqiao.web.audit.clock import today
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.computed_figure import CELLS
from keqiao.web.facts.models import Basis, CurrentFigure, Measure
from keqiao.web.facts.present_figures import PresentFigures
from keqiao.web.facts.selectors import default_period
from keqiao.web.registry.models import Platform

YEARS = 3


class FigureDifference(NamedTuple):
    """A kept figure that is not what the rows give; ``platform`` is its code, empty for the city."""

    measure: str
    platform: str
    period: str
    basis: str
    stored: tuple[Any, ...]
    computed: tuple[Any, ...]

    def __str__(self) -> str:
        place = f"{self.measure} {self.platform or 'city'} {self.period} {self.basis}"
        pairs = zip(CELLS, self.stored, self.computed, strict=True)
        return f"{place}: " + "; ".join(
            f"{name} {kept!r} ≠ {computed!r}" for name, kept, computed in pairs if kept != computed
        )


def rebuild(periods: Iterable[Period] | None = None) -> int:
    """Compute and keep the figures of every measure for all platforms and the city on each basis; return how many.

    ``periods`` None: that which pages show first, the last three full years, and a year before each.
    """
    listed = sorted(set(usual_periods() if periods is None else periods))
    codes = list(Measure.objects.values_list("code", flat=True))
    CurrentFigure.objects.all().delete()
    for basis in Basis.values:
        present = PresentFigures(codes, listed, basis)
        computation = Computation(codes, listed, basis)
        with computation.reading.then():
            computed = {code: computation.figures(code) for code in computation.codes}
        for code, figures in computed.items():
            present.stored.keep(computation, {code: figures}, most=sys.maxsize)
    return CurrentFigure.objects.count()


def usual_periods() -> set[Period]:
    """The periods that pages show first, with the same a year before."""
    first, last = Period.parse(default_period()), today().year - 1
    periods = {first, *(Period.of_year(last - back) for back in range(YEARS)), Period.of_year(first.year)}
    return periods | {period.previous_year() for period in periods}


def differences() -> Iterator[FigureDifference]:
    """Yield the kept figures that are used and differ from what is computed from the rows."""
    platforms = dict(Platform.objects.values_list("pk", "code"))
    for basis in Basis.values:
        rows = CurrentFigure.objects.filter(basis=basis).order_by()
        periods = sorted(map(Period.parse, rows.values_list("period", flat=True).distinct()))
        codes = list(rows.values_list("measure__code", flat=True).distinct())
        kept, computed = PresentFigures(codes, periods, basis), Computation(codes, periods, basis)
        with computed.reading.then():
            for code in computed.codes:
                yield from _differing(code, periods, kept, computed, platforms)


def _differing(
    code: str,
    periods: Sequence[Period],
    kept: PresentFigures,
    computed: Computation,
    platforms: dict[int, str],
) -> Iterator[FigureDifference]:
    for platform, place, *cells in computed.figures(code).select("platform", "period", *CELLS).iter_rows():
        before = kept.stored.cells(code, platform, periods[place])
        if before is not None and before != tuple(cells):
            named = platforms[platform] if platform is not None else ""
            yield FigureDifference(code, named, periods[place].code, computed.basis, before, tuple(cells))
