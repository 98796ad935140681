"""Any text is a rule or is refused with a place; names, units of words, conditions said in words."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.rules import LONGEST, RuleRefused, ready, spoken, words_of
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind, label, names, value_text, word

CODES = ("market_income", "rd_headcount", "last_word")
MEASURES = {
    "market_income": Measure(
        code="market_income", name="市场化收入", name_en="Market income", value_type="money"
    ),
    "rd_headcount": Measure(
        code="rd_headcount", name="研发人员数", name_en="R&D staff", unit="人", unit_en="persons"
    ),
}
PIECES = [
    "market_income",
    "last_market_income",
    "unusual_rd_headcount",
    "gone",
    "1",
    "0.5",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "<=",
    ">",
    "=",
    "<>",
    "AND",
    "OR",
    "NOT",
    "BETWEEN",
    "IS",
    "NULL",
    "IN",
    "ABS",
    "COALESCE",
    ",",
    "'x'",
    '"',
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "SELECT",
    ";",
    "--",
    "\0",
    "≤",
    "（",
    "\n",
]


def judged(text: str) -> None:
    try:
        rule = ready(text, CODES)
    except RuleRefused as error:
        refusal = error.refusal
        lines = text.split("\n")
        assert 1 <= refusal.line <= len(lines)
        assert 1 <= refusal.column <= len(lines[refusal.line - 1]) + 1
        assert refusal.problem
        assert "^" in refusal.caret
    else:
        assert rule.kind == "boolean"
        assert words_of(rule, CODES)
        assert spoken(rule, MEASURES)


@given(st.text(max_size=200))
def test_any_text_is_a_rule_or_refused_with_a_place(text):
    judged(text)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_any_row_of_words_is_a_rule_or_refused_with_a_place(text):
    judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "1+" * 498 + "1 > 2",
        "(" * 500,
        "NOT " * 240 + "market_income > 1",
        "a" * (LONGEST + 1),
        "-" * 900 + "1",
        "market_income > " + "9" * 400,
        " AND ".join(["market_income > 1"] * 45),
        "",
        " ",
        "\ud800",
    ],
)
def test_monstrous_texts_are_answered(text):
    judged(text)


@pytest.mark.parametrize(
    "text",
    [
        "market_income",
        "market_income + 1",
        "1 = 1",
        "TRUE",
        "market_income = 'much'",
        "gone > 1",
        "last_gone > 1",
    ],
)
def test_what_is_no_condition_over_figures_is_refused(text):
    with pytest.raises(RuleRefused):
        ready(text, CODES)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_refusals_speak_the_readers_language(language):
    with translation.override(language):
        with pytest.raises(RuleRefused) as raised:
            ready("market_income > zzz", CODES)
        said = raised.value.messages[0]
        assert ("请从指标列表中选择" in said) == (language == "zh-hans")
        assert ("Choose it from the list" in said) == (language == "en")
        assert "measures`" not in said


def test_a_name_is_a_measure_first_and_then_a_prefix():
    assert word("last_word", CODES) == RuleWord("last_word", WordKind.NOW)
    assert word("last_last_word", CODES) == RuleWord("last_word", WordKind.LAST)
    assert word("year_ago_rd_headcount", CODES) == RuleWord("rd_headcount", WordKind.YEAR_AGO)
    assert word("word", CODES) is None
    assert len(names(CODES)) == 5 * len(CODES)
    assert all(word(name, CODES).name == name for name in names(CODES))


def test_a_rule_is_said_in_the_names_of_its_figures():
    rule = ready("change_market_income BETWEEN -0.3 AND 0.3 OR last_rd_headcount <= 20", CODES)
    with translation.override("zh-hans"):
        assert spoken(rule, MEASURES) == (
            "市场化收入（较上期增减） BETWEEN -0.3 AND 0.3 OR 研发人员数（上期） ≤ 20"
        )
    with translation.override("en"):
        assert label(RuleWord("rd_headcount", WordKind.YEAR_AGO), MEASURES) == "R&D staff (year before)"


def test_figures_are_shown_with_their_unit():
    with translation.override("zh-hans"):
        assert (
            value_text(RuleWord("market_income", WordKind.NOW), Decimal("120.5"), MEASURES) == "120.50 万元"
        )
        assert (
            value_text(RuleWord("market_income", WordKind.NOW), Decimal("120.5001"), MEASURES)
            == "120.5001 万元"
        )
        assert value_text(RuleWord("rd_headcount", WordKind.LAST), Decimal(12), MEASURES) == "12 人"
        assert value_text(RuleWord("rd_headcount", WordKind.CHANGE), Decimal("0.305"), MEASURES) == "+30.5%"
        assert value_text(RuleWord("rd_headcount", WordKind.CHANGE), Decimal("-0.305"), MEASURES) == "-30.5%"
        assert value_text(RuleWord("rd_headcount", WordKind.NOW), None, MEASURES) == "—"
