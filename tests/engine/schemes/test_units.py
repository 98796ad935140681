"""Units of practice and the units of formulas."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.expressions import parse
from keqiao.engine.schemes.units import Mismatch, derived, unit_of

UNITS = {
    "yuan": "元",
    "wan": "万元",
    "yi": "亿元",
    "people": "人",
    "fte": "人年",
    "months": "人月",
    "patents": "件",
    "firms": "家",
    "area": "平方米",
    "ratio": "倍",
    "percent": "%",
    "unknown": "",
}


def unit(formula):
    return derived(parse(formula, UNITS).tree, lambda name: unit_of(UNITS[name]))


def fits(formula, word):
    found, wanted = unit(formula), unit_of(word)
    same = found.dimensions == wanted.dimensions
    return same and any(math.isclose(a, b) for a in found.scales for b in wanted.scales)


@pytest.mark.parametrize(
    ("left", "right", "ratio"),
    [
        ("万元", "元", 1e4),
        ("亿元", "万元", 1e4),
        ("千元", "元", 1e3),
        ("百万元", "元", 1e6),
        ("万人", "人", 1e4),
        ("人年", "人月", 12),
        ("件/人年", "件/百人年", 100),
        ("倍", "%", 100),
        ("万元/人", "元/人", 1e4),
        ("万平方米", "平方米", 1e4),
        ("‰", "%", 0.1),
    ],
)
def test_scales_of_words(left, right, ratio):
    one, other = unit_of(left), unit_of(right)
    assert one.dimensions == other.dimensions
    assert min(one.scales) / min(other.scales) == pytest.approx(ratio)


@pytest.mark.parametrize(
    ("formula", "word"),
    [
        ("100 * people / NULLIF(people, 0)", "%"),
        ("100 * patents / fte", "件/百人年"),
        ("wan / people", "万元/人"),
        ("yuan / 10000", "万元"),
        ("10000 * wan / people", "元/人"),
        ("yuan / 10000 + wan", "万元"),
        ("(wan - wan) / wan", "倍"),
        ("COALESCE(wan, 0)", "万元"),
        ("LEAST(wan, 500)", "万元"),
        ("CASE WHEN people > 5 THEN wan ELSE 0 END", "万元"),
        ("patents + FLOOR(patents / 4)", "件"),
        ("SQRT(wan * wan)", "万元"),
        ("wan / area", "万元/平方米"),
        ("ROUND(ABS(-wan), 2)", "万元"),
    ],
)
def test_units_of_formulas(formula, word):
    assert fits(formula, word)


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("yuan + wan", "scale"),
        ("wan - yi", "scale"),
        ("wan > yuan", "scale"),
        ("LEAST(wan, yuan)", "scale"),
        ("CASE WHEN people > 1 THEN wan ELSE yuan END", "scale"),
        ("fte + months", "scale"),
        ("0.4 * yuan + wan", "scale"),
        ("patents + wan", "dimension"),
        ("wan + wan / people", "dimension"),
        ("people < wan", "dimension"),
    ],
)
def test_what_does_not_fit(formula, kind):
    with pytest.raises(Mismatch) as caught:
        unit(formula)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    "formula", ["patents + firms", "2 * patents + 0.01 * wan", "unknown + wan", "unknown * 2", "3"]
)
def test_what_cannot_be_told_is_left_alone(formula):
    assert unit(formula) is None


@given(st.text(max_size=12))
def test_any_word_is_a_unit_or_none(word):
    found = unit_of(word)
    assert found is None or found.in_words()
