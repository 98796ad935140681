"""The explanation says every rule with its numbers, in both languages."""

import re

import pytest

from keqiao.engine.documents import markdown
from keqiao.engine.schemes import explain_scheme, load_scheme, packaged
from keqiao.engine.schemes.explaining.weights import points_of


def text(source, language):
    return markdown(explain_scheme(load_scheme(source), language))


def test_weights_of_the_profiles_are_those_of_the_conventions():
    scheme = load_scheme("three_pillar")
    expected = {
        "研发型": (45, 30, 25),
        "孵化转化型": (25, 45, 30),
        "产业服务型": (25, 30, 45),
        "综合型": (35, 35, 30),
    }
    for word, weights in scheme.profiles.weights.items():
        points = points_of(scheme, weights)
        assert (points["A"], points["B"], points["C"]) == pytest.approx(expected[word])
        assert sum(points[leaf.code] for leaf in scheme.leaves()) == pytest.approx(100)
    # 6 of 35 points, carried over to 45: the written proportions hold below a replaced branch.
    assert points_of(scheme, scheme.profiles.weights["研发型"])["A1"] == pytest.approx(45 * 6 / 35)


@pytest.mark.parametrize("code", sorted(packaged()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_is_named(code, language):
    scheme = load_scheme(code)
    said = text(code, language)
    for part in (
        *scheme.walk(),
        *scheme.measures,
        *scheme.parameters,
        *scheme.adjustments,
        *scheme.vetoes,
        *scheme.grades,
    ):
        assert part.name.in_language(language) in said
    assert "{" not in said
    assert "None" not in said


def test_english_has_no_chinese_but_units_and_words_of_attributes():
    said = text("ningbo_engineering_centre", "en")
    assert set(re.findall(r"[\u4e00-\u9fff]+", said)) <= {"一般", "较好"}


def test_sentences_with_numbers():
    said = text("enterprise_technology_centre", "en")
    assert "0 at ≤ 0; 60 % of the points at 10 × 10k yuan per person; full marks from 30 × 10k yuan" in said
    assert "R&D spend above" not in said
    assert "100 × R&D spend ÷ Main business revenue × Industry coefficient" in said
    assert "达到 10 万元/人 得 60 % 的分值" in text("enterprise_technology_centre", "zh")
    ningbo = text("ningbo_engineering_centre", "en")
    assert (
        "from 3000 × 10k yuan on: 2 points; from 5000 × 10k yuan on: 3 points; "
        "from 10000 × 10k yuan on: 5 points; otherwise 0." in ningbo
    )
    assert "where Sales of last year < 10000:" in ningbo
    pillar = text("three_pillar", "en")
    assert "Values above 70 % count as 70 %." in pillar
    assert "from 85 points on, at most 30 % of the units (rounded down)" in pillar
    assert "All bonuses together at most 5." in pillar


def test_rules_of_every_kind_are_said(small):
    rules = {
        "{rule: none}": "the value itself is the score",
        "{rule: rank, within: kind}": "only units of the same Kind are compared",
        "{rule: z_score, window: pooled}": "all periods are compared together",
        "{rule: percentile}": "the share of units that it leaves behind, from 0 to 100",
        "{rule: distance, to: value, value: 50}": "closeness to 50 × 10k yuan per person, from 0 to 100",
        "{rule: piecewise, knots: [[0, 0], [50, 10]]}": (
            "0 points at 0 × 10k yuan per person; 10 points at 50 × 10k yuan per person"
        ),
        "{rule: rating, of: 5, minimum: 1}": "rated from 1 to 5",
        "{rule: formula, points: 'LEAST(9, x / x_max * 5)'}": "the smallest of (9, the value ÷ the highest value × 5)",
        "{rule: target, target: 20, floor: 0.5}": "0 points below 50 % of the target",
        "{rule: linear, base: 20, full: 5}": (
            "0 points at 20 × 10k yuan per person or more, full marks at 5 × 10k yuan per person or less"
        ),
    }
    for rule, words in rules.items():
        scheme = load_scheme(small.replace("{rule: min_max}", rule))
        assert words in markdown(explain_scheme(scheme, "en")), rule
        assert markdown(explain_scheme(scheme, "zh"))


PANEL = """\
scheme: 1
code: panel
version: "1"
name: {zh: 专家评审, en: Panel}
LIMITS
measures:
  - code: level
    name: {zh: 水平, en: Level}
    unit: 分
    type: rating
    levels: {优: 95, 差: 50}
    raters: {trim: 1, minimum: 3}
defaults: {levels: {1: geometric}}
indicators:
  - {code: i, name: {zh: 水平, en: Level}, unit: 分, weight: 100, formula: level, score: {rule: rating, of: 100}}
"""


@pytest.mark.parametrize(
    ("limits", "zh", "en"),
    [
        ("minimum: 0", "加减分后总分不低于 0 分。", "at least 0 points"),
        ("maximum: 105", "加减分后总分不高于 105 分。", "at most 105 points"),
        ("minimum: 0\nmaximum: 105", "加减分后总分限于 0 至 105。", "between 0 and 105"),
    ],
)
def test_limits_of_the_total(limits, zh, en):
    assert zh in text(PANEL.replace("LIMITS", limits), "zh")
    assert en in text(PANEL.replace("LIMITS", limits), "en")
    assert "∞" not in text(PANEL.replace("LIMITS", limits), "zh")


def test_how_experts_are_combined_and_what_the_defaults_say():
    """A reader must know what becomes of the ratings, and by which mean the parts are joined."""
    said = text(PANEL.replace("LIMITS", "minimum: 0"), "zh")
    assert "优 95, 差 50" in said
    assert "去掉 1 个最高分和 1 个最低分后取平均" in said
    assert "评分不足 3 个的按缺值处理" in said
    assert "几何平均" in said
