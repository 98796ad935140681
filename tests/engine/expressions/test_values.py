"""What expressions are worth: numbers, missing values, conditions, rounding."""

import math

import polars as pl
import pytest

from keqiao.engine.expressions import ExpressionError, compile_many, evaluate, evaluate_many, parse

FRAME = pl.DataFrame(
    {
        "a": [1.0, 2.0, None, 0.0],
        "b": [0.0, 4.0, 1.0, 0.0],
        "n": [1, 2, 3, 4],
        "q": [True, False, None, True],
        "word": ["x", "y", None, "z"],
        "名称": [1.0, 2.0, 3.0, 4.0],
    }
)


def value(text):
    return evaluate(parse(text, FRAME.columns), FRAME).to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 2", [0.5] * 4),
        ("7 / 2 * 2", [7.0] * 4),
        ("n / 2", [0.5, 1.0, 1.5, 2.0]),
        ("1 - 2 - 3", [-4.0] * 4),
        ("8 / 2 / 2", [2.0] * 4),
        ("8 / (2 / 2)", [8.0] * 4),
        ("2 - (3 - 4)", [3.0] * 4),
        ("-2 * 3 + 1", [-5.0] * 4),
        ("0.1 + 0.2", [0.1 + 0.2] * 4),
        ("1e3", [1000.0] * 4),
        ("99999999999999999999 * 2", [2e20] * 4),
        ("9223372036854775807 + 1", [9223372036854775808.0] * 4),
        ("POWER(2, -1)", [0.5] * 4),
        ("POWER(2, 40)", [2.0**40] * 4),
        ("MOD(n, 2)", [1.0, 0.0, 1.0, 0.0]),
        ("名称 * 2", [2.0, 4.0, 6.0, 8.0]),
        ('"名称" * 2', [2.0, 4.0, 6.0, 8.0]),
    ],
)
def test_arithmetic_is_of_real_numbers(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", [None, 0.5, None, None]),
        ("1 / 0", [None] * 4),
        ("a / (a - a)", [None] * 4),
        ("MOD(n, 0)", [None] * 4),
        ("1 / (1 / a)", [1.0, 2.0, None, None]),
        ("SQRT(-1)", [None] * 4),
        ("LN(a)", [0.0, math.log(2), None, None]),
        ("LOG10(0 - 1)", [None] * 4),
        ("EXP(1000)", [None] * 4),
        ("POWER(10, 400)", [None] * 4),
        ("POWER(-8, 1 / 3)", [None] * 4),
        ("1e308 * 10", [None] * 4),
        ("1e308 * 10 - 1e308 * 10", [None] * 4),
    ],
)
def test_what_has_no_value_is_missing_never_infinite(text, expected):
    assert value(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + 1", [2.0, 3.0, None, 1.0]),
        ("LEAST(5, 2 * a)", [2.0, 4.0, None, 0.0]),
        ("GREATEST(a, b)", [1.0, 4.0, None, 0.0]),
        ("COALESCE(a, 7)", [1.0, 2.0, 7.0, 0.0]),
        ("COALESCE(a / b, 0)", [0.0, 0.5, 0.0, 0.0]),
        ("NULLIF(b, 0)", [None, 4.0, 1.0, None]),
        ("CASE WHEN a > 1 THEN 5 END", [None, 5.0, None, None]),
        ("CASE WHEN a > 1 THEN 5 ELSE 2 END", [2.0, 5.0, 2.0, 2.0]),
        ("IF(a > 1, 1, 2)", [2.0, 1.0, 2.0, 2.0]),
        ("CASE word WHEN 'x' THEN 1 WHEN 'y' THEN 2 ELSE 0 END", [1.0, 2.0, 0.0, 0.0]),
        ("NULL", [None] * 4),
    ],
)
def test_missing_stays_missing_unless_it_is_asked_about(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1", [False, True, None, False]),
        ("a IS NULL", [False, False, True, False]),
        ("a IS NOT NULL", [True, True, False, True]),
        ("a > 1 OR TRUE", [True] * 4),
        ("a > 1 AND FALSE", [False] * 4),
        ("NOT a > 1 AND b > 1", [False, False, False, False]),
        ("a > 0 OR b > 0 AND q", [True, True, None, False]),
        ("a BETWEEN 1 AND 2", [True, True, None, False]),
        ("a NOT IN (1, 2)", [False, False, None, True]),
        ("word IN ('x', 'z')", [True, False, None, True]),
        ("word LIKE 'x%'", [True, False, None, False]),
        ("word <> 'x'", [False, True, None, True]),
        ("q", [1.0, 0.0, None, 1.0]),
        ("(a > 1) + (b > 1)", [0.0, 2.0, None, 0.0]),
        ("q = 1", [True, False, None, True]),
        ("q = TRUE", [True, False, None, True]),
        ("q AND a", [True, False, None, False]),
    ],
)
def test_conditions_follow_the_logic_of_three_values(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5", 3),
        ("-2.5", -3),
        ("0.5", 1),
        ("1.4999", 1),
        ("1.5, 0", 2),
        ("1.005, 2", 1.01),
        ("0.285, 2", 0.29),
        ("-1.005, 2", -1.01),
        ("0.615, 2", 0.62),
        ("123456.785, 2", 123456.79),
        ("2.344999, 2", 2.34),
    ],
)
def test_round_is_half_away_from_zero_as_written_figures_are(text, expected):
    assert value(f"ROUND({text})") == [expected] * 4


def test_kinds_and_lineage():
    expression = parse("100 * (b + a) / NULLIF(b, 0)", FRAME.columns)
    assert expression.names == ("b", "a")
    assert expression.kind == "number"
    assert parse("a > 1", FRAME.columns).kind == "boolean"
    assert FRAME.select(x=parse("a > 1", FRAME.columns).number())["x"].to_list() == [0.0, 1.0, None, 0.0]
    assert FRAME.select(x=parse("b", FRAME.columns).condition())["x"].to_list() == [False, True, True, False]


def test_division_by_zero_is_told():
    expression = parse("a / NULLIF(b, 0)", FRAME.columns)
    assert FRAME.select(x=expression.zero_division)["x"].to_list() == [True, False, False, True]
    assert parse("a / 2", FRAME.columns).zero_division is None


def test_infinite_and_not_a_number_in_the_data_count_as_missing():
    frame = pl.DataFrame({"a": [math.inf, -math.inf, math.nan, 1.0]})
    assert evaluate(parse("COALESCE(a, 0) + 1", ["a"]), frame).to_list() == [1.0, 1.0, 1.0, 2.0]


def test_a_constant_is_as_long_as_the_frame_and_an_empty_frame_is_empty():
    assert value("3") == [3.0] * 4
    assert evaluate(parse("3", []), FRAME.clear()).len() == 0
    assert evaluate(parse("a + 1", ["a"]), FRAME.clear()).len() == 0


def test_many_in_one_pass():
    compiled = compile_many({"double": "2 * a", "flag": "b > 1", "one": "1"}, FRAME.columns)
    result = evaluate_many(compiled, FRAME)
    assert result.columns == ["double", "flag", "one"]
    assert result["double"].to_list() == [2.0, 4.0, None, 0.0]
    assert result["one"].to_list() == [1.0] * 4


def test_a_sum_of_a_hundred_terms_is_no_trouble():
    assert value(" + ".join(["n"] * 150)) == [150.0, 300.0, 450.0, 600.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CASE WHEN 0 = 1 THEN NULLIF(0, a) ELSE 3 END", [3.0] * 4),
        ("1 + CASE WHEN 1 = 1 THEN b WHEN a > 1 THEN 5 END", [1.0, 5.0, 2.0, 1.0]),
        ("CASE WHEN NULL THEN a END", [None] * 4),
        ("CASE WHEN FALSE THEN 'x' ELSE word END", ["x", "y", None, "z"]),
        ("IF(2 > 1, a, b)", [1.0, 2.0, None, 0.0]),
        ("CASE WHEN a > 1 THEN 1 WHEN TRUE THEN 2 ELSE 3 END", [2.0, 1.0, 2.0, 2.0]),
    ],
)
def test_constant_conditions_are_settled_beforehand(text, expected):
    assert value(text) == expected


def test_what_no_unit_reaches_is_judged_all_the_same():
    with pytest.raises(ExpressionError):
        parse("CASE WHEN FALSE THEN word + 1 ELSE 2 END", {"word": "text"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100 * s >= 29", True),
        ("100 * s < 29", False),
        ("100 * s > 29", False),
        ("100 * s <= 29", True),
        ("100 * s = 29", True),
        ("100 * s <> 29", False),
        ("29 <= 100 * s", True),
        ("100 * s BETWEEN 29 AND 30", True),
        ("whole < 3 * percent", False),
        ("3 * percent > whole", False),
        ("whole >= 3 * percent", True),
        ("tenth + 0.2 <= 0.3", True),
        ("tenth + 0.2 - 0.3 > 0", False),
        ("100 * s >= 29.0001", False),
        ("100 * s < 29.0001", True),
        ("s < 0.29", False),
    ],
)
def test_computed_values_reach_thresholds_in_spite_of_binary_fractions(text, expected):
    """On paper 100 × 0.29 is 29, 3 × 0.1 is 0.3 and 0.1 + 0.2 is 0.3; the doubles lie beside."""
    frame = pl.DataFrame({"s": [0.29], "whole": [0.3], "percent": [0.1], "tenth": [0.1]})
    assert (100 * 0.29 < 29) and (3 * 0.1 > 0.3) and (0.1 + 0.2 > 0.3)
    assert evaluate(parse(text, frame.columns), frame).to_list() == [expected]


def test_rounding_up_and_down_forgives_binary_fractions():
    """FLOOR(100 × 0.29) is 29 on paper; a figure as it came is not touched."""
    frame = pl.DataFrame({"s": [0.29, 0.2899], "t": [1.1, 1.2], "x": [28.9999999999, 3.0]})
    assert evaluate(parse("FLOOR(100 * s)", frame.columns), frame).to_list() == [29, 28]
    assert 1.1 * 10 * 1.1 > 12.1
    assert evaluate(parse("CEIL(t * 10)", frame.columns), frame).to_list() == [11, 12]
    assert evaluate(parse("FLOOR(x)", frame.columns), frame).to_list() == [28, 3]
