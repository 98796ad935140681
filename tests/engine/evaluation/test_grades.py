"""Ranks, grades, quotas, vetoes and what follows from two periods running."""

import pytest

GRADES = [
    {"code": "top", "name": "top", "at": 85, "quota": {"share": 0.3}},
    {"code": "good", "name": "good", "at": 75},
    {"code": "pass", "name": "pass", "at": 60},
    {"code": "fail", "name": "fail"},
]


@pytest.fixture
def graded(small, run):
    """Grades of units whose total is the measure a."""

    def go(points, **more):
        grades = more.pop("grades", GRADES)
        rows = [point if isinstance(point, dict) else {"a": point} for point in points]
        evaluation = run(small([{"code": "i", "name": "i", "formula": "a"}], grades=grades, **more), rows)
        return evaluation.totals

    return go


def test_thresholds(graded):
    """A threshold is reached exactly at it."""
    found = graded([84.99, 75, 74.99, 60, 59.99, 0], grades=[{**GRADES[0], "quota": None}, *GRADES[1:]])
    assert found["grade"].to_list() == ["good", "good", "pass", "pass", "fail", "fail"]


def test_rounding_half_up_before_ranks_and_grades(graded):
    """84.995 is 85.00 on paper, though its double lies below, and shares the rank of 85."""
    found = graded(
        [84.995, 85, 80, 1], ranking={"decimals": 2}, grades=[{**GRADES[0], "quota": None}, *GRADES[1:]]
    )
    assert found["total"].to_list() == [85.0, 85.0, 80.0, 1.0]
    assert found["rank"].to_list() == [1, 1, 3, 4]
    assert found["grade"].to_list()[:2] == ["top", "top"]
    assert found["rounding"].to_list() == pytest.approx([0.005, 0, 0, 0])


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("upper", ["top", "top", "top", "good"]), ("lower", ["top", "good", "good", "good"])],
)
def test_a_tie_across_the_edge_of_the_quota(graded, ties, expected):
    """Two places for 90, 88, 88: all of the tied or none."""
    grades = [{**GRADES[0], "quota": {"count": 2, "ties": ties}}, *GRADES[1:]]
    assert graded([90, 88, 88, 86], grades=grades)["grade"].to_list() == expected


def test_quota_within_groups(graded):
    """A place for each group."""
    grades = [{**GRADES[0], "quota": {"count": 1, "within": "kind"}}, *GRADES[1:]]
    rows = [{"a": 90, "kind": "x"}, {"a": 95, "kind": "x"}, {"a": 86, "kind": "y"}]
    found = graded(
        rows, grades=grades, attributes=[{"code": "kind", "name": "kind"}], ranking={"within": "kind"}
    )
    assert found["grade"].to_list() == ["good", "top", "top"]
    assert found["rank_in_group"].to_list() == [2, 1, 1]


def test_a_condition_on_nodes_beside_the_threshold(graded):
    """Conditions read the total, the scores of nodes and measures; one that cannot be told is not met."""
    grades = [{"code": "top", "name": "top", "at": 85, "when": "i >= 90 AND b > 0"}, *GRADES[1:]]
    rows = [{"a": 95, "b": 1}, {"a": 95, "b": 0}, {"a": 95, "b": None}, {"a": 86, "b": 1}]
    assert graded(rows, grades=grades)["grade"].to_list() == ["top", "good", "good", "good"]


@pytest.mark.parametrize(
    ("veto", "expected"),
    [
        ({}, ("fail", 95)),
        ({"grade": "pass"}, ("pass", 95)),
        ({"demote": 1}, ("good", 95)),
        ({"demote": 9}, ("fail", 95)),
        ({"grade": "fail", "maximum": 59}, ("fail", 59)),
    ],
)
def test_vetoes(graded, veto, expected):
    """The lowest grade, a grade, so many grades down, at most so many points; the veto is named."""
    found = graded(
        [{"a": 95, "b": 1}, {"a": 90, "b": 0}, {"a": 1, "b": 0}, {"a": 1, "b": 0}],
        vetoes=[{"code": "v", "name": "v", "when": "b = 1", **veto}],
    ).row(0, named=True)
    assert (found["grade"], found["total"], found["veto"]) == (*expected, "v")


def test_a_vetoed_unit_takes_no_place_of_the_quota(graded):
    """One place of four: it goes to the next."""
    found = graded(
        [{"a": 95, "b": 1}, {"a": 90, "b": 0}, {"a": 1, "b": 0}, {"a": 1, "b": 0}],
        vetoes=[{"code": "v", "name": "v", "when": "b = 1"}],
    )
    assert found["grade"].to_list() == ["fail", "top", "fail", "fail"]


def test_bounds_bonus_and_deduction_add_up(graded):
    """Caps of each, of all, and of the total, each with its line."""
    found = graded(
        [{"a": 99, "b": 3, "c": 0}, {"a": 50, "b": 0, "c": 4}],
        adjustments=[
            {"code": "plus", "name": "plus", "kind": "bonus", "points": "2 * b", "maximum": 5},
            {"code": "minus", "name": "minus", "kind": "deduction", "points": "c"},
        ],
        adjustment_limits={"bonus": 4, "deduction": 3},
        maximum=100,
    )
    assert found["adjustment"].to_list() == pytest.approx([1, -3])
    assert found["total"].to_list() == pytest.approx([100, 47])


def test_consecutive_periods_and_earlier_figures(small, run):
    """Failing twice running has an outcome; a gap of a year breaks the row; growth reads the year before."""
    scheme = small(
        [{"code": "i", "name": "i", "formula": "a"}],
        measures=[
            {"code": "a", "name": "a"},
            {"code": "before", "name": "before", "previous_of": {"measure": "a"}},
            {"code": "growth", "name": "growth", "formula": "a - before"},
        ],
        adjustments=[{"code": "g", "name": "g", "kind": "bonus", "points": "growth", "minimum": 0}],
        grades=[{"code": "pass", "name": "pass", "at": 60}, {"code": "fail", "name": "fail"}],
        consecutive=[{"grade": "fail", "periods": 2, "outcome": {"zh": "约谈", "en": "Interview"}}],
    )
    rows = [
        {"unit": unit, "period": period, "a": points}
        for unit, period, points in [
            ("u", "2022", 50),
            ("u", "2023", 40),
            ("u", "2024", 70),
            ("v", "2022", 10),
            ("v", "2024", 20),
        ]
    ]
    evaluation = run(scheme, rows)
    assert evaluation.outcomes.select("unit", "period", "outcome").rows() == [("u", "2023", "约谈")]
    growth = {
        (unit, period): points
        for unit, period, points in evaluation.adjustments.select("unit", "period", "points").iter_rows()
    }
    assert growth == {("u", "2024"): 30}
    only = run(scheme, rows, periods=["2024"])
    assert only.totals.filter(unit="u")["total"].to_list() == [100]


def test_a_grade_is_reached_in_spite_of_binary_fractions(graded):
    """A total that is 85 on paper is 85, and shares rank, grade and the last place of a quota with 85."""
    beside = 84.99999999999999
    assert beside != 85.0
    found = graded([beside, 85, 84.9999], grades=[{**GRADES[0], "quota": {"count": 1}}, *GRADES[1:]])
    assert found["grade"].to_list() == ["top", "top", "good"]
    assert found["rank"].to_list() == [1, 1, 3]


def test_a_quota_without_a_place_is_told(small, run):
    """30 % of 3 units, rounded down, are none: nobody holds the grade, and the result says so."""
    scheme = small([{"code": "i", "name": "i", "formula": "a"}], grades=GRADES)
    evaluation = run(scheme, [{"a": 95}, {"a": 90}, {"a": 10}])
    assert evaluation.totals["grade"].to_list() == ["good", "good", "fail"]
    assert [str(w.in_language("en")) for w in evaluation.warnings if "quota" in w.in_language("en")] == [
        "2024: The quota of top leaves no place among 3 units."
    ]


def test_a_grade_without_an_english_name_is_shown_by_its_chinese_one(small, run):
    """An English workbook never shows an empty grade."""
    grades = [
        {"code": "top", "name": "优秀", "at": 85},
        {"code": "fail", "name": {"zh": "不合格", "en": "Fail"}},
    ]
    scheme = small([{"code": "i", "name": "i", "formula": "a"}], grades=grades)
    assert run(scheme, [{"a": 90}, {"a": 1}]).totals["grade_name_en"].to_list() == ["优秀", "Fail"]
