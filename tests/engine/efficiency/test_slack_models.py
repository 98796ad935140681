"""Additive and slacks-based models against HiGHS, and what must hold between models."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.examples import examples

from keqiao.engine.efficiency import EfficiencyError, additive, dea, sbm


@st.composite
def figures(draw):
    n, m, s = draw(st.integers(2, 8)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    x, y = rng.integers(1, 6, (n, m)).astype(float), rng.integers(1, 6, (n, s)).astype(float)
    return x * draw(st.sampled_from([1.0, 1e-3, 1e5])), y


def tone(x, y, o, returns):
    """Tone 2001, equations 11–13, variables t, Λ, S⁻, S⁺."""
    (n, m), s = x.shape, y.shape[1]
    x, y = x / x.max(axis=0), y / y.max(axis=0)
    cost = np.r_[1, np.zeros(n), -1 / (m * x[o]), np.zeros(s)]
    rows = [np.r_[1, np.zeros(n + m), 1 / (s * y[o])]]
    for i in range(m):
        rows.append(np.r_[-x[o, i], x[:, i], np.eye(m)[i], np.zeros(s)])
    for r in range(s):
        rows.append(np.r_[-y[o, r], y[:, r], np.zeros(m), -np.eye(s)[r]])
    if returns == "vrs":
        rows.append(np.r_[-1, np.ones(n), np.zeros(m + s)])
    found = linprog(cost, A_eq=np.array(rows), b_eq=np.r_[1, np.zeros(len(rows) - 1)])
    assert found.status == 0
    return found.fun


@settings(max_examples=examples(60), deadline=None)
@given(figures(), st.sampled_from(["crs", "vrs"]))
def test_tone(data, returns):
    x, y = data
    found = sbm(x, y, returns=returns)
    for o in range(len(x)):
        assert found.score[o] == pytest.approx(tone(x, y, o, returns), abs=1e-7)
    formula = (1 - (found.input_slacks / x).mean(axis=1)) / (1 + (found.output_slacks / y).mean(axis=1))
    np.testing.assert_allclose(found.score, formula, atol=1e-9)
    radial = dea(x, y, returns=returns)
    assert (found.score <= radial.score + 1e-9).all()
    np.testing.assert_array_equal(found.efficient, radial.efficient)
    above = sbm(x, y, returns=returns, super_efficiency=True)
    assert (above.status == "optimal").all() and (above.score >= 1 - 1e-9).all()
    assert (above.score[~found.efficient] <= 1 + 1e-7).all()


@settings(max_examples=examples(40), deadline=None)
@given(figures(), st.sampled_from(["crs", "vrs", "drs", "irs"]))
def test_additive(data, returns):
    x, y = data
    worth = np.r_[1 / x.max(axis=0), 1 / y.max(axis=0)]
    found = additive(x, y, returns=returns, slack_worth=worth)
    m, n = x.shape[1], len(x)
    for o in range(n):
        rows = np.vstack([x.T / x.max(), -y.T])
        size = np.r_[np.full(m, x.max()), np.ones(y.shape[1])]
        cost = np.r_[np.zeros(n), -worth * size]
        extra = {"crs": {}, "vrs": {"A": 1}, "drs": {"ub": 1}, "irs": {"ub": -1}}[returns]
        ones = np.r_[np.ones(n), np.zeros(len(size))][None]
        a, b = np.hstack([rows, np.eye(len(size))]), np.r_[x[o] / x.max(), -y[o]]
        if "A" in extra:
            a, b = np.vstack([a, ones]), np.r_[b, 1]
        more = {"A_ub": extra["ub"] * ones, "b_ub": [extra["ub"]]} if "ub" in extra else {}
        wanted = linprog(cost, A_eq=a, b_eq=b, **more)
        assert found.score[o] == pytest.approx(-wanted.fun, abs=1e-7)


@pytest.mark.parametrize("side", ["input", "output"])
def test_oriented_measures(side):
    """With one input (output) and one of the other kind the oriented measure is the radial score."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(1, 9, (20, 1)), rng.uniform(1, 9, (20, 1))
    for returns in ("crs", "vrs"):
        wanted = dea(x, y, returns=returns, orientation=side).efficiency
        np.testing.assert_allclose(sbm(x, y, returns=returns, orientation=side).score, wanted, atol=1e-9)


def test_super_efficiency_of_one_side_may_be_infeasible():
    """The unit with the only large output cannot be reached by the others' outputs."""
    x, y = np.array([[1.0], [2.0]]), np.array([[1.0], [2.0]])
    found = sbm(x, y, returns="vrs", orientation="input", super_efficiency=True)
    assert found.status.tolist() == ["optimal", "infeasible"] and np.isnan(found.score[1])
    assert found.score[0] == pytest.approx(2.0)


def test_harmful_outputs_count_below():
    """Two units alike but for the harmful output; Tone 2003 by hand: s⁻ of the harmful one is 1 of 2."""
    x, y = np.array([[1.0], [1.0]]), np.array([[1.0, 1.0], [1.0, 2.0]])
    found = sbm(x, y, returns="crs", harmful_outputs=[1])
    assert found.score == pytest.approx([1, 1 / (1 + (0 + 1 / 2) / 2)])
    assert found.output_targets[1] == pytest.approx([1, 1])


def test_zero_is_named():
    with pytest.raises(EfficiencyError) as caught:
        sbm([[1, 0], [2, 1]], [[1], [1]], units=["甲", "乙"], input_names=["钱", "人"])
    assert "Row 1 (甲), column 人" in str(caught.value)
    assert "第 1 行（甲）“人”列" in caught.value.in_language("zh")
