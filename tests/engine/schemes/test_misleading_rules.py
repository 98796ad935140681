"""What a scheme says and does not mean: points without a cap, a loss over a loss, points where scores stand."""

import polars as pl
import pytest

from keqiao.engine.documents import markdown
from keqiao.engine.evaluation import Panel, evaluate
from keqiao.engine.schemes import explain_scheme, load_scheme, read_scheme

HEAD = """
scheme: 1
code: s
version: "1"
name: {zh: 试验, en: Trial}
defaults: {missing: zero}
measures:
  - {code: np, name: {zh: 新产品利润, en: New}, unit: 万元, type: money, minimum: -100000}
  - {code: profit, name: {zh: 利润总额, en: Profit}, unit: 万元, type: money, minimum: -100000}
  - {code: seats, name: {zh: 工位数, en: Seats}, unit: 个, type: count}
  - {code: rooms, name: {zh: 房间数, en: Rooms}, unit: 个, type: count, maximum: 100}
"""
GRADED = """indicators:
  - {code: innovation, name: {zh: 创新能力, en: Innovation}, weight: 40, children: [
      {code: a, name: {zh: 工位, en: Seats}, unit: 个, weight: 40, formula: seats, score: SCORE}]}
  - {code: rest, name: {zh: 其他, en: Rest}, unit: 个, weight: 60, formula: rooms, score: SCORE}
grades:
  - {code: listed, name: {zh: 公告, en: Listed}, when: "WHEN"}
  - {code: other, name: {zh: 未公告, en: Other}}
""".replace("SCORE", "{rule: linear, base: 0, full: 10}")


def one(formula, score="{rule: linear, base: 0, full: 100}", unit="'%'"):
    return (
        HEAD + f"indicators:\n  - {{code: i, name: {{zh: 指标, en: I}}, unit: {unit}, weight: 100, "
        f'formula: "{formula}", score: {score}}}\n'
    )


def findings(text):
    return {finding.check: finding for finding in read_scheme(text.encode(), "s.yaml").findings}


def result(text, **figures):
    scheme = load_scheme(text.encode())
    names = ["unit", "period", *figures]
    rows = [("u", "2023", *figures.values())]
    return evaluate(scheme, Panel.from_frame(scheme, pl.DataFrame(rows, schema=names, orient="row")))


@pytest.mark.parametrize(
    ("points", "warned"),
    [
        ("x", True),
        ("2 * x", True),
        ("x - 5", True),
        ("LEAST(100, x)", False),
        ("LEAST(100, GREATEST(0, x - 5))", False),
        ("CASE WHEN x > 5 THEN 100 ELSE 50 END", False),
        ("CASE WHEN x > 5 THEN 120 ELSE 50 END", True),
        ("60 + 40 * (x - x_min) / NULLIF(x_max - x_min, 0)", False),
        ("rooms", False),
        ("rooms + 1", True),
    ],
)
def test_points_by_formula_are_held_and_that_is_told(points, warned):
    text = one("seats", f'{{rule: formula, of: 100, points: "{points}"}}', unit="个")
    assert ("yardstick.formula" in findings(text)) is warned
    held = result(text, seats=500, rooms=50, np=0, profit=0)
    assert 0 <= (held.totals["total"][0] or 0) <= 100


@pytest.mark.parametrize(("seats", "total", "told"), [(500, 100, True), (50, 50, False), (100, 100, False)])
def test_an_excess_is_told_with_the_result(seats, total, told):
    held = result(
        one("seats", '{rule: formula, of: 100, points: "x"}', unit="个"), seats=seats, rooms=1, np=0, profit=0
    )
    assert held.totals["total"][0] == total
    assert any("held to it" in str(warning) for warning in held.warnings) is told
    assert (
        result(
            one("seats", '{rule: formula, of: 100, points: "x - 600"}', unit="个"),
            seats=5,
            rooms=1,
            np=0,
            profit=0,
        ).totals["total"][0]
        == 0
    )


@pytest.mark.parametrize(
    ("formula", "warned"),
    [
        ("100 * np / NULLIF(profit, 0)", True),
        ("100 * np / NULLIF(profit - np, 0)", True),
        ("100 * seats / NULLIF(seats - rooms, 0)", True),
        ("CASE WHEN profit > 0 THEN 100 * np / profit ELSE 0 END", False),
        ("CASE WHEN profit > 0 THEN 100 * np / NULLIF(profit, 0) ELSE 0 END", False),
        ("100 * np / NULLIF(seats, 0)", False),
        ("100 * np / NULLIF(GREATEST(profit, 1), 0)", False),
    ],
)
def test_a_denominator_that_may_be_negative_is_warned_of(formula, warned):
    assert ("division.negative" in findings(one(formula))) is warned


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("100 * np / NULLIF(profit, 0)", True),
        ("CASE WHEN profit > 0 THEN 100 * np / profit ELSE 0 END", False),
        ("1 + CASE WHEN profit > 0 THEN 100 * np / profit ELSE 0 END", False),
        ("100 * np / NULLIF(seats, 0)", False),
        ("100 * np / NULLIF(seats - rooms, 0)", True),
    ],
)
def test_a_ratio_of_two_losses_is_told_with_the_result(formula, told):
    warnings = result(one(formula), np=-100, profit=-500, seats=3, rooms=5).warnings
    assert any("loss over a loss" in str(warning) for warning in warnings) is told


@pytest.mark.parametrize(
    ("when", "warned"),
    [
        ("innovation >= 20", True),
        ("innovation >= 40", True),
        ("innovation BETWEEN 20 AND 40", True),
        ("innovation >= 50", False),
        ("total >= 20", False),
        ("innovation >= 100 * 0.2", False),
        ("seats >= 20", False),
    ],
)
def test_thresholds_that_look_like_points_are_warned_of(when, warned):
    found = findings(HEAD + GRADED.replace("WHEN", when)).get("grades.scale")
    assert (found is not None) is warned


def test_the_explanation_says_scale_brackets_and_whom_the_top_grade_takes():
    text = HEAD + GRADED.replace("WHEN", "(total >= 60 AND innovation >= 50) OR seats >= 9")
    for language, words in {
        "zh": ["创新能力得分（百分制） ≥ 50", "（总分", "公告：须满足("],
        "en": ["the score of Innovation (0–100) ≥ 50", "(the total ≥ 60 and", "Listed: units with ("],
    }.items():
        said = markdown(explain_scheme(load_scheme(text.encode()), language))
        for part in words:
            assert part.replace("（总分", "(总分") in said, part


def test_base_and_full_at_one_figure_and_points_beyond_the_total():
    """Each with a way out that helps."""
    same = findings(one("seats", "{rule: base_full, base: 0, full: 0}", unit="个"))["yardstick.base_full"]
    assert "steps" in str(same.remedy)
    more = findings(HEAD + GRADED.replace("weight: 60", "weight: 65").replace("WHEN", "total > 0"))[
        "weights.sum"
    ]
    assert "total: 105" in str(more.remedy)


def test_chinese_messages_name_measures():
    """营业收入, not revenue alone."""
    scheme = load_scheme(one("seats", unit="个").encode())
    panel = Panel.from_frame(scheme, pl.DataFrame({"unit": ["u"], "period": ["2023"], "seats": [1]}))
    told = " ".join(problem.in_language("zh") for problem in panel.problems)
    assert "新产品利润（np）" in told and "利润总额（profit）" in told


def twice(first, second):
    score = "score: {rule: linear, base: 0, full: 9}"
    lines = [
        f"  - {{code: i{at}, name: {{zh: 指标{at}, en: I{at}}}, weight: 50, unit: '%', {formula}, {score}}}"
        for at, formula in enumerate((first, second))
    ]
    return HEAD + "indicators:\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("100 * seats / NULLIF(rooms, 0)", "seats / NULLIF(rooms, 0) * 100", True),
        ("100 * seats / NULLIF(rooms, 0)", "(100 * seats) / rooms", True),
        ("100 * seats / NULLIF(rooms, 0)", "seats", False),
        ("100 * (seats + rooms) / NULLIF(rooms, 0)", "100 * (rooms + seats) / NULLIF(rooms, 0)", True),
        ("seats + rooms / 2", "seats + rooms", False),
        ("seats - rooms", "rooms - seats", False),
        ("IF(seats > 1 AND rooms > 2, seats, 0)", "IF(rooms > 2 AND seats > 1, seats, 0)", True),
        ("CASE WHEN seats > 1 THEN seats ELSE 0 END", "CASE WHEN seats > 2 THEN seats ELSE 0 END", False),
        ("ROUND(seats, 1)", "ROUND(seats, 2)", False),
        ("+".join(["seats"] * 300), "+".join(["seats"] * 300), True),
    ],
)  # fmt: skip
def test_two_indicators_that_read_the_same_however_it_is_written(first, second, same):
    found = findings(twice(f'formula: "{first}"', f'formula: "{second}"'))
    assert ("formula.repeated" in found) == same


def test_a_denominator_of_its_own_is_a_division():
    found = findings(
        twice('formula: "100 * seats", denominator: rooms', 'formula: "100 * seats / NULLIF(rooms, 0)"')
    )
    assert "formula.repeated" in found


@pytest.mark.parametrize(
    ("measure", "told"),
    [("", True), (", maximum: 20", False), (", levels: {一般: 3, 较好: 5}", False), (", maximum: 40", True)],
)
def test_a_rating_that_may_be_above_its_points_is_noticed(measure, told):
    rating = f"  - {{code: q, name: {{zh: 专家分, en: Q}}, unit: 分, type: rating{measure}}}\nindicators:"
    text = one("q", "{rule: points, of: 20}", "分").replace("indicators:", rating)
    found = findings(text)
    assert ("yardstick.rating_limit" in found) == told
    if told:
        assert "专家分" in found["yardstick.rating_limit"].in_language("zh")
