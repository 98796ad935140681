"""From an indicator down to its figures: the measures in its formula, each with its value and the
address of its page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from django.db.models import Q
from django.urls import reverse

from keqiao.engine.expressions import parse
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.tree import Indicator
from keqiao.periods import earlier
from keqiao.web.evaluations.reading import unit_words, words
from keqiao.web.facts.models import Basis, Fact, FactOrigin, Snapshot, SnapshotFigure


@dataclass(frozen=True)
class SourceFigure:
    """A figure behind an indicator: in the scheme's unit, with the address of its page."""

    measure: str
    name: str
    unit: str
    period: str
    value: float | None
    url: str
    is_by_hand: bool = False
    """Whether it is, or holds, a figure that was entered by hand, outside any return."""


@dataclass(frozen=True)
class Lineage:
    """The measures of one platform in one period, and which of them an indicator reads.

    ``by_hand`` are the (measure, period) of figures entered by hand; ``proved`` the measures read from verified rows:
    their figures lead to the page on that basis.
    """

    scheme: Scheme
    platform: str
    period: str
    values: Mapping[str, float | None]
    by_hand: frozenset[tuple[str, str]] = frozenset()
    proved: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        scheme: Scheme,
        measures: pl.DataFrame,
        platform: str,
        period: str,
        *,
        by_hand: frozenset[tuple[str, str]] = frozenset(),
        proved: frozenset[str] = frozenset(),
    ) -> Lineage:
        """Return the lineage of a platform from the table of all measures of a run."""
        rows = measures.filter((pl.col("unit") == platform) & (pl.col("period") == period)).to_dicts()
        return cls(scheme, platform, period, rows[0] if rows else {}, by_hand, proved)

    def figures(self, indicator: Indicator) -> list[SourceFigure]:
        """Return the figures that an indicator reads, in the order of its formula; computed ones down to
        what was recorded.
        """
        codes = dict.fromkeys(
            code
            for text in (indicator.formula, indicator.denominator)
            if text is not None
            for code in self._names(text)
        )
        return [figure for code in codes for figure in self._down(code, seen=())]

    def _names(self, text: str) -> Iterable[str]:
        return parse(text, _names_of(self.scheme)).names

    def _down(self, code: str, seen: tuple[str, ...]) -> list[SourceFigure]:
        measure = next((item for item in self.scheme.measures if item.code == code), None)
        if measure is None or code in seen:
            return []
        if measure.formula is not None:
            return [
                figure for name in self._names(measure.formula) for figure in self._down(name, (*seen, code))
            ]
        return [self._figure(measure)]

    def _figure(self, measure: Measure) -> SourceFigure:
        code, period = measure.code, self.period
        if measure.previous_of is not None:
            code = measure.previous_of.measure
            period = earlier(period, measure.previous_of.periods, [period]) or period
        value = self.values.get(measure.code)
        url = figure_url(code, self.platform, period, verified=code in self.proved)
        number = value if isinstance(value, int | float) else None
        return SourceFigure(
            measure.code,
            words(measure.name),
            unit_words(measure.unit),
            period,
            number,
            url,
            (code, period) in self.by_hand,
        )


def figures_by_hand(snapshot: Snapshot, platform: str, basis: str) -> frozenset[tuple[str, str]]:
    """Return (measure, period) of the frozen figures of a platform that are, or hold, facts entered by hand.

    ``basis`` is that of the run: the verified one reads reported figures where nothing was verified.
    """
    facts = set(
        Fact.objects.filter(platform__code=platform, origin=FactOrigin.PROPOSAL).values_list("pk", flat=True)
    )
    if not facts:
        return frozenset()
    bases = [Basis.REPORTED] if basis == Basis.REPORTED else [Basis.REPORTED, Basis.VERIFIED]
    rows = SnapshotFigure.objects.filter(snapshot=snapshot, platform__code=platform, basis__in=bases)
    rows = rows.filter(Q(fact__in=facts) | Q(row_model="facts.Fact"))
    return frozenset(
        (measure, period)
        for measure, period, fact, ids in rows.values_list("measure__code", "period", "fact_id", "row_ids")
        if fact in facts or facts.intersection(ids)
    )


def figure_url(measure: str, scope: str, period: str, *, verified: bool = False) -> str:
    """Return the address of the page of a figure; `scope` is a platform's code or "city"."""
    address = reverse("facts:figure", args=(measure, scope, period))
    return f"{address}?basis=verified" if verified else address


def _names_of(scheme: Scheme) -> list[str]:
    """Return every name that a formula of the scheme may use."""
    return [part.code for parts in (scheme.measures, scheme.parameters, scheme.attributes) for part in parts]
