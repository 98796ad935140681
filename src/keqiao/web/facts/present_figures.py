"""The present figures of the scopes that a page shows: kept ones, and the others computed, of what lacks them only.

What platforms lack is computed from the rows of these platforms, what the city lacks from all rows, but of the measures
and periods that are lacking and without the figures of the platforms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property, partial

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation, FigureRequest, few, figure_of, unknown
from keqiao.web.facts.computed_figure import Computed, Ids
from keqiao.web.facts.current_figures import MOST, CurrentFigures
from keqiao.web.facts.models import Basis, Measure
from keqiao.web.registry.models import Platform


class PresentFigures(FigureRequest):
    """Figures as they are now, of ``scopes``: ids of platforms that there are, and None for the city (None: all)."""

    def __init__(
        self,
        codes: Iterable[str],
        periods: Iterable[Period],
        basis: str = Basis.REPORTED,
        scopes: Collection[int | None] | None = None,
    ) -> None:
        listed = list(codes)
        measures = Measure.objects.filter(code__in=listed).prefetch_related("definitions")
        super().__init__(listed, periods, basis, {measure.code: measure for measure in measures})
        if scopes is None:
            scopes = [*Platform.objects.current().values_list("pk", flat=True), None]
        self.stored = CurrentFigures(self, scopes)

    def value(self, code: str, platform: int | None, period: Period) -> Computed:
        """Return the figure of one of the scopes."""
        if code not in self.measures:
            return unknown(code)
        cells = self.stored.cells(code, platform, period)
        if cells is None:
            return self._computation(platform).value(code, platform, period)
        again = partial(self._again, code, platform, period)
        return figure_of(cells, Ids(lambda: again().facts), Ids(lambda: again().row_ids))

    def numbers(self, code: str, period: Period, platforms: Iterable[int]) -> dict[int, Decimal]:
        """Return the values that platforms have of a measure in a period, by platform; what was computed is kept."""
        with self.once():
            cells = ((platform, self.stored.cells(code, platform, period)) for platform in platforms)
            values = {
                platform: self.value(code, platform, period).value if kept is None else kept[0]
                for platform, kept in cells
            }
        self.keep()
        return {platform: value for platform, value in values.items() if value is not None}

    @contextmanager
    def once(self) -> Iterator[None]:
        """Read the registers as the basis needs them, put back once; not at all where every figure is kept."""
        if not self.stored.missing:
            yield
            return
        # Which platforms there are is asked before the registers say what is verified.
        readings = [computation.reading for computation in self._computations.values()]
        with readings[0].then():
            for reading in readings:
                reading.is_open = True
            try:
                yield
            finally:
                for reading in readings:
                    reading.is_open = False

    def keep(self, most: int = MOST) -> None:
        """Keep the figures that were computed and read; call it outside :meth:`once`."""
        for computation in self._computations.values() if self.stored.missing else ():
            self.stored.keep(computation, computation.used, most)

    def _computation(self, platform: int | None) -> Computation:
        """The computation of what the platforms lack, or the city."""
        return self._computations.get(platform is None) or self._computations[False]

    @cached_property
    def _computations(self) -> dict[bool, Computation]:
        """The computations of what lacks: of the city (True) and of platforms; in one where all rows are read."""
        missing = self.stored.missing
        apart = [scope for scope in missing if scope is not None]
        only = few(apart)
        # The city needs all rows in any case.
        if only is None or (None in missing and len(apart) > 1):
            return {False: self._of(missing)}
        parts = {}
        if None in missing:
            parts[True] = self._of([None], city_only=True)
        if apart:
            parts[False] = self._of(apart, only=only)
        return parts

    def _of(
        self, scopes: Iterable[int | None], only: Collection[int] | None = None, city_only: bool = False
    ) -> Computation:
        """A computation of the measures and periods that some of the scopes lack."""
        lacking = [pair for scope in scopes for pair in self.stored.missing[scope]]
        codes = {code for code, _period in lacking}
        periods = sorted({period for _code, period in lacking})
        listed = [code for code in self.codes if code in codes]
        return Computation(listed, periods, self.basis, only=only, city_only=city_only)

    def _again(self, code: str, platform: int | None, period: Period) -> Computed:
        return self._whole.value(code, platform, period)

    @cached_property
    def _whole(self) -> Computation:
        """All that was asked for computed again, for the rows and facts behind kept figures."""
        platforms = [scope for scope in self.stored.scopes if scope is not None]
        only = None if None in self.stored.scopes else few(platforms)
        return Computation(self.codes, self.periods, self.basis, only=only, city_only=not platforms)
