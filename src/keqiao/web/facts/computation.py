"""Figures of many measures, platforms and periods at once, with a number of queries that grows with none of them.

This is the core that pages, matrices and snapshots share; it asks no rights. Recorded measures are read from facts and
rolled up over time and platforms; derived ones are computed from the registers. A measure is computed for all platforms
and periods together, as columns; a single figure is a row of these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.facts.computed_figure import CELLS, Computed, Ids, State
from keqiao.web.facts.derivations import COMPOSITE, Composite, Periods, Reading, derivations, derive
from keqiao.web.facts.derivations.reading import tables_of
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.facts.models import Basis, Fact, Measure, MeasureDefinition
from keqiao.web.facts.reasons import FigureReason, in_words
from keqiao.web.facts.recorded_figures import FIGURE, NOTHING, recorded
from keqiao.web.registry.models import Platform, Region

ACCEPTED = (Basis.REPORTED.value, Basis.VERIFIED.value)
"""The bases of what derived figures on the verified basis take of recorded ones."""
TODAY = "today"
"""A source of figures that is no table: the day."""
APART = 200
"""Platforms whose rows are read by themselves; where there are more, all rows are read."""


class FigureRequest:
    """What figures are asked for: ``codes`` of measures that there are, ``periods``, and the ``basis``."""

    def __init__(
        self, codes: Iterable[str], periods: Iterable[Period], basis: str, measures: dict[str, Measure]
    ) -> None:
        self.measures = measures
        self.codes = tuple(code for code in codes if code in measures)
        self.periods = tuple(periods)
        self.basis = basis

    def value(self, code: str, platform: int | None, period: Period) -> Computed:
        """Return the figure of a platform, or of the city (None)."""
        raise NotImplementedError

    def numbers(self, code: str, period: Period, platforms: Iterable[int]) -> dict[int, Decimal]:
        """Return the values that platforms have of a measure in a period, by platform."""
        values = {platform: self.value(code, platform, period).value for platform in platforms}
        return {platform: value for platform, value in values.items() if value is not None}

    def definition(self, measure: Measure, period: Period) -> MeasureDefinition | None:
        """Return the version of the definition that holds at the end of the period (the oldest for earlier periods)."""
        versions = sorted(measure.definitions.all(), key=lambda row: row.valid_from)
        holding = [row for row in versions if row.valid_from <= period.end]
        if holding:
            return holding[-1]
        return versions[0] if versions else None

    def derivation(self, measure: Measure, period: Period) -> str:
        """Return the code of the rule that derives the measure in that period; empty if values are recorded."""
        definition = self.definition(measure, period)
        return definition.derivation if definition else ""


class Computation(FigureRequest):
    """A computation from the rows over all platforms and the city, ``only`` some platforms (their ids), or the city
    alone (``city_only``), for a basis and as known at a moment.

    ``codes`` and ``periods`` are what may be asked for. On the verified basis a recorded measure is read from verified
    facts, and a derived one computed from verified rows and, where it is made of recorded ones, from the accepted value
    of each: the verified one where one was set, else the reported one, which passed two people. Which platforms there
    are is the same on both. ``beside``: a computation of the same on another basis; what does not differ is read and
    computed once.
    """

    def __init__(
        self,
        codes: Iterable[str],
        periods: Iterable[Period],
        basis: str = "reported",
        known_at: datetime | None = None,
        *,
        only: Collection[int] | None = None,
        city_only: bool = False,
        beside: Computation | None = None,
    ):
        measures = {measure.code: measure for measure in Measure.objects.prefetch_related("definitions")}
        super().__init__(codes, periods, basis, measures)
        region = Region.objects.first()
        platforms = Platform.objects.current(known_at)
        if only is not None:
            platforms = platforms.filter(pk__in=only)
        division = region.division_code if region else ""
        with Reading({}, division, known_at).then():
            validity = {
                pk: (start, end) for pk, start, end in platforms.values_list("pk", "valid_from", "valid_to")
            }
        self.reading = Reading(
            validity, division, known_at, verified=basis == "verified", only=only, city_only=city_only
        )
        self.beside, self.reading.beside = beside, beside.reading if beside is not None else None
        self._periods = Periods.of(self.periods)
        self.sources: dict[str, set[str]] = {}
        self._scopes = {platform: place for place, platform in enumerate(self.reading.scopes)}
        self._places = {period: place for place, period in enumerate(self.periods)}
        self._recorded: dict[tuple[str, ...], dict[int, pl.DataFrame]] = {}
        self._figures: dict[str, pl.DataFrame] = {}
        self._cells: dict[str, pl.DataFrame] = {}
        self._rows: dict[str, dict[int, pl.LazyFrame]] = {}
        self._row_lists: dict[tuple[str, int], pl.Series] = {}

    def value(self, code: str, platform: int | None, period: Period) -> Computed:
        """Return the figure of a platform, or of the city (None)."""
        if code not in self.measures:
            return unknown(code)
        if platform not in self._scopes:
            return Computed(None, State.MISSING, in_words(FigureReason.UNREGISTERED))
        scope, place = self._scopes[platform], self._places[period]
        at = scope * len(self.periods) + place
        if code not in self._cells:
            self._cells[code] = self.figures(code).select(CELLS)
        facts = Ids(partial(self._facts_behind, code, at))
        return figure_of(
            self._cells[code].row(at), facts, Ids(partial(self._rows_behind, code, scope, place))
        )

    @property
    def used(self) -> dict[str, pl.DataFrame]:
        """The figures of the measures of which a figure was asked for, by measure."""
        return {code: figures for code, figures in self._figures.items() if code in self._cells}

    def values(self, code: str) -> Iterator[tuple[int | None, Period, Decimal]]:
        """Return the values that there are of a measure: platform (None: the city), period, value."""
        there = self.figures(code).filter(pl.col("value").is_not_null())
        for platform, place, value in there.select("platform", "period", "value").iter_rows():
            yield platform, self.periods[place], value

    def figures(self, code: str) -> pl.DataFrame:
        """Return the figures of a measure, a row for each platform (null: the city, last) and period, in their order.

        ``period`` is the place among the periods; ``facts`` lists the facts that a figure is made of, ``model`` names
        the register of the rows behind it. The other columns are those of ``FIGURE``.
        """
        if code not in self._figures and not self._from_beside(code):
            with self.reading.then(), self.reading.noting() as sources:
                self._figures[code] = self._computed(code)
            self.sources[code] = sources
        self.reading.sources |= self.sources[code]
        return self._figures[code]

    def _from_beside(self, code: str) -> bool:
        """Take the figures of a measure from the computation beside this one; tell whether they are the same here."""
        beside = self.beside
        if beside is None or code not in beside._figures or beside.periods != self.periods:
            return False
        sources = beside.sources[code]
        if Fact._meta.db_table in tables_of(sources) or not self.reading.is_like_beside(sources):
            return False
        self._figures[code], self.sources[code] = beside._figures[code], sources
        self._rows[code] = beside._rows.get(code, {})
        return True

    def _computed(self, code: str) -> pl.DataFrame:
        measure = self.measures[code]
        by_rule: dict[str, list[int]] = {}
        for place, period in enumerate(self.periods):
            by_rule.setdefault(self.derivation(measure, period), []).append(place)
        parts = [
            self._by_rule(measure, rule, places).select("platform", "period", *FIGURE, "model")
            for rule, places in by_rule.items()
        ]
        figures = parts[0]
        if len(parts) > 1:
            figures = self.reading.places(self._periods).select("platform", "period")
            both = zip(parts, by_rule.values(), strict=True)
            figures = figures.join(
                pl.concat([part.filter(pl.col("period").is_in(places)) for part, places in both]),
                on=["platform", "period"],
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
        return figures.collect()

    def row_lists(self, code: str) -> pl.DataFrame:
        """Return the ids of the rows behind the figures of a derived measure: ``platform``, ``period``, ``ids``."""
        parts = [part.filter(pl.col("period") == place) for place, part in self._rows.get(code, {}).items()]
        if not parts:
            return pl.DataFrame(schema={"platform": pl.Int64, "period": pl.Int32, "ids": pl.List(pl.Int64)})
        return _listed(pl.concat(parts)).collect()

    def _by_rule(self, measure: Measure, rule: str, places: list[int]) -> pl.LazyFrame:
        """Return the figures of a measure by a rule; those of the periods at ``places`` are used."""
        composite, derivation = COMPOSITE.get(rule), derivations().get(rule)
        if composite is not None:
            derived = composite.compute(self._part, self.reading, self._periods)
            model, by_hand = composite.model, self._by_hand(composite)
        elif derivation is not None:
            derived = derive(derivation, self.reading, self._periods)
            if derivation.daily:
                self.reading.sources.add(TODAY)
            model, by_hand = derivation.model, None
        else:
            stated = self._of_facts(measure, (self.basis,))
            return stated.lazy().with_columns(model=pl.lit(None, pl.String))
        if derived.rows is not None:
            self._rows.setdefault(measure.code, {}).update(dict.fromkeys(places, derived.rows))
        there = pl.col("value").is_not_null()
        return derived.values.with_columns(
            **{name: NOTHING[name] for name in ("there", "among", "which", "facts")},
            state=pl.when(there).then(pl.lit(State.DERIVED.value)).otherwise(pl.lit(State.MISSING.value)),
            as_of=pl.when(there).then("last"),
            by_hand=pl.lit(value=False) if by_hand is None else by_hand,
            platforms=pl.lit(0, pl.Int64),
            model=pl.when(there).then(pl.lit(model)),
        )

    def _part(self, code: str) -> pl.Series:
        """Return what figures made of others take of one of them."""
        measure = self.measures.get(code)
        if measure is None:
            return pl.Series([None] * (len(self._scopes) * len(self.periods)), dtype=DECIMAL)
        own = self.figures(code)
        if self.basis != "verified":
            return own["value"]
        stated = [p for p, period in enumerate(self.periods) if not self.derivation(measure, period)]
        if not stated:
            return own["value"]
        accepted = self._of_facts(measure, ACCEPTED)["value"]
        return own.select(
            pl.when(pl.col("period").is_in(stated)).then(accepted).otherwise("value")
        ).to_series()

    def _by_hand(self, composite: Composite) -> pl.Series | None:
        """Whether any of the figures that another is made of was entered by hand."""
        parts = [self.figures(part)["by_hand"] for side in composite.parts for part in side]
        return (
            pl.DataFrame({str(number): part for number, part in enumerate(parts)})
            .select(pl.any_horizontal(pl.all()))
            .to_series()
            if parts
            else None
        )

    def _of_facts(self, measure: Measure, bases: tuple[str, ...]) -> pl.DataFrame:
        """Return the recorded figures of a measure; the facts of all measures that are needed are read together."""
        if bases not in self._recorded:
            self._recorded[bases] = recorded(self._stated(), bases, self.reading, self._periods)
        self.reading.sources.add(Fact._meta.db_table)
        return self._recorded[bases][measure.pk]

    def _stated(self) -> list[Measure]:
        """The recorded measures among those asked for and those that they are made of."""
        needed: dict[str, Measure] = {}
        waiting = list(self.codes)
        while waiting:
            measure = self.measures.get(code := waiting.pop())
            if measure is None or code in needed:
                continue
            needed[code] = measure
            for rule in self._rules(measure):
                if rule in COMPOSITE:
                    waiting += COMPOSITE[rule].needs(self.reading)
        return [measure for measure in needed.values() if not all(self._rules(measure))]

    def _rules(self, measure: Measure) -> Iterator[str]:
        return (self.derivation(measure, period) for period in self.periods)

    def _facts_behind(self, code: str, at: int) -> Iterable[int]:
        facts = self.figures(code)["facts"][at]
        return () if facts is None else facts.to_list()

    def _rows_behind(self, code: str, scope: int, place: int) -> Iterable[int]:
        """List the rows behind a figure; those of all platforms in the period are listed together."""
        if (code, place) not in self._row_lists:
            self.figures(code)
            rows = self._rows.get(code, {}).get(place)
            if rows is None:
                return ()
            listed = _listed(rows.filter(pl.col("period") == place)).collect()
            scopes = pl.DataFrame({"platform": list(self._scopes)}, schema={"platform": pl.Int64})
            self._row_lists[code, place] = scopes.join(
                listed, on="platform", how="left", nulls_equal=True, maintain_order="left"
            )["ids"]
        ids = self._row_lists[code, place][scope]
        return () if ids is None else ids.to_list()


def _listed(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The ids of the rows of each figure, once each and in order: of a platform its own, of the city what it counts."""
    of_city = rows.filter("city").with_columns(platform=pl.lit(None, pl.Int64))
    both = pl.concat([rows.select("platform", "period", "id"), of_city.select("platform", "period", "id")])
    return both.group_by("platform", "period").agg(ids=pl.col("id").unique().sort())


def few(platforms: Collection[int]) -> Collection[int] | None:
    """Return the platforms to compute ``only``; None where they are so many that all are read as quickly."""
    return platforms if len(platforms) <= APART else None


def unknown(code: str) -> Computed:
    """Return what is said of a measure that there is not."""
    return Computed(None, State.MISSING, _("The measure %(code)s is not known.") % {"code": code})


def figure_of(cells: Sequence[Any], facts: Ids, rows: Ids) -> Computed:
    """Return a figure from its :data:`CELLS`, with how the facts and rows behind it are listed."""
    value, state, reason, there, among, which, as_of, by_hand, platforms, model = cells
    return Computed(
        value,
        State(state),
        in_words(reason, there, among, which),
        facts,
        model or "",
        rows if model else Ids(),
        platforms,
        as_of,
        by_hand,
        reason == FigureReason.INCOMPLETE.value,
    )
