"""Figures of recorded measures: the fact itself, else rolled up over time, else added up over the platforms.

All measures, platforms and periods are read from one frame of standing facts. What is found for a place (a measure, a
platform or the city, a period) has a rank: the fact of that very period comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import polars as pl

from keqiao.periods import Kind
from keqiao.web.facts.computed_figure import State
from keqiao.web.facts.derivations import Periods, Reading
from keqiao.web.facts.frames import DECIMAL, read
from keqiao.web.facts.models import Fact, FactOrigin, Measure
from keqiao.web.facts.reasons import FigureReason

PLACE = ["measure", "platform", "period"]
FIGURE: dict[str, Any] = {
    "value": DECIMAL,
    "state": pl.String,
    "reason": pl.String,
    "there": pl.Int64,
    "among": pl.Int64,
    "which": pl.List(pl.String),
    "facts": pl.List(pl.Int64),
    "as_of": pl.Date,
    "by_hand": pl.Boolean,
    "platforms": pl.Int64,
}
"""What is known of a figure; the words of ``reason`` speak of ``there``, ``among`` and ``which``."""
NOTHING = {name: pl.lit(None, kind) for name, kind in FIGURE.items()}
EXACT, ROLLED, EARLIER, PARTIAL = range(4)


def recorded(
    measures: Iterable[Measure], bases: Sequence[str], reading: Reading, periods: Periods
) -> dict[int, pl.DataFrame]:
    """Return the figures of recorded measures by measure, in the order of :meth:`Reading.places`.

    Of a fact on several ``bases`` that on the last by name counts: "verified" comes after "reported".
    """
    rules = _rules(measures)
    if rules.is_empty():
        return {}
    facts = _facts(rules, bases, reading, periods)
    values = pl.concat([*_single(facts, rules, periods), *_sums(facts, rules, periods)], how="diagonal")
    # The city's figures are added up from the platforms', whether or not these are asked for.
    every = (*reading.validity, None) if reading.city_only else None
    places = rules.lazy().join(reading.places(periods, every), how="cross", maintain_order="left_right")
    own = places.with_row_index("place").join(
        values.sort("rank").unique(PLACE, keep="first", maintain_order=True),
        on=PLACE,
        how="left",
        nulls_equal=True,
    )
    missing = pl.when(pl.col("state").is_null())
    known = own.with_columns(
        reason=missing.then(pl.lit(FigureReason.NOTHING.value)).otherwise("reason"),
        state=pl.col("state").fill_null(State.MISSING.value),
        by_hand=pl.col("by_hand").fill_null(value=False),
        platforms=pl.lit(0, pl.Int64),
    ).collect()
    figures = known if reading.only is not None else _with_city(known.lazy(), reading, periods).collect()
    if reading.city_only:
        figures = figures.filter(pl.col("platform").is_null())
    parts = figures.sort("place").partition_by("measure", as_dict=True)
    return {int(key[0]): part.select("platform", "period", *FIGURE) for key, part in parts.items()}


def _rules(measures: Iterable[Measure]) -> pl.DataFrame:
    """How each measure is rolled up: a stock by its last value, a flow by its sum where it has one."""
    rows = [
        (
            measure.pk,
            measure.kind == Measure.Kind.STOCK,
            measure.roll_up == Measure.RollUp.SUM,
            measure.city_total == Measure.CityTotal.SUM,
        )
        for measure in measures
    ]
    schema = {"measure": pl.Int64, "is_stock": pl.Boolean, "adds": pl.Boolean, "adds_platforms": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _facts(rules: pl.DataFrame, bases: Sequence[str], reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Read the standing facts that any of the periods may need, one of each measure, platform and period."""
    years = [period.year for _place, period in periods.listed]
    rows = Fact.objects.current(reading.known_at).filter(
        measure__in=rules["measure"].to_list(),
        basis__in=bases,
        period_start__gte=date(min(years) - 1, 1, 1),
        period_end__lte=max(period.end for _place, period in periods.listed),
    )
    if reading.only is not None:
        rows = rows.filter(platform__in=list(reading.only))
    facts = read(
        rows,
        id="pk",
        measure="measure",
        platform="platform",
        value="value",
        code="period",
        end="period_end",
        basis="basis",
        origin="origin",
    )
    facts = facts.sort("end", "basis", "id").unique(
        ["measure", "platform", "code"], keep="last", maintain_order=True
    )
    by_hand = pl.col("origin") == FactOrigin.PROPOSAL.value
    return facts.with_row_index("order").with_columns(by_hand=by_hand).drop("basis", "origin").lazy()


def _single(facts: pl.LazyFrame, rules: pl.DataFrame, periods: Periods) -> list[pl.LazyFrame]:
    """Return what one fact says: that of the period; for a stock that of the same day, else, at a day, the last one
    known before it in the same year.
    """
    stocks = facts.join(rules.filter("is_stock").lazy(), on="measure", how="semi")
    codes = pl.LazyFrame(
        [(place, period.code) for place, period in periods.listed],
        schema={"period": pl.Int32, "code": pl.String},
        orient="row",
    )
    days = periods.where(lambda period: period.kind == Kind.DATE).frame
    before = (pl.col("end") < pl.col("last")) & (pl.col("end").dt.year() == pl.col("year"))
    ranked = [
        (EXACT, facts.join(codes, on="code")),
        (ROLLED, stocks.join(periods.frame.with_columns(end="last"), on="end")),
        (EARLIER, stocks.join(days, how="cross").filter(before)),
    ]
    return [_statement(_last(rows), rank) for rank, rows in ranked]


def _last(rows: pl.LazyFrame) -> pl.LazyFrame:
    return rows.sort("order").unique(PLACE, keep="last", maintain_order=True)


def _statement(rows: pl.LazyFrame, rank: int) -> pl.LazyFrame:
    """What a fact says: its value, or that the measure is not applicable."""
    stated = pl.col("value").is_null()
    state = State.RECORDED if rank == EXACT else State.ROLLED_UP
    note = pl.lit(FigureReason.LAST_KNOWN.value if rank == EARLIER else None, pl.String)
    return rows.select(
        *PLACE,
        "value",
        "by_hand",
        state=pl.when(stated).then(pl.lit(State.NOT_APPLICABLE.value)).otherwise(pl.lit(state.value)),
        reason=pl.when(stated).then(pl.lit(FigureReason.NOT_APPLICABLE.value)).otherwise(note),
        which=pl.concat_list(pl.col("end").dt.to_string("%Y-%m-%d")),
        facts=pl.concat_list("id"),
        as_of="end",
        rank=pl.lit(rank),
    )


def _sums(facts: pl.LazyFrame, rules: pl.DataFrame, periods: Periods) -> list[pl.LazyFrame]:
    """Return flows added up from shorter periods, only when all of them are there; else which are."""
    flows = facts.join(rules.filter("adds", ~pl.col("is_stock")).lazy(), on="measure", how="semi")
    parts = pl.LazyFrame(
        [
            (place, number, part.code, len(way), period.end)
            for place, period in periods.listed
            for number, way in enumerate(period.parts())
            for part in way
        ],
        schema={"period": pl.Int32, "way": pl.Int32, "code": pl.String, "among": pl.Int64, "last": pl.Date},
        orient="row",
    )
    ways = (
        flows.join(parts, on="code")
        .sort("order")
        .group_by(*PLACE, "way", maintain_order=True)
        .agg(
            pl.col("value").sum(),
            pl.col("by_hand").any(),
            pl.col("among", "last").first(),
            there=pl.len().cast(pl.Int64),
            valued=pl.col("value").count(),
            facts=pl.col("id"),
            which=pl.col("code"),
        )
    )
    is_whole = pl.col("valued") == pl.col("among")
    whole = ways.filter(is_whole).sort("way").unique(PLACE, keep="first", maintain_order=True)
    partial = ways.filter(~is_whole).sort("way").unique(PLACE, keep="last", maintain_order=True)
    return [
        whole.select(
            *PLACE,
            "value",
            "facts",
            "by_hand",
            state=pl.lit(State.ROLLED_UP.value),
            as_of="last",
            rank=pl.lit(ROLLED),
        ),
        partial.select(
            *PLACE,
            "there",
            "among",
            "which",
            state=pl.lit(State.MISSING.value),
            reason=pl.lit(FigureReason.PARTIAL.value),
            rank=pl.lit(PARTIAL),
        ),
    ]


def _with_city(own: pl.LazyFrame, reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Put in the place of the city's figures, where it has no value of its own, the sum over the platforms, if the
    measure has one.
    """
    columns = ["measure", "platform", "period", "place", *FIGURE]
    platforms = own.filter(pl.col("platform").is_not_null())
    city = own.filter(pl.col("platform").is_null()).join(
        _totals(platforms, reading, periods), on=["measure", "period"], how="left"
    )
    settled = (pl.col("rank") == EXACT).fill_null(value=False) | pl.col("value").is_not_null()
    has_total = pl.col("adds_platforms") & (pl.col("platforms_right") > 0).fill_null(value=False)
    as_said = city.filter(settled | (pl.col("adds_platforms") & ~has_total))
    not_added = city.filter(~settled & ~pl.col("adds_platforms")).with_columns(
        **NOTHING
        | {
            "state": pl.lit(State.MISSING.value),
            "reason": pl.lit(FigureReason.NOT_ADDED.value),
            "by_hand": pl.lit(value=False),
            "platforms": pl.lit(0, pl.Int64),
        }
    )
    totals = city.filter(~settled & has_total).with_columns(
        **{name: pl.col(f"{name}_right") for name in FIGURE}
    )
    return pl.concat([part.select(columns) for part in (platforms, as_said, not_added, totals)])


def _totals(platforms: pl.LazyFrame, reading: Reading, periods: Periods) -> pl.LazyFrame:
    """Return the sums over the platforms of the system, incomplete where one has neither a value nor says that it has
    none.
    """
    within = [
        reading.in_force(platforms.filter("is_stock"), periods, "last"),
        reading.in_force(platforms.filter(~pl.col("is_stock")), periods, "first"),
    ]
    valued = pl.col("value").is_not_null()
    sums = (
        pl.concat(within)
        .sort("place")
        .group_by("measure", "period", maintain_order=True)
        .agg(
            pl.col("value").sum(),
            pl.col("facts").filter(valued).explode(),
            pl.col("by_hand").filter(valued).any(),
            among=pl.len().cast(pl.Int64),
            platforms=valued.sum().cast(pl.Int64),
            there=(valued | (pl.col("state") == State.NOT_APPLICABLE.value)).sum().cast(pl.Int64),
        )
    )
    is_incomplete = pl.col("there") < pl.col("among")
    return sums.join(periods.frame.select("period", as_of="last"), on="period").with_columns(
        state=pl.lit(State.ROLLED_UP.value),
        reason=pl.when(is_incomplete).then(pl.lit(FigureReason.INCOMPLETE.value)),
        which=pl.lit(None, pl.List(pl.String)),
    )
