"""Figures that agree to the last digits of a computation are equal in every rule that compares units."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.evaluation.equality import snapped

GROWN = [(110.0, 100.0), (1.21, 1.1), (3.3, 3.0), (0.33, 0.3)]
"""Four platforms that all grew by exactly 10 %."""

COMPARING = [
    {"rule": "min_max"},
    {"rule": "z_score", "mean": 60, "deviation": 10},
    {"rule": "percentile"},
    {"rule": "rank"},
    {"rule": "distance"},
    {"rule": "distance", "to": "median"},
    {"rule": "distance", "to": "mean", "form": "ratio"},
    {"rule": "formula", "of": 4, "points": "x_count - x_rank"},
    {"rule": "formula", "of": 100, "points": "IF(x_max > x_min, 100 * (x - x_min) / (x_max - x_min), 50)"},
    {"rule": "cases", "cases": [{"when": "b > 0", "score": {"rule": "rank"}}]},
]


@pytest.fixture
def grown(small, run):
    """The result of one indicator, growth, for units of a before and after."""

    def go(rule, pairs=GROWN, **indicator):
        scheme = small(
            [{"code": "i", "name": "i", "formula": "(a - b) / b", "score": rule, **indicator}],
            measures=[{"code": code, "name": code} for code in "ab"],
        )
        return run(scheme, [{"a": now, "b": before} for now, before in pairs])

    return go


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("rule", COMPARING, ids=str)
def test_noise_is_no_difference(grown, rule, direction):
    """One score and one rank for all."""
    result = grown(rule, direction=direction)
    assert result.indicators["score"].n_unique() == 1
    assert result.totals["rank"].n_unique() == 1


@pytest.mark.parametrize("rule", COMPARING, ids=str)
def test_a_real_difference_stays(grown, rule):
    """A fifth unit that grew by 20 % stands alone, the four together."""
    result = grown(rule, [*GROWN, (120.0, 100.0)])
    ranks = result.totals["rank"].to_list()
    if rule.get("rule") == "distance" and rule.get("to") == "median":
        return  # The median of the field is its worst value: nothing to measure.
    assert len(set(ranks[:4])) == 1
    assert ranks[4] != ranks[0]


@pytest.mark.parametrize(
    "treatment",
    [
        [{"method": "winsorise", "maximum_points": 2, "skew": 0.1, "kurtosis": -5}],
        [{"method": "winsorise", "maximum_points": 1, "skew": 0.1, "kurtosis": -5, "otherwise": "log"}],
    ],
    ids=str,
)
def test_noise_is_not_treated(grown, treatment):
    """No outliers among equal figures."""
    result = grown({"rule": "linear", "base": 0, "full": 1}, treatment=treatment)
    assert result.indicators["score"].to_list() == pytest.approx([10.0] * 4)


@pytest.mark.parametrize("method", ["entropy", "critic", "standard_deviation", "pca"])
def test_noise_weighs_nothing(small, run, method):
    """Weights found from data: a column of noise has none, and it is told."""
    linear = {"rule": "linear", "base": 0, "full": 1}
    children = [
        {"code": "i", "name": "i", "formula": "(a - b) / b", "score": linear, "weight": 1},
        {"code": "j", "name": "j", "formula": "c", "score": linear, "weight": 1},
        {"code": "k", "name": "k", "formula": "c * c", "score": linear, "weight": 1},
    ]
    scheme = small(
        [{"code": "p", "name": "p", "weighting": {"method": method}, "children": children}],
        measures=[{"code": code, "name": code} for code in "abc"],
    )
    rows = [
        {"a": now, "b": before, "c": c} for (now, before), c in zip(GROWN, (0.1, 0.5, 0.4, 0.9), strict=True)
    ]
    result = run(scheme, rows)
    weights = dict(result.weightings.select("child", "weight").iter_rows())
    assert weights["i"] == 0.0
    assert weights["j"] + weights["k"] == pytest.approx(1)
    assert any("take no weight" in str(warning) for warning in result.warnings)


@given(
    st.lists(st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 3)), min_size=1, max_size=12),
    st.lists(st.integers(-3, 3), min_size=12, max_size=12),
)
def test_the_last_digits_are_forgiven_and_no_more(figures, steps):
    """A few units in the last place are taken out; figures written with three decimals stay apart."""
    exact = np.array(figures)
    noisy = exact.copy()
    for place, count in enumerate(steps[: exact.size]):
        for _ in range(abs(count)):
            noisy[place] = np.nextafter(noisy[place], np.copysign(np.inf, count))
    both = np.concatenate([exact, noisy])[:, None]
    once = snapped(both)[:, 0]
    assert (once[: exact.size] == once[exact.size :]).all()
    assert len(set(once.tolist())) == len({float(one) + 0.0 for one in exact})
    assert (snapped(once[:, None])[:, 0] == once).all()


def test_nothing_to_do_costs_no_copy():
    """The block itself comes back, gaps and all."""
    block = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, 3.0]])
    assert snapped(block) is block
    assert snapped(np.empty((0, 2))).shape == (0, 2)


def test_a_chain_is_not_drawn_into_one():
    """Figures each within the tolerance of the next but not of the first stay several."""
    block = (1.0 + np.arange(100) * 6e-13)[:, None]
    once = snapped(block)[:, 0]
    assert (np.abs(once - block[:, 0]) <= 2e-12).all()
    assert len(set(once.tolist())) > 40


@pytest.mark.parametrize("scale", [1.0, 1000.0, 1e6])
def test_differences_that_are_nothing(small, run, scale):
    """What 0.3 − 0.1 − 0.2 leaves is no spread beside real figures, whatever the unit."""
    scheme = small(
        [{"code": "i", "name": "i", "formula": "a - b - c", "score": {"rule": "rank"}}],
        measures=[{"code": code, "name": code} for code in "abc"],
    )
    rows = [(0.3, 0.1, 0.2), (0.7, 0.1, 0.6), (0.5, 0.2, 0.3), (3.0, 1.0, 1.0)]
    result = run(scheme, [dict(zip("abc", [scale * part for part in row], strict=True)) for row in rows])
    assert result.totals["rank"].to_list() == [2, 2, 2, 1]
