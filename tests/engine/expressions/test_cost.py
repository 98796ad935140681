"""The cost of a formula is in proportion to its text: n and 2n of every way to nest, and the worst there is."""

import contextlib
import time

import pytest

from keqiao.engine.expressions import ExpressionError, parse


def nested_case(n):
    text = "a"
    for _ in range(n):
        text = f"CASE {text} WHEN 1 THEN 2 WHEN 3 THEN 4 WHEN 5 THEN 6 END"
    return text


NESTED = {
    "simple case": nested_case,
    "case in brackets": lambda n: nested_case(n).replace("CASE a", "CASE (a)"),
    "case many whens": lambda n: f"CASE CASE a {'WHEN 1 THEN 2 ' * n} END {'WHEN 3 THEN 4 ' * n} END",
    "searched case": lambda n: "CASE WHEN " * n + "a > 0" + " THEN 1 ELSE 0 END > 0" * n,
    "brackets": lambda n: "(" * n + "a" + ")" * n,
    "functions": lambda n: "ABS(" * n + "a" + ")" * n,
    "copying functions": lambda n: "SQRT(" * n + "a" + ")" * n,
    "nullif": lambda n: "NULLIF(" * n + "a" + ", 1)" * n,
    "least": lambda n: "LEAST(" * n + "a" + ", b)" * n,
    "coalesce": lambda n: "COALESCE(" * n + "a" + ", b)" * n,
    "if": lambda n: "IF(a > 0, " * n + "a" + ", b)" * n,
    "division": lambda n: "a / (" * n + "b" + ")" * n,
    "between": lambda n: "(" * n + "a" + " BETWEEN 0 AND 1)" * n,
    "in": lambda n: "(" * n + "a" + " IN (1, 2, 3))" * n,
    "round": lambda n: "ROUND(" * n + "a" + ", 1)" * n,
    "comparison": lambda n: "(a / b > " * n + "1" + ")" * n,
    "sum": lambda n: " + ".join(["a"] * n * 10),
    "minus": lambda n: "-(" * n + "a" + ")" * n,
}


def seconds(text):
    """The least of three: what it costs to read a text, refused or not."""
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        with contextlib.suppress(ExpressionError):
            parse(text, ("a", "b"))
        least = min(least, time.process_time() - start)
    return least


@pytest.mark.parametrize("name", NESTED)
def test_growth(name):
    """Twice the text costs at most a few times as much, and never a second (generous: machines are shared)."""
    assert seconds(NESTED[name](18)) <= 0.1 + 8 * seconds(NESTED[name](9))
    assert seconds(NESTED[name](18)) < 1.0


def test_the_formula_of_the_report():
    """Fifteen deep, 886 characters: 100 seconds once."""
    text = nested_case(15)
    assert 700 < len(text) < 2000
    assert seconds(text) < 0.5
    with pytest.raises(ExpressionError, match="too complicated"):
        parse(text, ("a",))


def test_what_people_write_is_read():
    """A table of thirty words, a computed subject, a case within a case."""
    table = "CASE a " + " ".join(f"WHEN {n} THEN {n * 2}" for n in range(30)) + " END"
    computed = "CASE ROUND(a * 100 / b, 0) " + " ".join(f"WHEN {n} THEN {n}" for n in range(20)) + " END"
    for text in (table, computed, nested_case(3)):
        assert parse(text, ("a", "b")).kind == "number"
