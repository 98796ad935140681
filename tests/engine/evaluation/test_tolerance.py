"""Accepted cases of fault tolerance make indicators neutral: never lower, never above neutral, nobody else touched."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.evaluation import DataError, Panel, compare, evaluate, explain
from keqiao.engine.schemes import load_scheme

FIXED = {"rule": "linear", "base": 0, "full": 10}
TWO = [
    {
        "code": "A",
        "name": "A",
        "weight": 60,
        "children": [
            {"code": "ia", "name": "甲", "formula": "a", "weight": 20, "score": FIXED, "missing": "zero"},
            {"code": "ib", "name": "乙", "formula": "b", "weight": 40, "score": FIXED},
        ],
    },
    {
        "code": "B",
        "name": "B",
        "weight": 40,
        "children": [
            {"code": "ic", "name": "丙", "formula": "c", "weight": 10, "score": FIXED},
            {"code": "id", "name": "丁", "formula": "d", "weight": 30, "score": FIXED},
        ],
    },
]


def panel(scheme, rows, *cells):
    filled = [{"unit": f"u{number}", "period": "2024", **row} for number, row in enumerate(rows)]
    return Panel.from_frame(scheme, pl.DataFrame(filled, infer_schema_length=None), tolerated=cells)


def total(evaluation, unit="u0"):
    return evaluation.totals.filter(pl.col("unit") == unit)["total"][0]


@pytest.fixture
def two(small):
    return small(TWO)


def test_a_tolerated_indicator_counts_as_the_rest_of_its_branch(two):
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}, {"a": 2, "b": 3, "c": 4, "d": 5}]
    without = evaluate(two, panel(two, rows))
    found = evaluate(two, panel(two, rows, ("u0", "2024", "ia")))
    assert total(without) == pytest.approx(20 * 0.1 + 40 * 0.7 + 40 * 0.5)
    assert total(found) == pytest.approx(60 * 0.7 + 40 * 0.5)
    own = found.indicators.filter(pl.col("unit") == "u0", pl.col("indicator") == "ia").to_dicts()[0]
    assert (own["score"], own["weight"], own["contribution"]) == (None, 0.0, 0.0)
    assert own["flags"] == "redistributed tolerated"
    line = found.tolerance.to_dicts()[0]
    assert line["own"] == pytest.approx(10)
    assert line["neutral"] == pytest.approx(70)
    assert line["points"] == pytest.approx(20 * 0.6)
    assert line["neutralised"]


@pytest.mark.parametrize("cells", [("ib",), ("id",), ("ib", "id")])
def test_a_case_for_what_stands_above_neutral_has_no_effect(two, cells):
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}]
    without = evaluate(two, panel(two, rows))
    found = evaluate(two, panel(two, rows, *(("u0", "2024", code) for code in cells)))
    assert total(found) == total(without)
    assert not found.tolerance["neutralised"].any()
    flags = dict(found.indicators.select("indicator", "flags").iter_rows())
    assert {flags[code] for code in cells} == {"tolerated_no_effect"}


def test_a_missing_figure_scored_zero_is_made_neutral(two):
    rows = [{"a": None, "b": 7, "c": 5, "d": 5}]
    found = evaluate(two, panel(two, rows, ("u0", "2024", "ia")))
    assert total(found) == pytest.approx(60 * 0.7 + 40 * 0.5)
    assert "missing" in found.indicators.filter(pl.col("indicator") == "ia")["flags"][0]


def test_a_whole_branch_stands_for_its_indicators_and_gives_its_weight_to_its_siblings(two):
    rows = [{"a": 1, "b": 2, "c": 5, "d": 5}]
    found = evaluate(two, panel(two, rows, ("u0", "2024", "A")))
    assert total(found) == pytest.approx(50)
    assert found.tolerance["neutral"].to_list() == pytest.approx([50, 50])
    assert found.tolerance["points"].sum() == pytest.approx(50 - (20 * 0.1 + 40 * 0.2 + 20))
    # Everything tolerated: something always stays, the best that there is.
    everything = evaluate(two, panel(two, rows, *(("u0", "2024", code) for code in "AB")))
    assert total(everything) == pytest.approx(50)


def test_cells_that_are_not_there_are_refused_all_at_once(two):
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}]
    with pytest.raises(DataError) as caught:
        evaluate(two, panel(two, rows, ("u9", "2024", "ia"), ("u0", "1999", "ia"), ("u0", "2024", "zz")))
    assert len(caught.value.errors) == 3


def test_without_cases_the_result_is_what_it_was_to_the_bit(two):
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}]
    found = evaluate(two, panel(two, rows))
    assert set(found.frames) == {"indicators", "nodes", "totals", "adjustments", "outcomes", "weightings"}
    assert found.digest == evaluate(two, Panel(panel(two, rows).reported)).digest


def test_others_are_compared_with_the_figure_as_it_is(small):
    scored = [
        {"code": f"i{code}", "name": code, "formula": code, "weight": 1, "score": {"rule": "min_max"}}
        for code in "abc"
    ]
    for more in (
        {"aggregation": "copeland"},
        {"weighting": {"method": "entropy"}},
        {"weighting": {"method": "critic"}},
        {},
    ):
        scheme = small([{"code": "A", "name": "A", "children": scored, **more}])
        rows = [
            {"a": 0, "b": 6, "c": 2},
            {"a": 9, "b": 2, "c": 3},
            {"a": 5, "b": 5, "c": 1},
            {"a": 6, "b": 1, "c": 2},
        ]
        without = evaluate(scheme, panel(scheme, rows))
        found = evaluate(scheme, panel(scheme, rows, ("u0", "2024", "ia")))
        assert total(found) > total(without)
        assert found.totals["total"][1:].equals(without.totals["total"][1:])
        own = found.indicators.filter(pl.col("unit") == "u0")["contribution"].sum()
        assert own == pytest.approx(total(found))


def test_a_branch_turned_over_is_made_neutral_where_a_high_score_harms(small):
    tree = [
        {
            "code": "A",
            "name": "A",
            "weight": 1,
            "direction": -1,
            "children": [
                {"code": "ia", "name": "a", "formula": "a", "weight": 1, "score": FIXED},
                {"code": "ib", "name": "b", "formula": "b", "weight": 1, "score": FIXED},
            ],
        },
        {"code": "ic", "name": "c", "formula": "c", "weight": 1, "score": FIXED},
    ]
    scheme = small(tree)
    rows = [{"a": 8, "b": 2, "c": 5}]
    found = evaluate(scheme, panel(scheme, rows, ("u0", "2024", "ia")))
    assert total(found) == pytest.approx((80 + 50) / 2)
    assert found.tolerance["neutral"][0] == pytest.approx(20)
    lower = evaluate(scheme, panel(scheme, rows, ("u0", "2024", "ib")))
    assert not lower.tolerance["neutralised"].any()


def test_conditions_of_grades_see_the_neutral_value(small):
    grades = [{"code": "G", "name": "G", "at": 10, "when": "ia >= 60"}, {"code": "N", "name": "N"}]
    scheme = small(TWO, grades=grades)
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}]
    assert evaluate(scheme, panel(scheme, rows)).totals["grade"][0] == "N"
    assert evaluate(scheme, panel(scheme, rows, ("u0", "2024", "ia"))).totals["grade"][0] == "G"


def test_a_comparison_names_the_case_and_adds_up(two):
    rows = [{"a": 1, "b": 2, "c": 5, "d": 5}, {"a": 5, "b": 5, "c": 5, "d": 6}]
    without = evaluate(two, panel(two, rows))
    found = evaluate(two, panel(two, rows, ("u0", "2024", "ia"), ("u0", "2024", "id")))
    change = compare(without, found)
    lines = change.of("u0")
    assert lines["kind"].to_list() == ["tolerance"]
    assert lines["code"].to_list() == ["ia"]
    assert lines["amount"].sum() == pytest.approx(total(found) - total(without))
    assert change.of("u1").height == 0
    back = compare(found, without).of("u0")
    assert back["amount"].sum() == pytest.approx(total(without) - total(found))
    other = evaluate(two, panel(two, [{"a": 4, "b": 2, "c": 5, "d": 5}, rows[1]]))
    both = compare(found, other).of("u0")
    assert set(both["kind"]) == {"tolerance", "value"}
    assert both["amount"].sum() == pytest.approx(total(other) - total(found))


def test_the_explanation_says_what_the_case_does(two):
    rows = [{"a": 1, "b": 7, "c": 5, "d": 5}]
    found = evaluate(two, panel(two, rows, ("u0", "2024", "ia"), ("u0", "2024", "ib")))
    said = "".join(explain(found, "u0").sentences("zh"))
    assert "容错" in said
    assert "甲" in said
    assert "中性值 70" in said
    tolerated = explain(found, "u0").tolerated
    assert [(one.code, one.neutralised) for one in tolerated] == [("ia", True), ("ib", False)]
    assert "Fault tolerance" in "".join(explain(found, "u0").sentences("en"))


LEAVES = ("ia", "ib", "ic", "id", "ie", "if")


def tree(means, weights, directions):
    def leaf(number, code):
        return {
            "code": f"i{code}",
            "name": code,
            "formula": code,
            "weight": weights[number],
            "score": FIXED,
            "missing": ["zero", "redistribute"][number % 2],
        }

    return [
        {
            "code": "A",
            "name": "A",
            "weight": weights[6],
            "aggregation": means[1],
            "direction": directions[0],
            "children": [leaf(0, "a"), leaf(1, "b")],
        },
        {
            "code": "B",
            "name": "B",
            "weight": weights[7],
            "aggregation": means[2],
            "children": [
                leaf(2, "c"),
                {
                    "code": "C",
                    "name": "C",
                    "weight": 1,
                    "aggregation": means[3],
                    "direction": directions[1],
                    "children": [leaf(3, "d"), leaf(4, "e")],
                },
                leaf(5, "f"),
            ],
        },
    ]


MEAN = st.sampled_from(["arithmetic", "geometric", "harmonic", {"method": "power", "exponent": 2}])
TREES = st.builds(
    tree,
    st.lists(MEAN, min_size=4, max_size=4),
    st.lists(st.floats(0.1, 10), min_size=8, max_size=8),
    st.lists(st.sampled_from([1, -1]), min_size=2, max_size=2),
)
VALUES = st.lists(st.one_of(st.none(), st.integers(0, 10).map(float)), min_size=6, max_size=6)
CELLS = st.sets(st.sampled_from([*LEAVES, "A", "C"]), max_size=4)


@settings(deadline=None, max_examples=examples(40))
@given(TREES, MEAN, st.lists(VALUES, min_size=2, max_size=2), st.tuples(CELLS, st.sampled_from(LEAVES)))
def test_no_choice_of_tolerated_indicators_is_better_and_a_further_case_never_lowers(
    small, indicators, top, values, cases
):
    codes, further = cases
    scheme = small(indicators, aggregation=top)
    rows = [dict(zip("abcdef", own, strict=True)) for own in values]

    def tried(cells):
        return evaluate(scheme, panel(scheme, rows, *(("u0", "2024", code) for code in cells)))

    without, found = tried(()), tried(codes)
    if total(without) is None:
        return
    # Never lowers; a further case never lowers; the other unit stays as it is.
    assert total(found) >= total(without)
    assert total(tried({*codes, further})) >= total(found) - 1e-8
    assert total(found, "u1") == total(without, "u1")
    # What is neutral stood below the neutral value (in a branch turned over: above it).
    turned = {
        node["code"]: node.get("direction", 1) for node in (indicators[0], indicators[1]["children"][1])
    }
    sign = {"ia": turned["A"], "ib": turned["A"], "id": turned["C"], "ie": turned["C"]}
    for line in found.tolerance.to_dicts() if codes else []:
        if line["own"] is not None and line["neutral"] is not None:
            above = (line["own"] - line["neutral"]) * sign.get(line["indicator"], 1)
            assert above <= 1e-6 or not line["neutralised"]
            assert line["points"] >= 0
    # The oracle: every choice, its figures taken away and their weight redistributed by the ordinary rule.
    leaves = sorted(
        code
        for code in LEAVES
        if code in codes or ("A" in codes and code in {"ia", "ib"}) or ("C" in codes and code in {"id", "ie"})
    )
    best = total(without)
    for size in range(1, len(leaves) + 1):
        for choice in combinations(leaves, size):
            gone = {code.removeprefix("i") for code in choice}
            changed = [{**rows[0], **dict.fromkeys(gone)}, rows[1]]
            free = small(redistributing(indicators, choice, "redistribute"), aggregation=top)
            value = total(evaluate(free, panel(free, changed)))
            best = best if value is None else max(best, value)
    assert total(found) == pytest.approx(best, abs=1e-6)


def redistributing(nodes, choice, policy):
    """The tree with the policy of the chosen indicators replaced."""
    made = []
    for node in nodes:
        if "children" in node:
            made.append({**node, "children": redistributing(node["children"], choice, policy)})
        else:
            made.append({**node, "missing": policy} if node["code"] in choice else node)
    return made


def test_profiles_variants_and_both_bases_in_the_default_scheme():
    scheme = load_scheme("three_pillar")
    rng = np.random.default_rng(1)
    measures = [m.code for m in scheme.measures if m.formula is None and m.previous_of is None]
    kinds = ["研发型", "孵化转化型", "产业服务型", "综合型"]
    rows = {
        "unit": [f"P{n}" for n in range(8)],
        "period": ["2024"] * 8,
        "platform_type": [kinds[n % 4] for n in range(8)],
        **{code: rng.integers(0, 5, 8).astype(float) for code in measures},
    }
    frame = pl.DataFrame(rows)
    leaves = [leaf.code for leaf in scheme.leaves()]
    cells = [(f"P{n}", "2024", leaves[(3 * n + k) % len(leaves)]) for n in range(4) for k in range(5)]
    verified = frame.select("unit", "period", *measures).with_columns(pl.col(measures) / 2)
    made = Panel.from_frame(scheme, frame, verified=verified, tolerated=cells)
    found = evaluate(scheme, made, basis="both")
    without = evaluate(scheme, Panel(made.reported, made.verified), basis="both")
    change = (found.totals["total"] - without.totals["total"]).to_numpy()
    units = found.totals["unit"].to_numpy()
    assert (change >= 0).all()
    assert (change[np.isin(units, ["P4", "P5", "P6", "P7"])] == 0).all()
    assert (change > 0).any()
    summed = found.indicators.group_by("basis", "unit").agg(pl.col("contribution").sum())
    both = found.totals.join(summed, on=["basis", "unit"])
    assert np.allclose(both["base"], both["contribution"])
    assert found.tolerance.height == 2 * len(cells)
