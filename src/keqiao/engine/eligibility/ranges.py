"""What is known although a figure is missing: between which numbers an expression can lie, and what follows.

A missing figure lies between the declared minimum and maximum of its measure. Where a condition is the same for every
number in between it is known: 62 points without the missing table are at least 60, a share of 6 % keeps the limit of
every band. What cannot be told stays unknown; nothing is guessed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme
from keqiao.engine.expressions import Expression, ExpressionError
from keqiao.engine.expressions.tree import (
    COMPARISONS,
    Between,
    Binary,
    Call,
    CaseWhen,
    Name,
    Node,
    Number,
    Truth,
    Unary,
)

Floats: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Flags: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Range:
    """The least and the greatest value of each subject, infinite where nothing bounds them."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class PossibleTruth:
    """Whether a condition can be true of each subject, and whether it can be false."""

    true: Flags
    false: Flags


def settled(plan: CompiledProgramme, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with each unknown condition made known that does not depend on what is missing."""
    conditions = [column for column in plan.columns if column.condition]
    if not conditions or not frame.height:
        return frame
    unknown = frame.select(pl.any_horizontal([pl.col(c.code).is_null() for c in conditions])).to_series()
    rows = unknown.arg_true()
    if not len(rows):
        return frame
    ranges = _Ranges(plan, frame[rows])
    for column in plan.columns:
        ranges.take(column.code, column.tree, column.condition)
    place = rows.cast(pl.Int64)
    return frame.with_columns(frame[c.code].scatter(place, ranges.frame[c.code]) for c in conditions)


class _Ranges:
    """Ranges over the subjects of a frame, column by column in the plan's order."""

    def __init__(self, plan: CompiledProgramme, frame: pl.DataFrame) -> None:
        self.plan, self.frame = plan, frame
        self.known: dict[str, Range] = {}

    def take(self, code: str, tree: Node, condition: bool) -> None:
        """Note the range of a column; a condition is written into the frame where it becomes known."""
        own = self.frame[code]
        if not own.null_count():
            if not condition:
                exact = own.to_numpy()
                self.known[code] = Range(exact, exact)
            return
        if condition:
            possible = self.possible(tree)
            said = np.where(possible.true & ~possible.false, 1.0, np.nan)
            said = np.where(possible.false & ~possible.true, 0.0, said)
            filled = own.fill_null(pl.Series(said, nan_to_null=True).cast(pl.Boolean))
            self.frame = self.frame.with_columns(filled.alias(code))
            return
        span, exact = self.range(tree), own.to_numpy()
        missing = own.is_null().to_numpy()
        self.known[code] = Range(np.where(missing, span.low, exact), np.where(missing, span.high, exact))

    # -- conditions ------------------------------------------------------------------------------------------

    def possible(self, node: Node) -> PossibleTruth:
        """Of a condition; what the form does not tell is judged as it stands."""
        match node:
            case Truth(value=value):
                return PossibleTruth(self._all(value), self._all(not value))
            case Unary(operator="NOT", operand=operand):
                inner = self.possible(operand)
                return PossibleTruth(inner.false, inner.true)
            case Binary(operator="AND"):
                left, right = self.possible(node.left), self.possible(node.right)
                return PossibleTruth(left.true & right.true, left.false | right.false)
            case Binary(operator="OR"):
                left, right = self.possible(node.left), self.possible(node.right)
                return PossibleTruth(left.true | right.true, left.false & right.false)
        truth = self._truth(node)
        if truth is not None and not truth.null_count():
            return PossibleTruth(truth.to_numpy(), (~truth).to_numpy())
        otherwise = PossibleTruth(self._all(True), self._all(True))
        if isinstance(node, Binary) and node.operator in COMPARISONS and self._of_numbers(node):
            otherwise = _compared(node.operator, self.range(node.left), self.range(node.right))
        elif isinstance(node, Between) and self._of_numbers(node):
            middle = self.range(node.value)
            above = _compared(">=", middle, self.range(node.low))
            below = _compared("<=", middle, self.range(node.high))
            otherwise = PossibleTruth(above.true & below.true, above.false | below.false)
            if node.negated:
                otherwise = PossibleTruth(otherwise.false, otherwise.true)
        if truth is None:
            return otherwise
        missing = truth.is_null().to_numpy()
        sure = truth.fill_null(False).to_numpy()
        return PossibleTruth(
            np.where(missing, otherwise.true, sure), np.where(missing, otherwise.false, ~sure)
        )

    def _all(self, value: bool) -> Flags:
        return np.full(self.frame.height, value)

    def _truth(self, node: Node) -> pl.Series | None:
        """The condition as it stands; None where it is too complicated to be asked alone."""
        ready = self._ready(node)
        return None if ready is None else self._series(ready.condition())

    def _series(self, expr: pl.Expr) -> pl.Series:
        # A constant is one value for all.
        return self.frame.select(pl.repeat(0, pl.len()).alias("_"), expr.alias("value"))["value"]

    def _ready(self, node: Node) -> Expression | None:
        ready = self.plan.ready.get(id(node))
        if ready is None or ready[0] is not node:
            try:
                ready = node, self.plan.expression(node)
            except ExpressionError:
                return None
            self.plan.ready[id(node)] = ready
        return ready[1]

    def _of_numbers(self, node: Node) -> bool:
        parts = [self._ready(child) for child in node.children()]
        return all(part is not None and part.kind != "text" for part in parts)

    # -- numbers ---------------------------------------------------------------------------------------------

    def range(self, node: Node) -> Range:
        """Of a number."""
        match node:
            case Number(value=value):
                exact = np.full(self.frame.height, value)
                return Range(exact, exact)
            case Name(name=name):
                return self._of_name(node, name)
            case Unary(operator="-", operand=operand):
                inner = self.range(operand)
                return Range(-inner.high, -inner.low)
            case Binary(operator="+" | "-" | "*" | "/"):
                return _calculated(node.operator, self.range(node.left), self.range(node.right))
            case CaseWhen():
                return self._of_case(node)
            case Call(function="LEAST" | "GREATEST"):
                parts = [self.range(argument) for argument in node.arguments]
                join = np.minimum if node.function == "LEAST" else np.maximum
                return Range(
                    join.reduce([part.low for part in parts]), join.reduce([part.high for part in parts])
                )
            case Call(function="NULLIF"):
                return self.range(node.arguments[0])
        return self._as_it_stands(node)

    def _as_it_stands(self, node: Node, low: float = -math.inf, high: float = math.inf) -> Range:
        """A value where it is known, else between these bounds."""
        ready = self._ready(node)
        if ready is None:
            return Range(np.full(self.frame.height, low), np.full(self.frame.height, high))
        value = self._series(ready.number())
        return Range(value.fill_null(low).to_numpy(), value.fill_null(high).to_numpy())

    def _of_name(self, node: Node, name: str) -> Range:
        if name in self.known:
            return self.known[name]
        measure = self.plan.figures.get(name)
        if measure is None:
            return self._as_it_stands(node)
        yes = measure.type == "boolean"
        low = 0.0 if yes else -math.inf if measure.lowest is None else measure.lowest
        high = 1.0 if yes else math.inf if measure.maximum is None else measure.maximum
        return self._as_it_stands(node, low, high)

    def _of_case(self, node: CaseWhen) -> Range:
        """The branches that can be taken."""
        reached = self._all(True)
        low, high = np.full(self.frame.height, math.inf), np.full(self.frame.height, -math.inf)
        last = Number(0, 0, math.nan) if node.otherwise is None else node.otherwise
        for condition, value in (*node.branches, (Truth(0, 0, True), last)):
            possible, span = self.possible(condition), self.range(value)
            taken = reached & possible.true
            low = np.where(
                taken, np.minimum(low, np.nan_to_num(span.low, nan=-math.inf, neginf=-math.inf)), low
            )
            high = np.where(
                taken, np.maximum(high, np.nan_to_num(span.high, nan=math.inf, posinf=math.inf)), high
            )
            reached &= possible.false
        return Range(low, high)


def _compared(operator: str, left: Range, right: Range) -> PossibleTruth:
    """What two ranges say of a comparison; edges are equal up to the last digits of a computation."""
    match operator:
        case ">=":
            return PossibleTruth(_reaches(left.high, right.low), ~_reaches(left.low, right.high))
        case ">":
            return PossibleTruth(~_reaches(right.low, left.high), _reaches(right.high, left.low))
        case "<=":
            return PossibleTruth(_reaches(right.high, left.low), ~_reaches(right.low, left.high))
        case "<":
            return PossibleTruth(~_reaches(left.low, right.high), _reaches(left.high, right.low))
    apart = ~_reaches(left.high, right.low) | ~_reaches(right.high, left.low)
    same = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
    return PossibleTruth(~apart, ~same) if operator == "=" else PossibleTruth(~same, ~apart)


def _reaches(value: Floats, edge: Floats) -> Flags:
    """At least the edge, up to the last digits of a computation."""
    slack = np.where(np.isfinite(edge), np.abs(edge) * 1e-12 + 1e-15, 0.0)
    return np.asarray(value >= edge - slack)


@np.errstate(invalid="ignore", divide="ignore", over="ignore")
def _calculated(operator: str, left: Range, right: Range) -> Range:
    """Infinity less infinity and zero times infinity are no numbers: the one bounds nothing, the other is 0."""
    if operator in {"+", "-"}:
        low, high = (
            (left.low + right.low, left.high + right.high)
            if operator == "+"
            else (left.low - right.high, left.high - right.low)
        )
        return Range(np.nan_to_num(low, nan=-math.inf, posinf=math.inf, neginf=-math.inf), _open(high))
    pairs = [(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    if operator == "*":
        corners = np.array([np.where((a == 0) | (b == 0), 0.0, a * b) for a, b in pairs])
        return Range(corners.min(axis=0), corners.max(axis=0))
    corners = np.array([a / b for a, b in pairs])
    bounded = ((right.low > 0) | (right.high < 0)) & ~np.isnan(corners).any(axis=0)
    return Range(
        np.where(bounded, corners.min(axis=0), -math.inf), np.where(bounded, corners.max(axis=0), math.inf)
    )


def _open(high: Floats) -> Floats:
    return np.nan_to_num(high, nan=math.inf, posinf=math.inf, neginf=-math.inf)
