"""Statistics of the replicates against enumeration, published figures and the definitions."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog

from keqiao.engine.evaluation import evaluate
from keqiao.engine.robustness import (
    DesignTable,
    DrawnDesign,
    grade_margins,
    leave_one_out,
    robustness,
    sensitivity,
    swap_margins,
    winner_margins,
)
from keqiao.engine.robustness.margins import least_moved, least_share
from keqiao.engine.robustness.sobol import exact_indices, indices

SHARE = {"factor": "weights", "share": 0.4}


def test_rank_statistics_of_the_uncertainty_analysis_of_asem(asem, reference):
    """COINr's 200 replicates: imputation on and off, winsorising limit 1–5, min–max or z, noisy weights. Its draws
    and the size of its noise are not published with it, so ranks agree by and large, not one by one."""
    scheme, panel = asem
    factors = [
        {"factor": "missing", "options": ["as_written", "redistribute"]},
        {"factor": "treatment", "options": [1, 2, 3, 4, 5]},
        {"factor": "normalisation", "options": ["as_written", {"rule": "z_score"}]},
        {"factor": "weights", "share": 0.25},
    ]
    found = robustness(scheme, panel, factors, draws=2000, seed=1).ranks()
    expected = reference("asem/ua_rankstats_N200.csv")
    both = found.join(expected, left_on="unit", right_on="uCode")
    assert both["rank"].to_list() == both["Nominal"].to_list()
    limits = (("mean", "Mean", 1.5), ("median", "Median", 1.5), ("low", "Q5", 2.0), ("high", "Q95", 2.0))
    for ours, theirs, typical in limits:
        away = (both[ours] - both[theirs]).abs()
        assert away.mean() < typical, ours
        assert np.corrcoef(both[ours], both[theirs])[0, 1] > 0.97


def test_counts_are_those_of_the_replicates(index):
    """Histogram, quantiles (R's type 7 is numpy's), acceptability, winning probabilities, grades, by hand."""
    scheme, panel = index
    found = robustness(scheme, panel, [SHARE], draws=500, seed=3)
    ranks, totals = found.all_replicates.ranks, found.all_replicates.totals
    table = found.ranks(interval=0.8)
    np.testing.assert_allclose(table["mean"], ranks.mean(axis=0))
    np.testing.assert_allclose(table["deviation"], ranks.std(axis=0, ddof=1))
    for column, share in (("median", 0.5), ("low", 0.1), ("high", 0.9)):
        np.testing.assert_allclose(table[column], np.quantile(ranks, share, axis=0))
    np.testing.assert_allclose(table["first"], (ranks == 1).mean(axis=0))
    np.testing.assert_allclose(table["total_mean"], totals.mean(axis=0))
    np.testing.assert_allclose(table["total_deviation"], totals.std(axis=0), atol=1e-9)
    held = {(row["unit"], row["rank"]): row["share"] for row in found.acceptability().to_dicts()}
    for place, unit in enumerate(found.units):
        for rank in range(1, 7):
            assert held.get((unit, rank), 0.0) == pytest.approx((ranks[:, place] == rank).mean())
    np.testing.assert_allclose(found.pairwise[0], (totals[:, [0]] > totals).mean(axis=0))
    np.testing.assert_allclose(found.pairwise + found.pairwise.T + np.eye(6), 1.0, atol=0.01)
    assert found.grades().group_by("unit").agg(pl.col("share").sum())["share"].to_list() == pytest.approx(
        [1.0] * 6
    )
    assert table["border"].to_list() == [share < 0.8 for share in table["kept"]]


def test_central_weights_are_the_mean_weights_of_the_wins(index):
    """SMAA-2, by a loop over the replicates' parameters."""
    scheme, panel = index
    found = robustness(scheme, panel, [{"factor": "weights", "unknown": True}], draws=400)
    parameters = found.parameters()
    central = found.central_weights
    for place, unit in enumerate(found.units):
        won = found.all_replicates.ranks[:, place] == 1
        rows = central.filter(pl.col("unit") == unit)
        if not won.any():
            assert rows.is_empty()
            continue
        weights = {row["node"]: row["weight"] for row in rows.to_dicts()}
        assert weights["A"] == pytest.approx(parameters["weight:A"].to_numpy()[won].mean())
        assert weights["ia"] == pytest.approx(parameters["weight:A"].to_numpy()[won].mean() * 2 / 3)
        assert rows["share"][0] == pytest.approx(won.mean())


def test_ishigami_as_coinr_estimates_it(reference):
    """The estimators on COINr's own sample, to the last digits."""
    sample = reference("asem/sa_ishigami_design.csv").to_numpy()
    y, count = sample[:, 3], sample.shape[0] // 5
    found = indices(y[:count, None], y[count : 2 * count, None], y[2 * count :].reshape(3, count, 1))
    expected = reference("asem/sa_ishigami_indices.csv")
    np.testing.assert_allclose(found.first[:, 0], expected["Si"], rtol=1e-11)
    np.testing.assert_allclose(found.total[:, 0], expected["STi"], rtol=1e-11)


def test_estimators_reach_the_analytic_indices_of_ishigami():
    """a = 7, b = 0.1: S = 0.3139, 0.4424, 0; T = 0.5576, 0.4424, 0.2437 (Saltelli et al. 2008)."""
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-np.pi, np.pi, (2, 60_000, 3))

    def ishigami(x):
        return (np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))[:, None]

    swapped = []
    for factor in range(3):
        mixed = a.copy()
        mixed[:, factor] = b[:, factor]
        swapped.append(ishigami(mixed))
    found = indices(ishigami(a), ishigami(b), np.array(swapped))
    np.testing.assert_allclose(found.first[:, 0], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found.total[:, 0], [0.5576, 0.4424, 0.2437], atol=0.02)


def test_exact_indices_against_conditional_variances():
    """S = V(E[y|x])/V and T = E[V(y|others)]/V by plain sums, with unequal chances."""
    rng = np.random.default_rng(1)
    chances = [np.array([0.2, 0.8]), np.array([0.5, 0.3, 0.2]), np.array([0.6, 0.4])]
    values = rng.normal(size=(2, 3, 2, 1))
    found = exact_indices(values, chances)
    p = {
        key: chances[0][key[0]] * chances[1][key[1]] * chances[2][key[2]]
        for key in product(range(2), range(3), range(2))
    }
    mean = sum(p[key] * values[key][0] for key in p)
    variance = sum(p[key] * (values[key][0] - mean) ** 2 for key in p)
    for factor in range(3):
        first = total = 0.0
        for option, chance in enumerate(chances[factor]):
            inside = sum(p[key] * values[key][0] for key in p if key[factor] == option) / chance
            first += chance * (inside - mean) ** 2
        for rest in {key[:factor] + key[factor + 1 :] for key in p}:
            keys = [(*rest[:factor], option, *rest[factor:]) for option in range(chances[factor].size)]
            weight = sum(p[key] for key in keys)
            inside = sum(p[key] * values[key][0] for key in keys) / weight
            total += sum(p[key] * (values[key][0] - inside) ** 2 for key in keys)
        assert found.first[factor, 0] == pytest.approx(first / variance)
        assert found.total[factor, 0] == pytest.approx(total / variance)


def test_sampled_indices_approach_the_exact_ones(index):
    """Two choices, all combinations against Saltelli's design; an additive model has S = T that add up to 1."""
    scheme, panel = index
    factors = [
        {"factor": "normalisation", "options": ["as_written", {"rule": "percentile", "range": [1, 100]}]},
        {"factor": "aggregation", "options": ["arithmetic", "geometric"]},
    ]
    design = DrawnDesign(scheme, panel, factors)
    exact = sensitivity(scheme, panel, design, of="total")
    sampled = sensitivity(scheme, panel, design, of="total", exact=False, samples=8192)
    assert (exact.exact, exact.evaluations, sampled.exact) == (True, 4, False)
    np.testing.assert_allclose(sampled.by_unit.first, exact.by_unit.first, atol=0.06)
    np.testing.assert_allclose(sampled.by_unit.total, exact.by_unit.total, atol=0.06)
    assert (exact.by_unit.total >= exact.by_unit.first - 1e-12).all()
    assert exact.frame.filter(pl.col("unit").is_null())["factor"].to_list() == [
        "normalisation",
        "aggregation",
    ]


def test_leaving_out_one_by_one(index):
    """Against a table that leaves the same out."""
    summary, detail = leave_one_out(*index)
    assert summary["node"].to_list() == ["A", "ia", "ib", "B", "ic", "id"]
    one = robustness(*index, design=DesignTable({"include:B": [0]})).all_replicates
    assert detail.filter(pl.col("node") == "B")["total"].to_list() == pytest.approx(one.totals[0].tolist())
    nominal = evaluate(*index).totals["rank"].to_numpy()
    shift = np.abs(nominal - one.ranks[0]).mean()
    assert summary.filter(pl.col("node") == "B")["shift"][0] == pytest.approx(shift)


def test_least_change_of_weights_against_linear_programming():
    """min ½|δ|₁ with Σδ = 0, w + δ ≥ 0, (w + δ)·d ≤ 0."""
    rng = np.random.default_rng(3)
    for _ in range(40):
        size = int(rng.integers(2, 8))
        weights, difference = rng.dirichlet(np.ones(size)), rng.normal(0.3, 1, size)
        # Variables: δ⁺ and δ⁻.
        solved = linprog(
            np.full(2 * size, 0.5),
            A_ub=[np.concatenate([difference, -difference])],
            b_ub=[-weights @ difference],
            A_eq=[np.concatenate([np.ones(size), -np.ones(size)])],
            b_eq=[0],
            bounds=[(0, None)] * size + [(0, w) for w in weights],
        )
        found = least_moved(difference, weights)
        if solved.status == 2:
            assert np.isnan(found)
        else:
            assert found == pytest.approx(solved.fun, abs=1e-9)


def test_least_share_is_the_edge():
    """At x the worst corner is a draw; just below it is not."""
    weights, difference = np.array([0.5, 0.3, 0.2]), np.array([1.0, -0.5, 0.4])
    share = least_share(difference, weights)
    worst = [
        min(
            sum(w * (1 + x * s) * d for w, s, d in zip(weights, signs, difference, strict=True))
            for signs in product((-1, 1), repeat=3)
        )
        for x in (share, share * 0.999)
    ]
    assert worst[0] == pytest.approx(0, abs=1e-12)
    assert worst[1] > 0
    assert np.isnan(least_share(np.array([1.0, 2.0]), np.array([0.5, 0.5])))


def test_moving_the_least_weight_makes_a_draw(index):
    """The margin, handed in as weights, makes winner and rival equal; less does not. Gaps are told."""
    scheme, panel = index
    winners, swaps, grades = (found(scheme, panel) for found in (winner_margins, swap_margins, grade_margins))
    assert set(winners["status"]) == {"linear", "gaps_or_bounds"}
    row = winners.row(0, named=True)
    totals = evaluate(scheme, panel)
    scores = totals.indicators.pivot(on="indicator", index="unit", values="score")
    one, other = (
        scores.filter(pl.col("unit") == row[key]).drop("unit").to_numpy()[0] for key in ("unit", "against")
    )
    difference, weights = one - other, np.array([0.4, 0.2, 0.3, 0.1])
    assert row["margin"] == pytest.approx(weights @ difference)
    place, left = int(np.argmin(difference)), row["moved"]
    moved = weights.copy()
    for at in np.argsort(-difference):
        step = min(left, moved[at])
        moved[at] -= step
        moved[place] += step
        left -= step
    table = DesignTable(
        {f"weight:{c}": [w] for c, w in zip(("ia", "ib", "ic", "id"), moved, strict=True)}
        | {"weight:A": [moved[:2].sum()], "weight:B": [moved[2:].sum()]}
    )
    found = robustness(scheme, panel, design=table).all_replicates.totals[0]
    units = robustness(scheme, panel, design=table).units
    assert found[units.index(row["unit"])] == pytest.approx(found[units.index(row["against"])])
    assert swaps["unit"][0] == row["unit"]
    assert grades.filter(pl.col("status") == "linear")["share"].drop_nulls().max() < 1


def test_a_tree_of_geometric_means_has_no_linear_margin(index):
    """It says so."""
    scheme, panel = index
    scheme = scheme.model_copy(
        update={
            "defaults": scheme.defaults.model_copy(
                update={"aggregation": type(scheme.defaults.aggregation)(method="geometric")}
            )
        }
    )
    assert set(winner_margins(scheme, panel)["status"]) == {"not_linear"}
