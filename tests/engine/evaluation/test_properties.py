"""What holds for every evaluation: sums, order of rows, weights, redistribution, ties."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.evaluation import Panel, compare, evaluate
from keqiao.engine.schemes import Scheme

MEANS = [
    "arithmetic",
    "geometric",
    "harmonic",
    {"method": "power", "exponent": 0.5},
    {"method": "power", "exponent": -2},
]
SIGNED = ["arithmetic", "copeland"]
"""Copeland scores may be negative, which the other means refuse."""
RULES = [
    {"rule": "min_max", "range": [1, 100]},
    {"rule": "linear", "base": 0, "full": 10},
    {"rule": "percentile", "range": [5, 100]},
    {"rule": "none"},
]
POLICIES = ["zero", "redistribute", "mean", "median"]
VALUE = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 5.0, 10.0, 20.0]), st.floats(0.01, 100))

settings.register_profile("evaluation", deadline=None, max_examples=examples(60))
settings.load_profile("evaluation")


def scheme_of(means, rules, policies, weights, profile=None):
    """Two branches, one of them with a branch of its own, over measures a … f."""

    def leaf(number, code):
        return {
            "code": f"i{code}",
            "name": code,
            "formula": code,
            "weight": weights[number],
            "score": rules[number % len(rules)],
            "missing": policies[number % len(policies)],
        }

    tree = [
        {
            "code": "A",
            "name": "A",
            "weight": weights[6],
            "aggregation": means[1],
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
                    "children": [leaf(3, "d"), leaf(4, "e")],
                },
                leaf(5, "f"),
            ],
        },
    ]
    more = (
        {}
        if profile is None
        else {
            "attributes": [{"code": "kind", "name": "kind"}],
            "profiles": {"by": "kind", "weights": {"x": profile}},
        }
    )
    return Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "aggregation": means[0],
            "measures": [{"code": code, "name": code} for code in "abcdef"],
            "indicators": tree,
            **more,
        }
    )


SCHEMES = st.builds(
    scheme_of,
    st.one_of(st.lists(st.sampled_from(means), min_size=4, max_size=4) for means in (MEANS, SIGNED)),
    st.lists(st.sampled_from(RULES), min_size=1, max_size=3),
    st.lists(st.sampled_from(POLICIES), min_size=1, max_size=4),
    st.lists(st.floats(0.1, 10), min_size=8, max_size=8),
    st.one_of(
        st.none(),
        st.fixed_dictionaries({"A": st.floats(0, 5), "B": st.floats(0.1, 5), "id": st.floats(0.1, 5)}),
    ),
)
ROWS = st.lists(st.lists(VALUE, min_size=6, max_size=6), min_size=1, max_size=7)


def panel_of(scheme, rows, period="2024"):
    frame = pl.DataFrame(
        {"unit": [f"u{number}" for number in range(len(rows))], "period": period}
        | {
            code: pl.Series([row[place] for row in rows], dtype=pl.Float64)
            for place, code in enumerate("abcdef")
        }
        | ({"kind": ["x" if number % 2 else "y" for number in range(len(rows))]} if scheme.attributes else {})
    )
    return Panel.from_frame(scheme, frame)


def scale(frame):
    """What a rounding error is measured against."""
    return 1 + float(np.nanmax(np.abs(np.nan_to_num(frame.to_numpy().astype(float))), initial=0.0))


@given(SCHEMES, ROWS)
def test_contributions_add_up_in_every_branch(scheme, rows):
    """Indicators to their branches, branches to the total, whatever the means and gaps."""
    evaluation = evaluate(scheme, panel_of(scheme, rows))
    amounts = {}
    for frame, key in ((evaluation.indicators, "indicator"), (evaluation.nodes, "node")):
        for unit, code, amount in frame.select("unit", key, "contribution").iter_rows():
            amounts[unit, code] = amount
    tolerance = 1e-9 * scale(evaluation.indicators.select("contribution"))
    for row in evaluation.totals.to_dicts():
        unit = row["unit"]
        for node in scheme.walk():
            if hasattr(node, "children"):
                total = sum(amounts[unit, child.code] for child in node.children)
                assert amounts[unit, node.code] == pytest.approx(total, abs=tolerance)
        top = sum(amounts[unit, node.code] for node in scheme.indicators)
        assert (row["base"] or 0.0) == pytest.approx(top, abs=tolerance)


@given(SCHEMES, ROWS)
def test_weights_add_up_to_the_total_whatever_is_missing(scheme, rows):
    """Redistribution keeps the sum, for every unit that has a score at all."""
    evaluation = evaluate(scheme, panel_of(scheme, rows))
    sums = evaluation.indicators.group_by("unit").agg(
        pl.col("weight").sum(), some=pl.col("score").is_not_null().any()
    )
    for weight, some in sums.select("weight", "some").iter_rows():
        assert weight == pytest.approx(100.0 if some else 0.0)
    without = evaluation.indicators.filter(pl.col("score").is_null())
    assert (without["weight"] == 0).all()


@given(SCHEMES, ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(scheme, rows, random):
    """The same digest, to the bit."""
    panel = panel_of(scheme, rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    columns = panel.reported.columns
    random.shuffle(columns)
    again = Panel.from_frame(scheme, panel.reported[order].select(columns))
    assert evaluate(scheme, again).digest == evaluate(scheme, panel).digest


@given(SCHEMES, ROWS)
def test_ties_share_a_rank(scheme, rows):
    """1, 2, 2, 4: a rank is one more than the number of better totals."""
    totals = evaluate(scheme, panel_of(scheme, rows)).totals
    points = [total for total in totals["total"] if total is not None]
    for total, rank in totals.select("total", "rank").iter_rows():
        assert rank == (None if total is None else 1 + sum(other > total for other in points))


@given(SCHEMES, SCHEMES, ROWS, ROWS)
def test_a_change_is_split_exactly(before_scheme, after_scheme, before_rows, after_rows):
    """Values, weights, yardsticks, means: the lines of a unit add up to the change of its total."""
    before = evaluate(before_scheme, panel_of(before_scheme, before_rows))
    after = evaluate(after_scheme, panel_of(after_scheme, after_rows))
    check_change(before, after)


@given(SCHEMES, ROWS, ROWS)
def test_a_change_under_one_scheme_is_split_exactly(scheme, before_rows, after_rows):
    """Without any line for weights unless something is missing or the weights come from a field."""
    check_change(
        evaluate(scheme, panel_of(scheme, before_rows)), evaluate(scheme, panel_of(scheme, after_rows))
    )


def check_change(before, after):
    change = compare(before, after)
    sums = dict(change.lines.group_by("unit").agg(pl.col("amount").sum()).iter_rows())
    tolerance = 1e-9 * (
        scale(before.indicators.select("contribution")) + scale(after.indicators.select("contribution"))
    )
    for unit, amount in change.totals.select("unit", "change").iter_rows():
        assert sums.get(unit, 0.0) == pytest.approx(amount, abs=tolerance)
    common = set(before.totals["unit"]) & set(after.totals["unit"])
    assert set(change.totals["unit"]) | set(change.without) == common
    assert set(change.entered) == set(after.totals["unit"]) - common
    assert set(change.left) == set(before.totals["unit"]) - common


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=8, unique=True), st.sampled_from([1, -1]))
def test_scoring_is_monotonic(values, direction):
    """Of two values the better one never scores less, by any rule."""
    measures = [{"code": "a", "name": "a"}]
    base, full = (0, 50) if direction > 0 else (50, 0)
    rules = [
        {"rule": "base_full", "base": 10 if direction > 0 else 40, "full": 40 if direction > 0 else 10},
        {"rule": "linear", "base": base, "full": full},
        {
            "rule": "steps",
            "compare": ">=" if direction > 0 else "<=",
            "of": 3,
            "steps": [
                {"at": at, "points": p}
                for at, p in zip((-20, 0, 30), (1, 2, 3) if direction > 0 else (3, 2, 1), strict=True)
            ],
        },
        {
            "rule": "piecewise",
            "knots": [[-50, 0 if direction > 0 else 9], [50, 9 if direction > 0 else 0]],
            "of": 9,
        },
        {"rule": "target", "target": 20},
        {"rule": "min_max"},
        {"rule": "z_score"},
        {"rule": "rank"},
        {"rule": "percentile"},
        {"rule": "distance"},
        {"rule": "distance", "to": "median"},
        {"rule": "none"},
    ]
    indicators = [
        {"code": f"i{n}", "name": "i", "formula": "a", "direction": direction, "score": rule}
        for n, rule in enumerate(rules)
    ]
    scheme = Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "measures": measures,
            "indicators": indicators,
        }
    )
    frame = pl.DataFrame({"unit": [f"u{n}" for n in range(len(values))], "period": "2024", "a": values})
    evaluation = evaluate(scheme, Panel.from_frame(scheme, frame))
    for _, part in evaluation.indicators.group_by("indicator"):
        scores = [score for _, score in sorted(zip(part["raw"] * direction, part["score"], strict=True))]
        assert all(worse <= better + 1e-9 for worse, better in pairwise(scores))


@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=25),
    st.floats(0.05, 1),
    st.sampled_from(["down", "nearest", "up"]),
    st.sampled_from(["lower", "upper"]),
)
def test_a_quota_is_kept(points, share, rounding, ties):
    """Never more than the places; with ties to the upper grade only those tied across the edge are more."""
    quota = {"share": share, "rounding": rounding, "ties": ties}
    scheme = Scheme.model_validate(
        {
            "scheme": 1,
            "code": "S",
            "version": "1",
            "name": "S",
            "weights": "relative",
            "measures": [{"code": "a", "name": "a"}],
            "indicators": [{"code": "i", "name": "i", "formula": "a"}],
            "grades": [
                {"code": "top", "name": "top", "at": 5, "quota": quota},
                {"code": "rest", "name": "rest"},
            ],
        }
    )
    frame = pl.DataFrame({"unit": [f"u{n:02d}" for n in range(len(points))], "period": "2024", "a": points})
    totals = evaluate(scheme, Panel.from_frame(scheme, frame)).totals
    held = sorted(totals.filter(pl.col("grade") == "top")["total"], reverse=True)
    others = [
        total for total, grade in totals.select("total", "grade").iter_rows() if grade != "top" and total >= 5
    ]
    exact = round(share * len(points), 9)
    places = {"down": np.floor(exact), "nearest": np.floor(exact + 0.5), "up": np.ceil(exact)}[rounding]
    if ties == "lower":
        assert len(held) <= places
    elif len(held) > places:
        assert held[int(places) - 1] == held[-1]
    assert not others or not held or max(others) <= min(held)
    if others and ties == "lower" and len(held) < places:
        edge = sorted([*held, *others], reverse=True)
        assert edge[int(places) - 1] == edge[int(places)]
