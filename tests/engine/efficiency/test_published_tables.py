"""Every table of ../shared/reference/dea, to 1e-7: R Benchmarking 0.33 and R deaR 1.5.3 on published data.

Which conventions the tables follow: `in`/`io` is θ, `out`/`oo` is φ ≥ 1, slacks have the largest raw sum, ±Inf,
empty cells: infeasible super-efficiencies (our NaN with status), Benchmarking's Malmquist index of the output
orientation is built of φ and so is the reciprocal of ours, where above 1 is progress.
"""

import csv

import numpy as np
import pytest
from scipy.optimize import linprog
from tests.engine.efficiency.conftest import REFERENCE

from keqiao.engine.efficiency import additive, cross_efficiency, dea, malmquist, returns_to_scale, sbm

SETS = {"Tone2001": 2, "Golany_Roll_1989": 3, "Power_plants": 4, "ccr1981_pft": 5}
SMALL = [name for name in SETS if name != "ccr1981_pft"]
SIDES = {"in": "input", "out": "output", "io": "input", "oo": "output"}
TO = 1e-7


def figures(table, name):
    _, _, data = table(f"{name}_data")
    return data[:, : SETS[name]], data[:, SETS[name] :]


def close(ours, theirs):
    np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=TO)


@pytest.mark.parametrize(
    ("name", "package"), [*((name, "benchmarking") for name in SETS), *((name, "deaR") for name in SMALL)]
)
def test_efficiencies(table, name, package):
    x, y = figures(table, name)
    heads, _, wanted = table(f"{name}_efficiency_{package}")
    for at, head in enumerate(heads):
        model, returns, side = head.split("_")
        if model in {"sbm", "sbmsuper"}:
            found = sbm(x, y, returns=returns, super_efficiency=model == "sbmsuper")
            assert set(found.status) == {"optimal"}
        elif model == "scale":
            close(returns_to_scale(x, y).scale_efficiency, wanted[:, at])
            continue
        else:
            found = dea(x, y, returns=returns, orientation=SIDES[side], super_efficiency=model == "super")
            assert set(found.status[np.isnan(wanted[:, at])]) <= {"infeasible"}
        close(found.score, wanted[:, at])


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("returns", ["crs", "vrs"])
def test_slacks_of_the_second_phase_and_peers(table, name, returns):
    """The λ are unique here: at every vertex of largest slack the tables' λ and ours are the same."""
    x, y = figures(table, name)
    found = dea(x, y, returns=returns)
    _, _, wanted = table(f"{name}_slacks_{returns}_in_benchmarking")
    close(np.c_[found.score, found.input_slacks, found.output_slacks], wanted)
    _, _, lambdas = table(f"{name}_lambda_{returns}_in_benchmarking")
    close(found.lambdas, lambdas)


@pytest.mark.parametrize("name", SMALL)
def test_slacks_targets_and_returns_of_dear(table, name):
    x, y = figures(table, name)
    found = dea(x, y, returns="crs")
    close(np.c_[found.input_slacks, found.output_slacks], table(f"{name}_slacks_crs_io_deaR")[2])
    close(np.c_[found.input_targets, found.output_targets], table(f"{name}_targets_crs_io_deaR")[2])
    with (REFERENCE / f"{name}_rts_deaR.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert returns_to_scale(x, y).kind.tolist() == [row["rts"].lower() for row in rows]
    # deaR rounds Σ λ to six digits before it classifies.
    np.testing.assert_allclose(found.lambda_sum, [float(row["lambsum"]) for row in rows], rtol=0, atol=5e-6)


@pytest.mark.parametrize("name", SETS)
def test_additive(table, name):
    x, y = figures(table, name)
    found = additive(x, y, returns="vrs")
    close(
        np.c_[found.score, found.input_slacks, found.output_slacks],
        table(f"{name}_additive_vrs_benchmarking")[2],
    )


@pytest.mark.parametrize("name", SMALL)
def test_cross_efficiencies(table, name):
    x, y = figures(table, name)
    heads, _, wanted = table(f"{name}_cross_efficiency_deaR")
    methods = {"M2": "sum of differences", "M3": "ratio of sums"}
    for at, head in enumerate(heads):
        if head != "e_arbitrary":
            _, method, goal = head.split("_")
            goal = {"ben": "benevolent", "agg": "aggressive"}[goal]
            close(cross_efficiency(x, y, goal=goal, method=methods[method]).score, wanted[:, at])


@pytest.mark.parametrize("name", SMALL)
def test_arbitrary_cross_efficiency_lies_where_it_can(table, name):
    """Which of many optimal weights a solver meets first is not determined; between which bounds the score lies is."""
    x, y = figures(table, name)
    heads, _, wanted = table(f"{name}_cross_efficiency_deaR")
    theirs = wanted[:, heads.index("e_arbitrary")]
    own = cross_efficiency(x, y, goal="arbitrary")
    theta = dea(x, y, returns="crs").score
    np.testing.assert_allclose(np.diag(own.matrix), theta, rtol=0, atol=TO)
    n, m = x.shape
    low, high = np.zeros(n), np.zeros(n)
    for k in range(n):
        for d in range(n):
            ends = []
            for sign in (1, -1):
                found = linprog(
                    sign * np.r_[np.zeros(m), y[k]],
                    A_ub=np.c_[-x, y],
                    b_ub=np.zeros(n),
                    A_eq=[np.r_[x[k], np.zeros(y.shape[1])], np.r_[-theta[d] * x[d], y[d]]],
                    b_eq=[1, 0],
                )
                assert found.status == 0
                ends.append(sign * found.fun)
            low[k], high[k] = low[k] + ends[0] / n, high[k] + ends[1] / n
    for score in (theirs, own.score):
        assert (score >= low - 1e-6).all() and (score <= high + 1e-6).all()


@pytest.mark.parametrize("sample", ["PFT49", "NFT21"])
def test_charnes_cooper_rhodes_1981(table, sample):
    """The published table; deaR's copy of it differs from Benchmarking's in one figure, so its own is used."""
    with (REFERENCE / "ccr1981_deaR_PFT1981.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    rows = [row for row in rows if row[-1] == sample[:3]]
    data = np.array([[float(cell) for cell in row[1:-1]] for row in rows])
    _, units, wanted = table(f"ccr1981_{sample}_ccr_io_deaR_published")
    assert [row[0] for row in rows] == units
    close(dea(data[:, :5], data[:, 5:], returns="crs").score, wanted[:, 0])


@pytest.fixture(scope="module")
def economy(table):
    _, _, data = table("Economy_data")
    return [data[:, 3 * t : 3 * t + 2] for t in range(5)], [data[:, 3 * t + 2] for t in range(5)]


@pytest.mark.parametrize("returns", ["crs", "vrs"])
@pytest.mark.parametrize("side", ["in", "out"])
def test_malmquist_of_benchmarking(table, economy, returns, side):
    _, _, _ = table("Economy_data")
    with (REFERENCE / "Economy_malmquist_benchmarking.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if (row["rts"], row["orient"]) == (returns, side)]

    def column(name):
        values = np.array([float(row[name]) if row[name] else np.nan for row in rows]).reshape(4, 31)
        return np.where(np.isfinite(values), values, np.nan)

    found = malmquist(*economy, returns=returns, orientation=SIDES[side])
    close(found.own_before, column("e00"))
    close(found.own_after, column("e11"))
    close(found.earlier_after, column("e10"))
    close(found.later_before, column("e01"))
    infeasible = np.isnan(column("e10")) | np.isnan(column("e01"))
    assert (found.status[infeasible] == "infeasible").all() and (found.status[~infeasible] == "optimal").all()
    power = 1 if side == "in" else -1
    for ours, theirs in (
        (found.index, "m"),
        (found.technical_change, "tc"),
        (found.efficiency_change, "ec"),
    ):
        wanted = column(theirs)
        if theirs != "ec":
            # Benchmarking goes on with an infinite score to 0 or infinity; we say that there is none.
            wanted[infeasible] = np.nan
        close(ours**power, wanted)


def test_malmquist_of_dear(table, economy):
    found = malmquist(*economy)
    for name, ours in (
        ("mi", found.index),
        ("tc", found.technical_change),
        ("ec", found.efficiency_change),
        ("fgnz_mi", found.index),
        ("fgnz_tc", found.technical_change),
        ("fgnz_pech", found.pure_change),
        ("fgnz_sech", found.scale_change),
    ):
        close(ours, table(f"Economy_malmquist_{name}_deaR")[2])
