"""Why a total changed: split exactly into values, yardsticks, weights, adjustments and what else changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from keqiao.engine.evaluation.aggregation import copeland, exponent_of, generalised_mean
from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.equality import equal
from keqiao.engine.evaluation.result import Evaluation
from keqiao.engine.evaluation.sides import Side
from keqiao.engine.evaluation.splitting import Split, per_difference, replace_in_turn, shared, split_mean

Edges = tuple[Values, Values, Values, Values]
"""Entering scores before and after, local weights before and after; rows × children."""

LINE = {
    "unit": pl.String,
    "kind": pl.String,
    "code": pl.String,
    "amount": pl.Float64,
    "before": pl.Float64,
    "after": pl.Float64,
}


@dataclass(frozen=True)
class ScoreChange:
    """The change of every unit that has a total on both sides.

    ``totals``: unit, name, before, after, change, rank_before, rank_after, grade_before, grade_after.
    ``lines``: unit, kind, code, amount, before, after; a unit's amounts add up to its change. Kinds:
    ``value`` (the indicator's value changed; before and after are values), ``yardstick`` (the score changed
    though the value did not: another yardstick, treatment or field of units; before and after are scores),
    ``weight`` (effective weights in points), ``method`` (another mean, or a scheme whose parts do not
    correspond), ``field`` (units that came or went, under Copeland), ``tolerance`` (a case of fault tolerance came
    or went, or does more or less; before and after are the points by which it raises the total), ``adjustment``,
    ``veto``, ``rounding``. The kinds before compare what the totals would be without any case.
    ``entered`` and ``left`` name the units that stand on one side only, ``without`` those without a total on
    a side.
    """

    totals: pl.DataFrame
    lines: pl.DataFrame
    entered: tuple[str, ...]
    left: tuple[str, ...]
    without: tuple[str, ...]
    periods: tuple[str, str]
    bases: tuple[str, str]

    def of(self, unit: str) -> pl.DataFrame:
        """The lines of one unit, the largest first."""
        return self.lines.filter(pl.col("unit") == unit).sort(
            pl.col("amount").abs(), descending=True, maintain_order=True
        )

    @property
    def by_kind(self) -> pl.DataFrame:
        """The amounts of each unit by kind."""
        return self.lines.group_by("unit", "kind", maintain_order=True).agg(pl.col("amount").sum())


def compare(
    before: Evaluation,
    after: Evaluation,
    *,
    before_period: str | None = None,
    after_period: str | None = None,
    basis: str | None = None,
    before_basis: str | None = None,
) -> ScoreChange:
    """Split the change of every unit's total between two evaluations (or two periods or bases of one).

    The last period of each evaluation and its first basis are taken where none is named; ``basis`` holds for
    both sides, ``before_basis`` for the first alone.
    """
    return _Comparison(
        Side.of(before, before_period, before_basis or basis), Side.of(after, after_period, basis)
    ).result()


class _Comparison:
    """The two sides on their common units, and the lines found so far."""

    def __init__(self, before: Side, after: Side) -> None:
        self.sides = (before, after)
        self.units = tuple(unit for unit in after.units if unit in set(before.units))
        self.rows = tuple(_places(side.units, self.units) for side in self.sides)
        self.lines: list[pl.DataFrame] = []

    def note(self, kind: str, code: str, amount: Values, before: Values, after: Values) -> None:
        """Keep the amounts that are not 0."""
        keep = amount != 0
        if keep.any():
            figures = {"amount": amount, "before": before, "after": after}
            frame = pl.DataFrame(
                {"unit": self.units, "kind": [kind] * len(amount), "code": [code] * len(amount)}
                | {name: pl.Series(values, nan_to_null=True) for name, values in figures.items()},
                schema=LINE,
            )
            self.lines.append(frame.filter(pl.Series(keep)))

    def result(self) -> ScoreChange:
        """Walk the tree, then the adjustments."""
        before, after = self.sides
        if self.units:
            self._base()
            self._tolerance()
            self._adjustments()
        lines = pl.concat(self.lines) if self.lines else pl.DataFrame(schema=LINE)
        order = pl.DataFrame(
            {"unit": self.units, "place": range(len(self.units))},
            schema={"unit": pl.String, "place": pl.Int64},
        )
        lines = (
            lines.join(order, on="unit", maintain_order="left")
            .sort("place", maintain_order=True)
            .drop("place")
        )
        everyone = [set(side.units) | set(side.without) for side in self.sides]
        return ScoreChange(
            totals=self._totals(),
            lines=lines,
            entered=tuple(sorted(everyone[1] - everyone[0])),
            left=tuple(sorted(everyone[0] - everyone[1])),
            without=tuple(sorted((set(before.without) & everyone[1]) | (set(after.without) & everyone[0]))),
            periods=(before.period, after.period),
            bases=(before.basis, after.basis),
        )

    def _base(self) -> None:
        (t0, t1), (s0, s1) = (self._pair("weights", ""), self._pair("scores", ""))
        self.note("method", "", (s0 + s1) / 200.0 * (t1 - t0), t0, t1)
        self._node("", (t0 + t1) / 200.0)

    def _pair(self, what: str, code: str) -> tuple[Values, Values]:
        """An array of both sides on the common units; NaN where a side does not know the code."""
        missing = np.full(len(self.units), np.nan)
        first, second = (
            getattr(side, what)[code][rows] if code in getattr(side, what) else missing
            for side, rows in zip(self.sides, self.rows, strict=True)
        )
        return first, second

    def _children(self, code: str) -> list[str]:
        return list(dict.fromkeys(child for side in self.sides for child in side.children(code)))

    def _edges(self, code: str) -> tuple[list[str], Values, Values, Values, Values]:
        """Children of a branch with their entering scores and local weights on both sides (rows ×
        children).

        A child without weight on one side takes its other side's score there: what changes is its
        weight. Where one side has no branch at all, the other side's weights stand for both, so that
        nothing changes below it.
        """
        children = self._children(code)
        scores: list[list[Values]] = [[], []]
        weights: list[list[Values]] = [[], []]
        for number, (side, rows) in enumerate(zip(self.sides, self.rows, strict=True)):
            known = set(side.children(code))
            for child in children:
                if child in known:
                    weight = side.local(code, child)[rows]
                    score = side.entering(child)[rows]
                else:
                    weight, score = np.zeros(len(rows)), np.full(len(rows), np.nan)
                weights[number].append(np.where(np.isnan(score), 0.0, weight))
                scores[number].append(score)
        s0, s1, w0, w1 = (np.column_stack(part) for part in (*scores, *weights))
        none0, none1 = w0.sum(axis=1) == 0, w1.sum(axis=1) == 0
        w0, w1 = np.where(none0[:, None], w1, w0), np.where(none1[:, None], w0, w1)
        s0, s1 = np.where(none0[:, None] | (w0 == 0), s1, s0), np.where(none1[:, None] | (w1 == 0), s0, s1)
        return children, np.nan_to_num(s0), np.nan_to_num(s1), w0, w1

    def _node(self, code: str, slope: Values) -> None:
        """Split slope × Δscore of a branch."""
        before, after = self.sides[0].inner(code), self.sides[1].inner(code)
        if before is None or after is None:
            return
        children, s0, s1, w0, w1 = self._edges(code)
        split = self._split(code, (s0, s1, w0, w1), slope)
        if split is None:
            self.note("method", code, slope * self._difference(code), *self._pair("scores", code))
            return
        if split.field is not None:
            self.note("field", code, slope * split.field, *self._pair("scores", code))
        for place, child in enumerate(children):
            self._weight(child, slope * split.weights[:, place])
            self._score(child, slope * split.slopes[:, place], s1[:, place] - s0[:, place])

    def _difference(self, code: str) -> Values:
        s0, s1 = self._pair("scores", code)
        return np.nan_to_num(s1 - s0)

    def _split(self, code: str, edges: Edges, slope: Values) -> Split | None:
        """None where the two sides have nothing in common to split by."""
        s0, s1, w0, w1 = edges
        inners = [side.inner(code) for side in self.sides]
        exponents = [None if inner is None else exponent_of(inner.aggregation) for inner in inners]
        if exponents[0] is None and exponents[1] is None:
            return self._copeland(code, s0, s1, w0, w1)
        if exponents[0] is None or exponents[1] is None:
            return None
        if exponents[0] == exponents[1]:
            return split_mean(s0, s1, w0, w1, exponents[0])
        if min(s0.min(), s1.min()) < 0:
            return None
        # Another mean: half of what it does to the old scores and half of what it does to the new ones.
        means = [
            [generalised_mean(s, w, p) for p in exponents if p is not None] for s, w in ((s0, w0), (s1, w1))
        ]
        method = (means[0][1] - means[0][0] + means[1][1] - means[1][0]) / 2
        self.note("method", code, slope * np.nan_to_num(method), *self._pair("scores", code))
        one, other = (split_mean(s0, s1, w0, w1, p) for p in exponents if p is not None)
        return Split((one.slopes + other.slopes) / 2, (one.weights + other.weights) / 2)

    def _copeland(self, code: str, s0: Values, s1: Values, w0: Values, w1: Values) -> Split:
        """Scores, weights and the field of units replaced in turn, for the whole field at once."""
        common = len(self.units)
        absent = [np.isnan(score) for score in self._pair("scores", code)]
        others = []
        for side, rows in zip(self.sides, self.rows, strict=True):
            rest = np.setdiff1d(np.arange(len(side.units)), rows)
            known = self._children(code)
            empty = np.zeros(len(side.units))
            own = side.children(code)
            scores = np.column_stack([side.entering(c) if c in own else empty * np.nan for c in known])[rest]
            weights = np.column_stack([side.local(code, c) if c in own else empty for c in known])[rest]
            others.append((scores, np.where(np.isnan(scores), 0.0, weights)))

        def score(scores: list[bool], weights: bool, field: bool) -> Values:
            chosen = np.where(np.array(scores)[None, :], s1, s0)
            weight = w1 if weights else w0
            # A unit without the branch on one side joins or leaves the field with it.
            hidden = (weight == 0) | absent[int(field)][:, None]
            chosen, weight = np.where(hidden, np.nan, chosen), np.where(hidden, 0.0, weight)
            more, more_weight = others[int(field)]
            result, _ = copeland(np.vstack([chosen, more]), np.vstack([weight, more_weight]))
            return np.nan_to_num(result[:common])

        effects, by_weights, field = replace_in_turn(s0.shape[1], score, with_field=True)
        stays = equal(s0, s1)
        slopes = np.where(stays, 0.0, per_difference(effects, s0, s1))
        # Under Copeland a score that stays may still win or lose, because the others moved: that is the field's doing.
        field = field + np.where(stays, effects, 0.0).sum(axis=1)
        return Split(slopes, shared(by_weights, np.abs(w1 - w0)), field)

    def _score(self, child: str, slope: Values, entering: Values) -> None:
        """What a child's changed score does: lines for an indicator, further down for a branch."""
        kinds = [side.inner(child) is None for side in self.sides if child in side.scores]
        directions = {side.direction(child) for side in self.sides if child in side.scores}
        known = [child in side.scores for side in self.sides]
        if not all(known):
            return
        if len(set(kinds)) > 1 or len(directions) > 1:
            self.note("method", child, slope * entering, *self._pair("scores", child))
        elif kinds[0]:
            amount = slope * entering
            v0, v1 = self._pair("values", child)
            same = (v0 == v1) | (np.isnan(v0) & np.isnan(v1))
            self.note("value", child, np.where(same, 0.0, amount), v0, v1)
            self.note("yardstick", child, np.where(same, amount, 0.0), *self._pair("scores", child))
        else:
            # Rows in which one side has no score of the branch take no part: its weight carries the change.
            there = ~np.isnan(self._difference_or_nan(child))
            self._node(child, np.where(there, slope, 0.0) * directions.pop())

    def _difference_or_nan(self, code: str) -> Values:
        s0, s1 = self._pair("scores", code)
        return s1 - s0

    def _weight(self, code: str, amount: Values) -> None:
        """The effect of a node's weight, handed down to its indicators by what each brings to the node's
        score."""
        if not amount.any():
            return
        children = self._children(code)
        if not children:
            w0, w1 = (np.nan_to_num(part) for part in self._pair("weights", code))
            self.note("weight", code, amount, w0, w1)
            return
        children, s0, s1, w0, w1 = self._edges(code)
        brought = (w0 * s0 + w1 * s1) / 2
        by = np.where(
            (brought < 0).any(axis=1, keepdims=True) | (brought.sum(axis=1, keepdims=True) == 0),
            w0 + w1,
            brought,
        )
        parts = shared(amount, by)
        for place, child in enumerate(children):
            self._weight(child, parts[:, place])

    def _tolerance(self) -> None:
        nothing = np.zeros(len(self.units))
        for code in dict.fromkeys(code for side in self.sides for code in side.tolerance):
            before, after = (
                side.tolerance[code][rows] if code in side.tolerance else nothing
                for side, rows in zip(self.sides, self.rows, strict=True)
            )
            self.note("tolerance", code, after - before, before, after)

    def _adjustments(self) -> None:
        tables = []
        for side in self.sides:
            frame = side.evaluation.adjustments
            here = (pl.col("period") == side.period) & (pl.col("basis") == side.basis)
            tables.append(frame.filter(here).group_by("unit", "kind", "code").agg(pl.col("points").sum()))
        lines = tables[0].join(
            tables[1], on=["unit", "kind", "code"], how="full", coalesce=True, suffix="_after"
        )
        lines = (
            lines.filter(pl.col("unit").is_in(self.units))
            .sort("kind", "code", "unit")
            .select(
                "unit",
                pl.when(pl.col("kind") == "veto")
                .then(pl.lit("veto"))
                .otherwise(pl.lit("adjustment"))
                .alias("kind"),
                "code",
                (pl.col("points_after").fill_null(0) - pl.col("points").fill_null(0)).alias("amount"),
                pl.col("points").fill_null(0).alias("before"),
                pl.col("points_after").fill_null(0).alias("after"),
            )
        )
        self.lines.append(lines.filter(pl.col("amount") != 0).cast(LINE))  # type: ignore[arg-type]
        r0, r1 = (
            side.totals["rounding"].to_numpy()[rows] for side, rows in zip(self.sides, self.rows, strict=True)
        )
        self.note("rounding", "", r1 - r0, r0, r1)

    def _totals(self) -> pl.DataFrame:
        columns = ["unit", "name", "total", "rank", "grade"]
        before, after = (side.totals.select(columns) for side in self.sides)
        return after.join(before, on="unit", suffix="_before", maintain_order="left", how="inner").select(
            "unit",
            "name",
            before=pl.col("total_before"),
            after=pl.col("total"),
            change=pl.col("total") - pl.col("total_before"),
            rank_before=pl.col("rank_before"),
            rank_after=pl.col("rank"),
            grade_before=pl.col("grade_before"),
            grade_after=pl.col("grade"),
        )


def _places(units: tuple[str, ...], wanted: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    place = {unit: row for row, unit in enumerate(units)}
    return np.array([place[unit] for unit in wanted], dtype=np.intp)
