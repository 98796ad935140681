"""What the functions take and refuse, and small cases worked out by hand."""

import numpy as np
import polars as pl
import pytest

from keqiao.engine.efficiency import (
    EfficiencyError,
    WeightRatio,
    bootstrap,
    cross_efficiency,
    dea,
    malmquist,
    returns_to_scale,
)

# One input, one output: B (2, 2) has the best ratio; A (1, 0.5) is small, C (4, 3) large, D (4, 1.5) inside.
X, Y = [1, 2, 4, 4], [0.5, 2, 3, 1.5]


def test_by_hand():
    assert dea(X, Y, returns="crs").score == pytest.approx([0.5, 1, 0.75, 0.375])
    assert dea(X, Y, returns="vrs").score == pytest.approx([1, 1, 1, (1 + 1 / 1.5) / 4])
    assert dea(X, Y, returns="drs").score == pytest.approx([0.5, 1, 1, 0.375])
    assert dea(X, Y, returns="irs").score == pytest.approx([1, 1, 0.75, (1 + 1 / 1.5) / 4])
    assert dea(X, Y, returns="fdh").score == pytest.approx([1, 1, 1, 0.5])
    assert dea(X, Y, returns="vrs", orientation="output").score == pytest.approx([1, 1, 1, 2])
    # Along (1, 1): (4 − β, 1.5 + β) meets x = 2 … at y = x for constant returns: β = 1.25.
    found = dea(X, Y, returns="crs", orientation="directional", direction=([1], [1]))
    assert found.score == pytest.approx([0.25, 0, 0.5, 1.25])
    assert returns_to_scale(X, Y).kind.tolist() == ["increasing", "constant", "decreasing", "increasing"]
    assert returns_to_scale(X, Y, orientation="output").kind.tolist()[3] == "decreasing"
    outside = dea(X, Y, returns="vrs", super_efficiency=True)
    assert outside.status.tolist() == ["optimal", "optimal", "infeasible", "optimal"]
    assert outside.score[0] == pytest.approx(2) and np.isnan(outside.score[2])
    assert outside.efficient.tolist() == [True, True, True, False]


def test_names_and_frames():
    frame = pl.DataFrame({"钱": X}), pl.DataFrame({"合同": Y})
    found = dea(*frame, units=list("甲乙丙丁"), returns="crs")
    assert found.factors.input_names == ("钱",)
    assert found.peers("丁") == [("乙", pytest.approx(0.75))] and found.peers(-1) == found.peers("丁")
    table = found.frame()
    assert table["slack_钱"].to_list() == pytest.approx([0, 0, 0, 0])
    assert table["target_钱"].to_list() == pytest.approx([0.5, 2, 3, 1.5])
    with pytest.raises(EfficiencyError):
        found.peers("戊")


def test_fixed_measures_do_not_move():
    """Banker & Morey 1986: B uses half the second input of A, the first cannot be steered."""
    x, y = [[2, 2], [2, 1], [1, 4]], [1, 1, 1]
    found = dea(x, y, returns="vrs", fixed_inputs=["x1"])
    assert found.score[0] == pytest.approx(0.5)
    assert found.input_targets[0] == pytest.approx([2, 1])
    # The third unit has less of the fixed input than the others: only itself can stand for it.
    assert found.score[2] == pytest.approx(1)


@pytest.mark.parametrize("disposal", ["swap", "weak", "translate"])
def test_harmful_outputs(disposal):
    """Two units make the same with the same input; the second does more harm."""
    x, y = [[1], [1], [2]], [[1, 1], [1, 2], [1, 3]]
    found = dea(
        x,
        y,
        returns="vrs" if disposal == "translate" else "crs",
        orientation="directional",
        direction="observed",
        harmful_outputs=1,
        disposal=disposal,
    )
    assert found.score[0] == pytest.approx(0, abs=1e-9)
    assert found.status.tolist() == ["optimal"] * 3
    # With variable returns nobody makes more than 1, so nothing moves along all three; slacks tell the waste.
    assert found.score[2] > 0.2 if disposal != "translate" else not found.efficient[2]
    if disposal != "weak":
        # No more harm than the best: with equal input and output the second can only reduce its slack of harm.
        assert found.output_targets[1, 1] == pytest.approx(1)


def test_weak_disposal_by_hand():
    """Chung, Färe & Grosskopf 1997: harm falls only with the good output. Unit 2 (y 1, b 2) along (0, y, −b):
    λ₁ + λ₂ ≤ 1 for the input, λ₁ + λ₂ ≥ 1 + β, λ₁ + 2 λ₂ = 2 − 2 β: with no other input to spare β = 0.
    """
    x, y = [[1], [1]], [[1, 1], [1, 2]]
    found = dea(
        x,
        y,
        returns="crs",
        orientation="directional",
        direction=([0], [1, 1]),
        harmful_outputs=1,
        disposal="weak",
    )
    assert found.score == pytest.approx([0, 0], abs=1e-9)
    swapped = dea(x, y, returns="crs", orientation="directional", direction=([0], [1, 1]), harmful_outputs=1)
    assert swapped.score == pytest.approx([0, 0], abs=1e-9) and not swapped.efficient[1]


def test_reference_of_others():
    found = dea([[1], [4]], [[3], [1]], returns="crs", reference=([[2]], [[2]]))
    assert found.score == pytest.approx([3, 0.25])
    assert found.peers(0)[0][1] == pytest.approx(1.5)


def test_negative_figures_along_a_given_direction():
    found = dea([[-1.0], [1.0]], [[2.0], [1.0]], orientation="directional", direction=([1], [1]))
    assert found.score == pytest.approx([0, 1])
    assert not found.efficient[1]


def test_too_few_units_are_told():
    (said,) = dea(X, Y).warnings
    assert "4 units are too few for 1 inputs and 1 outputs: at least 6" in str(said)
    assert "单位数偏少" in said.in_language("zh")
    assert dea(X * 2, Y * 2).warnings == ()


@pytest.mark.parametrize(
    ("x", "y", "wanted"),
    [
        ([[1, np.nan], [1, 1]], [1, 1], "Row 1 (1), column x2: the figure is missing."),
        ([[1, None], [1, 1]], [1, 1], "Row 1 (1), column x2: the figure is missing."),
        ([[1], [1]], [1, np.inf], "Row 2 (2), column y1: the figure is infinite."),
        ([[1], [-3]], [1, 1], "Row 2 (2), column x1: -3 is negative"),
        ([[1, 0], [1, 0]], [1, 1], "Column x2: every figure is zero"),
        ([[1], [1]], [[1, 1], [0, 0]], "Row 2 (2): all outputs are zero"),
        ([[0], [1]], [1, 1], "Row 1 (1): all inputs are zero"),
        ([[1]], [1, 1], "inputs of 1 units, but outputs of 2"),
        (["many"], [1], "not a table of numbers"),
        ([[[1]]], [1], "at least one column"),
        (np.empty((0, 1)), np.empty((0, 1)), "no units"),
    ],
)
def test_bad_figures(x, y, wanted):
    with pytest.raises(EfficiencyError) as caught:
        dea(x, y)
    assert wanted in str(caught.value)
    chinese = caught.value.in_language("zh")
    assert chinese and chinese != str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"returns": "crr"},
        {"orientation": "both"},
        {"disposal": "none"},
        {"fixed_inputs": "z"},
        {"fixed_inputs": 7},
        {"direction": "up", "orientation": "directional"},
        {"units": ["a"]},
        {"input_names": ["a", "b"]},
        {"direction": ([1, 2, 3], [1]), "orientation": "directional"},
        {"slack_worth": [1]},
        {"slack_worth": "money"},
        {"direction": ([-1], [1]), "orientation": "directional"},
        {"fixed_inputs": 0},
        {"weight_restrictions": [WeightRatio("x1", "z", 1)]},
        {"weight_restrictions": [WeightRatio("x1", "y1", 2, 1)]},
        {"weight_restrictions": [[1.0, 2.0, 3.0]]},
        {"harmful_outputs": 0},
        {"reference": ([[1, 2]], [1])},
        {"reference": ([1], [1]), "super_efficiency": True},
    ],
)
def test_bad_options(options):
    with pytest.raises(EfficiencyError):
        dea(X, Y, **options)


def test_clashing_weights_are_unbounded_or_told():
    """x1 must weigh nothing, and so must the output: no price is left that could bound the score."""
    found = dea([[1], [2]], [[1], [1]], returns="crs", weight_restrictions=[[-1.0, 0.0]])
    assert set(found.status) == {"unbounded"} and np.isnan(found.score).all()


def test_cross_efficiency_leaves_self_out():
    full, others = (cross_efficiency(X, Y, self_appraisal=own) for own in (True, False))
    # One input and one output: all judges agree on y / x against the best.
    assert full.score == pytest.approx([0.5, 1, 0.75, 0.375]) and others.score == pytest.approx(full.score)


def test_malmquist_of_standing_still_and_doubling():
    x, y = np.array([[1.0], [2.0], [4.0]]), np.array([[1.0], [3.0], [3.0]])
    found = malmquist([x, x, x], [y, y, 2 * y], periods=[2022, 2023, 2024])
    assert found.index == pytest.approx(np.array([[1, 1, 1], [2, 2, 2]]))
    assert found.technical_change == pytest.approx(found.index)
    assert found.efficiency_change == pytest.approx(np.ones((2, 3)))
    assert malmquist([x, x], [y, 2 * y], orientation="output").index == pytest.approx(np.full((1, 3), 2))
    with pytest.raises(EfficiencyError):
        malmquist([x], [y])
    with pytest.raises(EfficiencyError):
        malmquist([x, x[:2]], [y, y[:2]])


@pytest.mark.parametrize("orientation", ["input", "output"])
def test_corrected_efficiencies_stay_between_0_and_1(orientation):
    """Few and very different units: the bias exceeds the score, and that is told."""
    told = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(4, 9))
        x, y = rng.lognormal(0, 1.5, (n, 2)), rng.lognormal(0, 1.5, (n, 2))
        try:
            found = bootstrap(x, y, orientation=orientation, replicates=40, seed=seed, returns="crs")
        except EfficiencyError:
            continue
        for figures in (found.corrected, found.lower, found.upper):
            efficiency = figures if orientation == "input" else 1 / figures
            assert ((efficiency >= 0) & (efficiency <= 1)).all()
        free = found.score - found.bias
        assert np.any(free < 0) == any("larger than their score" in str(said) for said in found.warnings)
        told += bool(np.any(free < 0))
    assert told or orientation == "output"


def test_bootstrap():
    """Cobb–Douglas with known waste: nearly all true scores lie in their interval, the bias is towards 1."""
    rng = np.random.default_rng(11)
    x = rng.uniform(1, 10, (80, 1))
    true = np.exp(-rng.exponential(0.3, 80))
    y = (x[:, 0] ** 0.6) * true**0.6
    found = bootstrap(x, y, returns="vrs", replicates=200, seed=4)
    again = bootstrap(x, y, returns="vrs", replicates=200, seed=4)
    np.testing.assert_array_equal(found.replicates, again.replicates)
    assert (bootstrap(x, y, replicates=5, seed=5).replicates != found.replicates[:5]).any()
    assert (found.bias > 0).all() and (found.corrected < found.score).all()
    assert (found.lower < found.upper).all() and (found.upper <= found.score + 1e-9).all()
    covered = ((found.lower <= true) & (true <= found.upper)).mean()
    assert covered > 0.75
    assert np.abs(found.corrected - true).mean() < np.abs(found.score - true).mean()
    out = bootstrap(x, y, orientation="output", replicates=50, seed=1)
    assert (out.bias < 0).all() and (out.lower >= out.score - 1e-9).all()
    for wrong in ({"replicates": 0}, {"level": 1.0}, {"bandwidth": 0}):
        with pytest.raises(EfficiencyError):
            bootstrap(x, y, **wrong)
    with pytest.raises(EfficiencyError):
        bootstrap([1, 1, 1], [1, 1, 1])
