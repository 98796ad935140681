"""What the language refuses, where it points and what it advises."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.expressions import Expression, ExpressionError, parse

NAMES = ("a", "b", "rd_staff", "研发人员数", "industry")


def refused(text, names=NAMES):
    with pytest.raises(ExpressionError) as caught:
        parse(text, names)
    return caught.value


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("", 1, "empty"),
        ("a +", 4, "a value is expected"),
        ("(a", 1, "not closed"),
        ("a)", 2, "operator is expected"),
        ("a b", 3, "operator is expected"),
        ("a, b", 2, "operator is expected"),
        ("a; b", 2, "“;”"),
        ("*", 1, "value is expected"),
        ("COUNT(*)", 1, "COUNT over several units"),
        ("1 + SUM(a)", 5, "SUM over several units"),
        ("MAX(a, b)", 1, "MAX over several units"),
        ("RANK() OVER (ORDER BY a)", 14, "ORDER BY"),
        ("LAG(a)", 1, "window functions"),
        ("ABS(a) OVER (b)", 8, "window functions"),
        ("(SELECT a)", 2, "sub-queries"),
        ("a IN (SELECT b)", 7, "sub-queries"),
        ("EXISTS (SELECT 1)", 1, "sub-queries"),
        ("SELECT a FROM t", 1, "sub-queries"),
        ("t.a", 2, "“.”"),
        ("a AS total", 3, "alias"),
        ("a -- comment", 3, "comment"),
        ("a /* hidden */ + b", 3, "comment"),
        ("a < b < 3", 7, "chained"),
        ("a = NULL", 3, "NULL"),
        ("a == b", 3, "“==”"),
        ("a => b", 3, "Did you mean >=?"),
        ("a % 2", 3, "“%”"),
        ("70%", 3, "“%”"),
        ("a::int", 2, "“::”"),
        ("CAST(a AS INT)", 1, "CAST is not a function"),
        ("random()", 1, "random is not a function"),
        ("ABS()", 1, "takes 1 values, not 0"),
        ("ROUND(a, b)", 10, "decimals"),
        ("1e999", 1, "too large"),
        ("0E", 1, "no number"),
        ("'x", 1, "not closed"),
        ("2a", 2, "followed by letters"),
        ("研发人员数（1）", 6, "half-width"),
        ("a\x00", 2, "cannot be seen"),
        ("a\u200b", 2, "cannot be seen"),
        ("industry = 'x' + 1", 12, "number is needed"),
        ("industry = 'x' AND industry > 1", 20, "text cannot be compared"),
        ("CASE a THEN 1 END", 8, "no WHEN"),
        ("CASE WHEN a THEN 1", 1, "not closed"),
        ("a LIKE b", 8, "single quotes"),
        ("a NOT 5", 7, "BETWEEN"),
    ],
)
def test_points_at_the_place(text, column, part):
    error = refused(text)
    assert (error.line, error.column) == (1, column), str(error)
    assert part in str(error)
    caret = str(error).splitlines()[2]
    assert caret.strip() == "^"


def test_says_which_name_may_be_meant():
    assert "rd_staff" in str(refused("rd_staf + 1").remedy)
    assert "a" in str(refused("A + 1").remedy)
    assert "研发人员数" in str(refused("研发人员 + 1").remedy)
    assert "SQRT" in str(refused("SQR(a)").remedy)


def test_line_and_column_of_a_text_of_several_lines():
    error = refused("a +\n  b +\n  rd_staf")
    assert (error.line, error.column) == (3, 3)


def test_the_caret_stands_under_wide_characters():
    lines = str(refused("研发人员数 + x")).splitlines()
    assert lines[2].index("^") == 2 * 5 + 3


def test_depth_length_and_cost_have_limits():
    assert "nested" in str(refused("(" * 50 + "a" + ")" * 50))
    assert "nested" in str(refused("- " * 300 + "a"))
    assert "nested" in str(refused("NOT " * 300 + "a"))
    assert "characters" in str(refused("a" * 3000))
    nested = "a"
    for _ in range(18):
        nested = f"NULLIF({nested}, 1)"
    assert "complicated" in str(refused(nested))


def test_messages_come_in_chinese():
    error = refused("rd_staf")
    assert "第 1 行第 1 列" in error.in_language("zh")
    assert "没有声明" in error.in_language("zh")


FRAGMENTS = st.sampled_from(
    [
        "a",
        "b",
        "研发人员数",
        "1",
        "0",
        "2.5",
        "1e9",
        "'x'",
        '"a"',
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "/",
        "=",
        "<",
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS",
        "NULL",
        "BETWEEN",
        "LIKE",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "ABS",
        "LEAST",
        "IF",
        "NULLIF",
        "ROUND",
        "SELECT",
        "OVER",
        ";",
        "--",
        "/*",
        "*/",
        ".",
        "'",
        '"',
        "`",
        "{{",
        "}}",
        "$1",
        "@x",
        "::",
        "\\",
        "\n",
        "\ud800",
        "\x00",
        "（",
        "SUM",
        "EXISTS",
        "INTERVAL",
        "ARRAY[",
        "0x1F",
        "b'1'",
    ]
)


@settings(max_examples=examples(400), deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(FRAGMENTS, max_size=25).map(" ".join),
        st.lists(FRAGMENTS, max_size=12).map("".join),
    )
)
@example("\ud800")
@example("a\\'")
@example("$$a$$")
def test_hostile_text_raises_nothing_but_our_error(text):
    try:
        assert isinstance(parse(text, NAMES), Expression)
    except ExpressionError as error:
        assert error.line >= 1
        assert error.column >= 1
        str(error).encode()
        error.in_language("zh").encode()
