"""Scores against an independent solver, on figures that are full of ties, zeros and doubles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.efficiency import WeightRatio, dea

WHOLE = st.integers(0, 4)


@st.composite
def figures(draw, positive=False):
    """Small whole numbers: many ties and zeros; some units twice; no unit without any input or output."""
    n, m, s = draw(st.integers(2, 9)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cell = st.integers(1, 4) if positive else WHOLE
    x = np.array(draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=n, max_size=n)), dtype=float)
    y = np.array(draw(st.lists(st.lists(cell, min_size=s, max_size=s), min_size=n, max_size=n)), dtype=float)
    x[(x == 0).all(axis=1), 0] = 1
    y[(y == 0).all(axis=1), 0] = 1
    x[:, (x == 0).all(axis=0)] = 1
    y[:, (y == 0).all(axis=0)] = 1
    if draw(st.booleans()):
        x, y = np.vstack([x, x[:1]]), np.vstack([y, y[:1]])
    scale = draw(st.sampled_from([1.0, 1e-4, 1e6]))
    return x * scale, y


def directions(x, y, side):
    if side == "input":
        return x, np.zeros_like(y)
    return (np.zeros_like(x), y) if side == "output" else (x, y)


@settings(max_examples=examples(150), deadline=None)
@given(
    figures(),
    st.sampled_from(["crs", "vrs", "drs", "irs"]),
    st.sampled_from(["input", "output", "directional"]),
    st.booleans(),
)
def test_radial_scores(highs, data, returns, side, outside):
    x, y = data
    found = dea(x, y, returns=returns, orientation=side, super_efficiency=outside)
    gx, gy = directions(x, y, side)
    for o in range(len(x)):
        wanted = highs(x, y, x[o], y[o], gx[o], gy[o], returns, skip=o if outside else None)
        if wanted is None:
            assert found.status[o] in {"infeasible", "unbounded"} and np.isnan(found.score[o])
            continue
        assert found.status[o] == "optimal"
        score = {"input": 1 - wanted, "output": 1 + wanted}.get(side, wanted)
        assert found.score[o] == pytest.approx(score, abs=1e-7, rel=1e-7)


@settings(max_examples=examples(100), deadline=None)
@given(
    figures(),
    st.sampled_from(["crs", "vrs", "drs", "irs"]),
    st.sampled_from(["input", "output", "directional"]),
)
def test_the_solution_adds_up(data, returns, side):
    """Σ λ x = target of x, Σ λ y = target of y: the peers make what the target promises, no slack is negative."""
    x, y = data
    found = dea(x, y, returns=returns, orientation=side)
    assert set(found.status) == {"optimal"}
    np.testing.assert_allclose(found.lambdas @ x, found.input_targets, atol=1e-8 * x.max())
    np.testing.assert_allclose(found.lambdas @ y, found.output_targets, atol=1e-8 * y.max())
    assert (found.input_slacks >= 0).all() and (found.output_slacks >= 0).all()
    assert (found.lambdas >= 0).all()
    total = found.lambda_sum
    assert returns != "vrs" or np.allclose(total, 1)
    assert returns != "drs" or (total <= 1 + 1e-9).all()
    assert returns != "irs" or (total >= 1 - 1e-9).all()
    # A target is efficient, and needs nothing more.
    again = dea(
        found.input_targets, found.output_targets, returns=returns, orientation="input", reference=(x, y)
    )
    np.testing.assert_allclose(again.score, 1, atol=1e-7)
    assert (
        np.abs(again.input_slacks).max() <= 1e-6 * x.max()
        and np.abs(again.output_slacks).max() <= 1e-6 * y.max()
    )


@settings(max_examples=examples(60), deadline=None)
@given(figures(), st.sampled_from(["crs", "vrs"]), st.floats(0.1, 50), st.floats(0.1, 50), st.randoms())
def test_units_and_order_do_not_matter(data, returns, a, b, random):
    x, y = data
    order = list(range(len(x)))
    random.shuffle(order)
    first = dea(x, y, returns=returns, slack_worth="scaled")
    second = dea(x[order] * a, y[order] * b, returns=returns, slack_worth="scaled")
    np.testing.assert_allclose(second.score, first.score[order], atol=1e-7)
    total = [
        (f.input_slacks / f.factors.inputs.max()).sum() + (f.output_slacks / y.max()).sum() for f in (first,)
    ]
    assert np.isfinite(total).all()


@settings(max_examples=examples(60), deadline=None)
@given(figures(positive=True), st.sampled_from(["crs", "vrs"]), st.floats(0.2, 1.0), st.floats(1.0, 5.0))
def test_weight_restrictions(highs, data, returns, lower, upper):
    """An assurance region is a trade-off column in the envelopment form."""
    x, y = data
    if x.shape[1] < 2:
        return
    scale = x.max()
    x = x / scale
    found = dea(x, y, returns=returns, weight_restrictions=[WeightRatio("x1", "x2", lower, upper)])
    rows = np.zeros((2, x.shape[1] + y.shape[1]))
    rows[0, :2], rows[1, :2] = (1, -lower), (-1, upper)
    for o in range(len(x)):
        wanted = highs(x, y, x[o], y[o], x[o], 0 * y[o], returns, extra=rows)
        assert found.score[o] == pytest.approx(1 - wanted, abs=1e-7)
        ratio = (
            found.input_prices[o, 0] / found.input_prices[o, 1] if found.input_prices[o, 1] > 1e-9 else lower
        )
        assert lower - 1e-6 <= ratio <= upper + 1e-6


@settings(max_examples=examples(60), deadline=None)
@given(figures(), st.sampled_from(["input", "output", "directional"]), st.booleans())
def test_free_disposal_hull_by_enumeration(data, side, outside):
    x, y = data
    found = dea(x, y, returns="fdh", orientation=side, super_efficiency=outside)
    gx, gy = directions(x, y, side)
    for o in range(len(x)):
        best = -np.inf
        for j in range(len(x)):
            if outside and j == o:
                continue
            room = np.r_[x[o] - x[j], y[j] - y[o]]
            g = np.r_[gx[o], gy[o]]
            if (room[g == 0] >= 0).all():
                best = max(best, (room[g > 0] / g[g > 0]).min())
        if best == -np.inf:
            assert found.status[o] == "infeasible"
        else:
            score = {"input": 1 - best, "output": 1 + best}.get(side, best)
            assert found.score[o] == pytest.approx(score, abs=1e-9, rel=1e-9)


@pytest.mark.parametrize("returns", ["crs", "vrs"])
@pytest.mark.parametrize("side", ["input", "output"])
def test_many_units(highs, returns, side):
    """A sample of 400 units of Cobb–Douglas kind, sizes over three orders, each tenth unit twice."""
    rng = np.random.default_rng(5)
    x = np.exp(rng.uniform(0, 7, (400, 3)))
    y = (
        (x.prod(axis=1) ** 0.3)[:, None]
        * rng.dirichlet([2, 2, 2], 400)
        * np.exp(-rng.exponential(0.4, (400, 1)))
    )
    x[::10], y[::10] = x[1::10], y[1::10]
    found = dea(x, y, returns=returns, orientation=side)
    assert set(found.status) == {"optimal"}
    gx, gy = directions(x, y, side)
    for o in range(0, 400, 9):
        wanted = highs(x, y, x[o], y[o], gx[o], gy[o], returns)
        assert found.score[o] == pytest.approx(1 - wanted if side == "input" else 1 + wanted, rel=1e-7)
