"""Replicates stand on the result with accepted cases of fault tolerance: the same cells are neutral in each."""

import numpy as np
import polars as pl
import pytest

from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.robustness import robustness
from keqiao.engine.robustness.parameters import Parameters, Space
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.uncertainty import Uncertainty

FIXED = {"rule": "linear", "base": 0, "full": 10}
COMPARED = {"rule": "min_max", "range": [1, 100]}
GRADES = [
    {"code": "G", "name": "G", "at": 50, "when": "C <= 90 and ia >= 20"},
    {"code": "N", "name": "N"},
]


def scheme_of(score, *, top="arithmetic", first=None, second=None, direction=1):
    def leaf(code, weight):
        return {
            "code": f"i{code}",
            "name": code,
            "formula": code,
            "weight": weight,
            "score": score,
            "missing": "zero",
        }

    tree = [
        {
            "code": "A",
            "name": "A",
            "weight": 2,
            **(first or {}),
            "children": [leaf("a", 1), leaf("b", 2), leaf("f", 1)],
        },
        {
            "code": "B",
            "name": "B",
            "weight": 1,
            **(second or {}),
            "children": [
                leaf("c", 1),
                {
                    "code": "C",
                    "name": "C",
                    "weight": 1,
                    "direction": direction,
                    "children": [leaf("d", 1), leaf("e", 3)],
                },
            ],
        },
    ]
    return Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "aggregation": top,
            "measures": [{"code": code, "name": code} for code in "abcdef"],
            "indicators": tree,
            "grades": GRADES,
        }
    )


@pytest.fixture
def figures():
    """Eight units, small whole numbers, some gaps."""
    rng = np.random.default_rng(5)
    rows = {code: rng.integers(0, 11, 8).astype(float) for code in "abcdef"}
    frame = pl.DataFrame({"unit": [f"u{n}" for n in range(8)], "period": ["2024"] * 8, **rows})
    return frame.with_columns(
        pl.when(pl.col("unit") == "u3").then(None).otherwise(pl.col("a")).alias("a"),
        pl.when(pl.col("unit") == "u5").then(None).otherwise(pl.col("e")).alias("e"),
    )


CELLS = [
    ("u0", "2024", "ia"),
    ("u0", "2024", "ie"),
    ("u1", "2024", "A"),
    ("u2", "2024", "C"),
    ("u3", "2024", "ia"),
    ("u4", "2024", "ib"),
    ("u4", "2024", "if"),
    ("u5", "2024", "B"),
    ("u6", "2024", "id"),
    ("u6", "2024", "ic"),
]
SCHEMES = {
    "fixed": {"score": FIXED},
    "turned": {"score": FIXED, "direction": -1},
    "compared": {"score": COMPARED},
    "geometric": {"score": COMPARED, "top": "geometric", "second": {"aggregation": "harmonic"}},
    "entropy": {"score": COMPARED, "first": {"weighting": {"method": "entropy"}}},
    "pca": {
        "score": COMPARED,
        "first": {"weighting": {"method": "pca"}},
        "second": {"weighting": {"method": "critic"}},
    },
    "copeland": {"score": COMPARED, "top": "copeland"},
    "copeland below": {"score": COMPARED, "first": {"aggregation": "copeland"}},
}


@pytest.mark.parametrize("name", SCHEMES)
def test_the_nominal_result_is_the_evaluation(name, figures):
    scheme = scheme_of(**SCHEMES[name])
    panel = Panel.from_frame(scheme, figures, tolerated=CELLS)
    found = evaluate(scheme, panel)
    assert found.tolerance["neutralised"].any()
    space = Space(scaled=("ia", "A"), included=("ic",))
    replicator = Replicator(scheme, panel, space)
    block = replicator.blocks(Parameters.nominal(space, 3))[0]
    assert np.allclose(block.totals, found.totals["total"].to_numpy(), rtol=1e-12, atol=1e-11, equal_nan=True)
    grades = [replicator.grades[place] for place in block.grades[0]]
    assert grades == found.totals["grade"].to_list()


def test_other_weights_and_a_left_out_sibling_give_the_evaluation_with_them(figures):
    scheme = scheme_of(FIXED)
    panel = Panel.from_frame(scheme, figures, tolerated=[("u0", "2024", "ia"), ("u3", "2024", "ia")])
    space = Space(absolute=("ib",), included=("if",))
    replicator = Replicator(scheme, panel, space)
    parameters = Parameters.nominal(space, 2)
    parameters.absolute[0, 1] = 7.0
    parameters.included[0, 1] = False
    totals = replicator.scores(parameters)[0]
    neutral = [row["unit"] for row in evaluate(scheme, panel).tolerance.to_dicts() if row["neutralised"]]
    gone = figures.with_columns(
        pl.when(pl.col("unit").is_in(neutral)).then(None).otherwise(pl.col("a")).alias("a")
    )
    data = scheme.model_dump(by_alias=True, exclude_none=True)
    branch = data["indicators"][0]
    branch["children"] = [
        {**child, "missing": "redistribute"} if child["code"] == "ia" else child
        for child in branch["children"]
        if child["code"] != "if"
    ]
    branch["children"][1]["weight"] = 7.0
    # u3's own figure is missing: where its case did nothing it would count as 0, so it must be among the neutral.
    assert "u3" in neutral
    other = Scheme.model_validate(data)
    expected = evaluate(other, Panel.from_frame(other, gone.drop("f"))).totals["total"].to_numpy()
    assert np.allclose(totals[1], expected)


def test_errors_of_measurement_keep_the_same_cells_neutral(figures):
    scheme = scheme_of(COMPARED, first={"weighting": {"method": "entropy"}})
    panel = Panel.from_frame(scheme, figures, tolerated=CELLS)
    space = Space(errors=(("a", "u0"), ("b", "u1")))
    replicator = Replicator(scheme, panel, space)
    totals = replicator.scores(Parameters.nominal(space, 2))[0]
    expected = evaluate(scheme, panel).totals["total"].to_numpy()
    assert np.allclose(totals, expected, equal_nan=True)
    # The figure of a neutral indicator says nothing about its unit any more.
    only = Panel.from_frame(scheme_of(FIXED), figures, tolerated=[("u3", "2024", "ia")])
    apart = Replicator(scheme_of(FIXED), only, Space(errors=(("a", "u3"),)))
    parameters = Parameters.nominal(apart.space, 2)
    parameters.errors[0, 1] = 0.5
    assert np.array_equal(*apart.scores(parameters)[0])


def test_the_draws_of_other_units_are_what_they_were(figures):
    scheme = scheme_of(FIXED)
    declared = Uncertainty.model_validate({"factors": [{"factor": "weights", "share": 0.2}]})
    one, other = (
        robustness(scheme, panel, declared, draws=50)
        for panel in (Panel.from_frame(scheme, figures), Panel.from_frame(scheme, figures, tolerated=CELLS))
    )
    units = [unit for unit, _, _ in CELLS]
    row = one.units.index("u7")
    assert "u7" not in units
    assert np.allclose(one.all_replicates.totals[:, row], other.all_replicates.totals[:, row], rtol=1e-13)
    assert (other.all_replicates.totals >= one.all_replicates.totals - 1e-9).mean() > 0.9
