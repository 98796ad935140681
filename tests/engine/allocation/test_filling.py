"""Water-filling against a bisection and a quadratic programme of scipy, one draw and many."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from keqiao.engine.allocation.filling import filled, level, levels, rounded
from keqiao.engine.allocation.money import largest_remainder

UNIT = st.tuples(st.integers(0, 100), st.integers(0, 50), st.integers(0, 80))


def problem(drawn: list[tuple[int, int, int]]) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
    return (
        [Fraction(weight, 7) for weight, _, _ in drawn],
        [Fraction(low, 3) for _, low, _ in drawn],
        [Fraction(low, 3) + Fraction(more, 2) for _, low, more in drawn],
    )


def by_bisection(weights, floors, caps, total: float) -> list[float]:
    """Fifty halvings of the level in floats, written without the sweep over places."""

    def amounts(at: float) -> list[float]:
        return [min(c, max(f, at * w)) for w, f, c in zip(weights, floors, caps, strict=True)]

    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(amounts(middle)) < total else (low, middle)
    return amounts(high)


@given(st.lists(UNIT, min_size=1, max_size=8), st.fractions(0, 1))
def test_against_bisection(drawn, share) -> None:
    weights, floors, caps = problem(drawn)
    # A unit of weight 0 stays at its floor.
    most = sum((c if w else f) for w, f, c in zip(weights, floors, caps, strict=True))
    total = sum(floors) + share * (most - sum(floors))
    found = level(weights, floors, caps, total)
    assert found is not None
    amounts = filled(weights, floors, caps, found)
    assert sum(amounts) == total
    plain = [float(value) for value in (*weights, *floors, *caps)]
    n = len(drawn)
    wanted = by_bisection(plain[:n], plain[n : 2 * n], plain[2 * n :], float(total))
    assert [float(amount) for amount in amounts] == pytest.approx(wanted, abs=1e-6)


@given(st.lists(UNIT, min_size=1, max_size=8), st.integers(1, 9))
def test_no_level_beyond_caps_or_below_floors(drawn, more) -> None:
    weights, floors, caps = problem(drawn)
    assert level(weights, floors, caps, sum(caps) + more) is None
    assert level(weights, floors, caps, sum(floors) - more) is None


def test_is_the_nearest_fair_plan() -> None:
    """The amounts minimise Σ x²/w under the same bounds: a quadratic programme solved by scipy's SLSQP."""
    weights, floors, caps = [92, 85, 77, 63], [20, 20, 20, 80], [120, 130, 400, 400]
    found = level(*([Fraction(v) for v in part] for part in (weights, floors, caps)), Fraction(400))
    assert found is not None
    amounts = filled(*([Fraction(v) for v in part] for part in (weights, floors, caps)), found)
    solved = minimize(
        lambda x: (x**2 / weights).sum(),
        np.full(4, 100.0),
        bounds=list(zip(floors, caps, strict=True)),
        constraints={"type": "eq", "fun": lambda x: x.sum() - 400},
        method="SLSQP",
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert [float(a) for a in amounts] == pytest.approx(solved.x, abs=1e-3)


@given(st.lists(st.lists(UNIT, min_size=4, max_size=4), min_size=1, max_size=6), st.fractions(0, 1))
def test_many_draws_at_once(draws, share) -> None:
    parts = [problem(drawn) for drawn in draws]
    totals = []
    for weights, floors, caps in parts:
        most = sum((c if w else f) for w, f, c in zip(weights, floors, caps, strict=True))
        totals.append(sum(floors) + share * (most - sum(floors)))
    blocks = [np.array([[float(v) for v in part[k]] for part in parts]) for k in range(3)]
    found = levels(*blocks, np.array([float(total) for total in totals]))
    amounts = np.clip(found[:, None] * blocks[0], blocks[1], blocks[2])
    for row, (weights, floors, caps), total in zip(amounts, parts, totals, strict=True):
        at = level(weights, floors, caps, total)
        assert at is not None
        assert row == pytest.approx([float(v) for v in filled(weights, floors, caps, at)], abs=1e-6)


@given(st.lists(st.fractions(0, 50, max_denominator=60), min_size=1, max_size=9))
def test_largest_remainder(ideal) -> None:
    ideal = [*ideal, -sum(ideal) % 1]
    total = int(sum(ideal))
    parts = largest_remainder(ideal, total, range(len(ideal)))
    assert sum(parts) == total
    assert all(0 <= part - value // 1 <= 1 for part, value in zip(parts, ideal, strict=True))
    ups = [value % 1 for part, value in zip(parts, ideal, strict=True) if part > value // 1]
    downs = [value % 1 for part, value in zip(parts, ideal, strict=True) if part == value // 1]
    assert not ups or not downs or min(ups) >= max(downs)
    block = np.array([[float(value) for value in ideal]])
    order = np.arange(len(ideal))[None, :]
    assert rounded(block, np.array([total]), order)[0].tolist() == parts


def test_ties_are_broken_by_the_order_given() -> None:
    """Ten grains among three: 4, 3, 3; the first in order takes the odd one."""
    thirds = [Fraction(10, 3)] * 3
    assert largest_remainder(thirds, 10, [0, 1, 2]) == [4, 3, 3]
    assert largest_remainder(thirds, 10, [2, 1, 0]) == [3, 3, 4]
