"""Amounts of many draws at once: what :func:`~keqiao.engine.allocation.run.allocate` does, over draws × units."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from keqiao.engine.allocation.filling import levelled, levels, rounded
from keqiao.engine.allocation.rules import ByGrade, Proportional
from keqiao.engine.allocation.terms import Terms, cap_of, floor_of, in_yuan
from keqiao.pieces import in_pieces

Values = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]
CELLS = 1 << 16
"""So many amounts are worked on at once, to stay in cache."""
SLACK = 1e-6
"""So much of a rounding unit is no difference."""


@dataclass(frozen=True)
class DrawnScores:
    """Scores and places among the rules' grades (−1: none), draws × units."""

    scores: Values
    grades: npt.NDArray[np.intp]


def amounts_of(
    terms: Terms, drawn: DrawnScores, executor: Executor | None = None
) -> tuple[npt.NDArray[np.int64], Truth]:
    """Amounts in rounding units, draws × units, and in which draws the rules can hold."""
    size = max(1, CELLS // len(terms.units))
    pieces = [
        DrawnScores(drawn.scores[at : at + size], drawn.grades[at : at + size])
        for at in range(0, drawn.scores.shape[0], size)
    ]
    parts = list(in_pieces(executor, _amounts_of, pieces, terms))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _amounts_of(drawn: DrawnScores, terms: Terms) -> tuple[npt.NDArray[np.int64], Truth]:
    rules = terms.rules
    out = np.isin(drawn.grades, [list(rules.grades).index(code) for code in rules.excluded])
    committed = _committed(terms, out)
    floors, caps = _bounds(terms, drawn, out)
    caps = np.minimum(caps, terms.pool)
    holds = (
        (committed <= caps + SLACK).all(axis=1)
        & (floors <= caps).all(axis=1)
        & (committed.sum(axis=1) <= terms.pool + SLACK)
    )
    low = np.maximum(floors - committed, 0.0)
    high = np.maximum(caps - committed, low)
    rest = terms.pool - committed.sum(axis=1)
    holds &= low.sum(axis=1) <= rest + SLACK
    weights = np.where(out, 0.0, _weights(terms, drawn))
    level = _level(terms, weights, low, high, rest)
    holds &= np.isfinite(level)
    at = np.where(np.isfinite(level), level, 0.0)
    ideal = committed + np.clip(at[:, None] * weights, low, high)
    sums = ideal.sum(axis=1)
    totals = np.floor(sums + SLACK).astype(np.int64)
    grains = rounded(ideal, totals, _order(terms, drawn))
    return levelled(ideal, grains) if rules.equals == "same" else grains, holds


def _committed(terms: Terms, out: Truth) -> Values:
    bases = np.where(out, 0.0, _floats(terms.rules_base()))
    for number, mark in enumerate(terms.rules.earmarks):
        counts = np.where(out, 0.0, _floats(terms.units.figures[mark.by]))
        total = counts.sum(axis=1)
        money = np.full(total.shape, float(terms.set_aside[number]))
        if mark.each is not None:
            claimed = float(in_yuan(terms.rules, mark.each) / terms.grain) * total
            money = claimed if mark.limit is None else np.minimum(claimed, money)
        with np.errstate(divide="ignore", invalid="ignore"):
            bases = bases + np.where(total[:, None] > 0, counts * (money / total)[:, None], 0.0)
    return bases


def _floats(values: Sequence[Fraction]) -> Values:
    return np.array([float(value) for value in values])


def _bounds(terms: Terms, drawn: DrawnScores, out: Truth) -> tuple[Values, Values]:
    """Floors and caps of each unit had it each grade (the last column: none), looked up by draw."""
    rules, count = terms.rules, len(terms.units)
    words = [*rules.grades, None]
    floors, caps = np.zeros((count, len(words))), np.full((count, len(words)), float(terms.pool))
    for place, word in enumerate(words):
        high = cap_of(rules, terms.pool, terms.grain, grade=word)
        if high is not None:
            caps[:, place] = high.grains
        for at in range(count):
            low = floor_of(rules, terms.units, terms.grain, at, grade=word)
            if low is not None:
                floors[at, place] = low.grains
    units = np.arange(count)[None, :]
    return (
        np.where(out, 0.0, floors[units, drawn.grades]),
        np.where(out, 0.0, caps[units, drawn.grades]),
    )


def _weights(terms: Terms, drawn: DrawnScores) -> Values:
    rules, sharing = terms.rules, terms.rules.sharing
    factors = np.ones(drawn.grades.shape)
    if isinstance(sharing, ByGrade) and sharing.amounts:
        table = [float(in_yuan(rules, sharing.amounts.get(code, 0)) / terms.grain) for code in rules.grades]
        return np.array([*table, 0.0])[drawn.grades]
    if isinstance(sharing, Proportional):
        factors = np.maximum(0.0, np.nan_to_num(drawn.scores) - float(sharing.above))
    if isinstance(sharing, ByGrade | Proportional):
        if sharing.coefficients:
            table = [float(sharing.coefficients.get(code, 0)) for code in rules.grades]
            factors = factors * np.array([*table, 0.0])[drawn.grades]
        if sharing.by is not None:
            factors = factors * _floats(terms.units.figures[sharing.by])
    return factors


def _level(terms: Terms, weights: Values, low: Values, high: Values, rest: Values) -> Values:
    rules, sharing = terms.rules, terms.rules.sharing
    if rules.fixed and isinstance(sharing, ByGrade):
        wanted = np.clip(weights, low, high).sum(axis=1)
        scaled = sharing.shortage == "scale"
        short = levels(weights, low, high, rest) if scaled else np.full(rest.shape, np.nan)
        ratio = np.where(wanted > rest + SLACK, short, 1.0)
        return ratio if rules.keeps_unspent else np.where(wanted < rest - SLACK, np.nan, ratio)
    ratio = levels(weights, low, high, rest)
    if rules.keeps_unspent:
        with np.errstate(divide="ignore", invalid="ignore"):
            top = np.where(weights > 0, high / weights, 0.0).max(axis=1)
        spent = np.clip(top[:, None] * weights, low, high).sum(axis=1)
        ratio = np.where(np.isnan(ratio) & (spent <= rest), top, ratio)
    return ratio


def _order(terms: Terms, drawn: DrawnScores) -> npt.NDArray[np.intp]:
    """For equal remainders: better score first, then by name; one rank for each unit of each draw."""
    by_name = np.argsort(np.array(terms.units.names, dtype=object))
    scores = np.where(np.isnan(drawn.scores), -np.inf, drawn.scores)
    # Stable: of equal scores the first name stays first.
    places = by_name[np.argsort(-scores[:, by_name], axis=1, kind="stable")]
    ranks = np.empty(places.shape, dtype=np.intp)
    np.put_along_axis(ranks, places, np.arange(places.shape[1])[None, :], axis=1)
    return ranks
