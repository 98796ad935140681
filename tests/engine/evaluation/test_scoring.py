"""Scores by hand, rule by rule."""

import pytest

from keqiao.engine.evaluation import DataError


@pytest.fixture
def scored(small, run):
    """Scores of the values of measure a by a rule."""

    def go(rule, values, **indicator):
        rows = [value if isinstance(value, dict) else {"a": value} for value in values]
        more = {key: indicator.pop(key) for key in ("attributes", "parameters") if key in indicator}
        scheme = small([{"code": "i", "name": "i", "formula": "a", "score": rule, **indicator}], **more)
        return run(scheme, rows).indicators["score"].to_list()

    return go


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        (
            {"rule": "base_full", "base": 10, "full": 30},
            [-1, 0, 5, 10, 20, 30, 99],
            [0, 0, 30, 60, 80, 100, 100],
        ),
        ({"rule": "linear", "base": 50, "full": 0}, [60, 50, 25, 0, -5], [0, 0, 50, 100, 100]),
        (
            {"rule": "linear", "base": 1, "full": 100, "transform": "log"},
            [-3, 0, 1, 10, 1000],
            [0, 0, 0, 50, 100],
        ),
        ({"rule": "linear", "base": 0, "full": 10, "clamp": False}, [-5, 20], [-50, 200]),
        (
            {"rule": "steps", "of": 5, "steps": [{"at": 10, "points": 2}, {"at": 20, "points": 5}]},
            [9, 10, 19.9, 20],
            [0, 40, 40, 100],
        ),
        (
            {"rule": "steps", "of": 5, "compare": ">", "steps": [{"at": 10, "points": 5}]},
            [10, 10.1],
            [0, 100],
        ),
        (
            {
                "rule": "steps",
                "of": 5,
                "compare": "<=",
                "steps": [{"at": 10, "points": 2}, {"at": 5, "points": 5}],
            },
            [11, 10, 5, 1],
            [0, 40, 100, 100],
        ),
        (
            {
                "rule": "steps",
                "of": 4,
                "otherwise": 1,
                "steps": [{"from": 0, "to": 5, "points": 2}, {"from": 5, "points": 4}],
            },
            [-1, 0, 5],
            [25, 50, 100],
        ),
        (
            {"rule": "piecewise", "of": 10, "knots": [[0, 0], [10, 5], [20, 10]]},
            [-1, 5, 15, 30],
            [0, 25, 75, 100],
        ),
        ({"rule": "rating", "minimum": 1, "of": 5}, [1, 3, 5], [0, 50, 100]),
        ({"rule": "points", "of": 5}, [-2, 3, 9], [0, 60, 100]),
        ({"rule": "target", "target": 80, "floor": 0.5, "cap": 1.2}, [39, 40, 80, 160], [0, 50, 100, 120]),
        ({"rule": "formula", "of": 10, "points": "CASE WHEN x > 5 THEN 10 ELSE x END"}, [3, 6], [30, 100]),
        ({"rule": "formula", "of": 4, "points": "x_count - x_rank + 1"}, [5, 9, 9, 1], [50, 100, 100, 25]),
        ({"rule": "distance"}, [0, 5, 10], [0, 50, 100]),
        ({"rule": "distance", "form": "ratio", "to": "value", "value": 20, "cap": True}, [10, 30], [50, 100]),
        ({"rule": "distance", "to": "unit", "unit": "u001", "form": "ratio"}, [5, 10], [50, 100]),
        ({"rule": "percentile"}, [3, 1, 1, 7, 5], [50, 0, 0, 100, 75]),
    ],
)
def test_by_hand(scored, rule, values, expected):
    """Each rule at and between its edges."""
    assert scored(rule, values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ({"rule": "base_full", "base": 30, "full": 10}, [5, 10, 20, 30, 60], [100, 100, 80, 60, 30]),
        ({"rule": "target", "target": 10}, [0, 5, 20], [100, 100, 50]),
        ({"rule": "min_max"}, [1, 2, 5], [100, 75, 0]),
        ({"rule": "distance", "form": "ratio"}, [2, 4], [100, 50]),
    ],
)
def test_less_is_better(scored, rule, values, expected):
    """Direction −1."""
    assert scored(rule, values, direction=-1) == pytest.approx(expected)


def test_yardsticks_that_differ_by_unit(scored):
    """A table by industry, and a target from the platform's own agreement; without one the unit has no
    score but 0."""
    parameters = [{"code": "full", "name": "full", "by": "kind", "values": {"x": 10, "y": 20}}]
    rows = [{"a": 5, "kind": "x"}, {"a": 5, "kind": "y"}, {"a": 5, "kind": "z"}]
    kinds = [{"code": "kind", "name": "kind"}]
    assert scored(
        {"rule": "linear", "base": 0, "full": "full"},
        rows,
        attributes=kinds,
        parameters=parameters,
        missing="redistribute",
    ) == pytest.approx([50, 25, None])
    assert scored(
        {"rule": "target", "target": "b"}, [{"a": 5, "b": 10}, {"a": 5, "b": None}], missing="zero"
    ) == [50, 0]


def test_cases_compare_the_units_of_the_case(scored):
    """Each yardstick looks at the units for which it holds; without any there is no score."""
    rule = {
        "rule": "cases",
        "cases": [
            {"when": "b = 1", "score": {"rule": "min_max"}},
            {"when": "b = 2", "score": {"rule": "linear", "base": 0, "full": 10}},
        ],
    }
    rows = [{"a": 1, "b": 1}, {"a": 3, "b": 1}, {"a": 4, "b": 2}, {"a": 4, "b": 3}]
    assert scored(rule, rows, missing="redistribute") == [0, 100, 40, None]


def test_within_groups(scored):
    """Only units of the same word are compared."""
    rows = [{"a": 1, "kind": "x"}, {"a": 2, "kind": "x"}, {"a": 10, "kind": "y"}, {"a": 30, "kind": "y"}]
    kinds = [{"code": "kind", "name": "kind"}]
    assert scored({"rule": "min_max", "within": "kind"}, rows, attributes=kinds) == [0, 100, 0, 100]


def test_pooled_periods_share_one_yardstick(small, run):
    """Min–max over both years, or over each year alone."""
    rows = [
        {"unit": u, "period": p, "a": v}
        for u, p, v in [("u", "2023", 0), ("v", "2023", 5), ("u", "2024", 5), ("v", "2024", 10)]
    ]
    for window, expected in (("pooled", [0, 50, 50, 100]), ("period", [0, 100, 0, 100])):
        scheme = small(
            [{"code": "i", "name": "i", "formula": "a", "score": {"rule": "min_max", "window": window}}]
        )
        assert run(scheme, rows).indicators["score"].to_list() == expected


def test_no_difference_between_units_is_told(small, run):
    """Min–max of equal values has no score: the weight goes to the others, with a warning and a flag."""
    scheme = small(
        [
            {"code": "i", "name": "i", "formula": "a", "score": {"rule": "min_max"}},
            {"code": "j", "name": "j", "formula": "b"},
        ],
        defaults={"missing": "redistribute"},
    )
    evaluation = run(scheme, [{"a": 1, "b": 10}, {"a": 1, "b": 20}])
    assert evaluation.totals["total"].to_list() == [10, 20]
    assert evaluation.indicators["flags"].to_list()[:2] == ["redistributed unscored"] * 2
    assert any("no difference" in str(problem) for problem in evaluation.warnings)


def test_missing_policies(small, run):
    """zero, redistribute, mean, group median, stop; each is flagged."""

    def one(policy):
        scheme = small(
            [
                {"code": "i", "name": "i", "formula": "a", "missing": policy},
                {"code": "j", "name": "j", "formula": "b"},
            ],
            attributes=[{"code": "kind", "name": "kind"}],
        )
        rows = [
            {"a": 1, "b": 4, "kind": "x"},
            {"a": 7, "b": 4, "kind": "y"},
            {"a": None, "b": 4, "kind": "x"},
        ]
        evaluation = run(scheme, rows)
        return evaluation.totals["total"][2], evaluation.indicators["flags"][2]

    assert one("zero") == (2, "missing")
    assert one("redistribute") == (4, "missing redistributed")
    assert one("mean") == (4, "missing imputed")
    assert one({"policy": "group_median", "group": "kind"}) == (2.5, "missing imputed")
    with pytest.raises(DataError, match="allows none to be missing") as caught:
        one("stop")
    assert caught.value.errors[0].unit == "u002"


def test_screening(small, run):
    """Units with too little data are left out of scores, ranks and comparisons, or only marked."""
    indicators = [{"code": f"i{c}", "name": c, "formula": c, "score": {"rule": "min_max"}} for c in "ab"]
    rows = [{"a": 1, "b": 1}, {"a": 3, "b": 3}, {"a": 100, "b": None}]
    out = run(small(indicators, screening={"minimum": 0.6}), rows).totals
    assert out["screened"].to_list() == [False, False, True]
    assert out["total"].to_list() == [0, 100, None]
    marked = run(small(indicators, screening={"minimum": 0.6, "action": "flag"}), rows).totals
    assert marked["screened"].to_list() == [False, False, True]
    assert marked["total"][2] == 50


def test_a_branch_turned_over(small, run):
    """Direction −1 of a branch: 100 − its score, and contributions still add up."""
    risk = {
        "code": "R",
        "name": "R",
        "direction": -1,
        "children": [{"code": "i", "name": "i", "formula": "a"}, {"code": "j", "name": "j", "formula": "b"}],
    }
    evaluation = run(small([risk, {"code": "k", "name": "k", "formula": "c"}]), [{"a": 20, "b": 40, "c": 50}])
    assert evaluation.totals["total"][0] == pytest.approx(60)
    assert evaluation.indicators["contribution"].to_list() == pytest.approx([20, 15, 25])


def test_copeland_against_every_pair(small, run):
    """Wins − losses by the rule of COINr's outranking matrix, on random figures."""
    import numpy as np

    values = np.random.default_rng(3).integers(0, 5, (12, 3)).astype(float)
    weights = np.array([0.5, 0.3, 0.2])
    indicators = [
        {"code": f"i{c}", "name": c, "formula": c, "weight": w}
        for c, w in zip("abc", weights.tolist(), strict=True)
    ]
    evaluation = run(
        small(indicators, aggregation="copeland"),
        [dict(zip("abc", row, strict=True)) for row in values.tolist()],
    )
    expected = []
    for one in values:
        outranking = [(weights * ((one > other) + 0.5 * (one == other))).sum() for other in values]
        expected.append(
            sum((share > 0.5 + 1e-12) - (share < 0.5 - 1e-12) for share in map(float, outranking))
        )
    assert evaluation.totals["total"].to_list() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ({"steps": [{"at": 29, "points": 1}]}, 100),
        ({"compare": ">", "steps": [{"at": 29, "points": 1}]}, 0),
        ({"compare": "<=", "steps": [{"at": 29, "points": 1}]}, 100),
        ({"compare": "<", "steps": [{"at": 29, "points": 1}]}, 0),
        ({"steps": [{"to": 29, "points": 0}, {"from": 29, "points": 1}]}, 100),
    ],
)
@pytest.mark.parametrize("beside", [100 * 0.29, 29.0, 29.000000000000004])
def test_a_threshold_is_reached_in_spite_of_binary_fractions(scored, rule, score, beside):
    """100 × 0.29 is 29 on paper and 28.999999999999996 in binary; 28.9999 is neither."""
    assert 100 * 0.29 != 29.0
    assert scored({"rule": "steps", "of": 1, **rule}, [beside]) == [score]
    below = 100.0 if rule.get("compare", "").startswith("<") else 0.0
    assert scored({"rule": "steps", "of": 1, **rule}, [28.9999]) == [below]


def test_the_floor_of_a_target_is_reached_in_spite_of_binary_fractions(scored):
    """0.3 of the target where the data say 0.1 + 0.2 − a binary fraction."""
    assert 0.57 * 100 < 57
    rule = {"rule": "target", "target": 100, "floor": 0.57}
    assert scored(rule, [0.57 * 100, 56.99]) == pytest.approx([57, 0])
