"""Our parser and Polars must read an expression as SQLite, an engine of others, reads it."""

import math
import sqlite3

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.engine.expressions import ExpressionError, evaluate, parse

NAMES = ("a", "b", "c")
figures = st.one_of(st.none(), st.sampled_from([0.0, 1.0, -1.5, 2.0, 0.25, 10.0, -7.0]))
tables = st.lists(st.tuples(figures, figures, figures), min_size=2, max_size=5)

numbers = st.one_of(
    st.sampled_from(NAMES),
    # A decimal point, because SQLite divides whole numbers as whole numbers.
    st.integers(-20, 20).map(lambda n: f"{n}.0" if n >= 0 else f"({n}.0)"),
    st.sampled_from(["0.5", "1.25", "100.0"]),
)


def bracketed(pair):
    return f"({pair})"


def conditions(inner):
    comparison = st.tuples(inner, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), inner).map(" ".join)
    return st.one_of(
        comparison,
        st.tuples(inner, st.sampled_from([" IS NULL", " IS NOT NULL"])).map("".join),
        st.tuples(inner, inner, inner).map(lambda t: f"{t[0]} BETWEEN {t[1]} AND {t[2]}"),
        st.tuples(inner, inner, inner).map(lambda t: f"{t[0]} NOT IN ({t[1]}, {t[2]})"),
        comparison.map(lambda c: f"NOT {c}"),
    )


def larger(inner):
    condition = conditions(inner.map(bracketed))
    joined = st.lists(condition, min_size=1, max_size=3).flatmap(
        lambda parts: st.lists(
            st.sampled_from([" AND ", " OR "]), min_size=len(parts), max_size=len(parts)
        ).map(
            lambda words: "".join(f"{part}{word}" for part, word in zip(parts, words, strict=True)).rsplit(
                " ", 2
            )[0]
        )
    )
    return st.one_of(
        # No brackets: precedence is what is compared.
        st.lists(inner, min_size=2, max_size=4).flatmap(
            lambda parts: st.lists(
                st.sampled_from("+-*/"), min_size=len(parts) - 1, max_size=len(parts) - 1
            ).map(
                lambda signs: "".join(
                    f"{part} {sign} " for part, sign in zip(parts, [*signs, ""], strict=True)
                ).strip()
            )
        ),
        inner.map(bracketed),
        inner.map(lambda x: f"-({x})"),
        inner.map(lambda x: f"ABS({x})"),
        st.tuples(inner, inner).map(lambda t: f"COALESCE({t[0]}, {t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"NULLIF({t[0]}, {t[1]})"),
        st.tuples(joined, inner, inner).map(lambda t: f"CASE WHEN {t[0]} THEN {t[1]} ELSE {t[2]} END"),
        st.tuples(joined, inner).map(lambda t: f"CASE WHEN {t[0]} THEN {t[1]} END"),
    )


def by_sqlite(text, rows):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (a REAL, b REAL, c REAL)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        return [row[0] for row in connection.execute(f"SELECT {text} FROM t")]


@settings(max_examples=examples(300), deadline=None)
@given(st.recursive(numbers, larger, max_leaves=8), tables)
@example("-(CASE WHEN 0.0 = 1.0 THEN NULLIF(0.0, a) ELSE 0.0 END)", [(1.0, None, 0.0), (None, 2.0, 0.0)])
@example("-(-(CASE WHEN 0.0 IS NULL THEN a ELSE 0.0 END))", [(1.0, None, 0.0), (None, 2.0, 0.0)])
@example("-(NULLIF(0.0, NULLIF(c, c)))", [(1.0, None, 0.0), (None, 2.0, 0.0)])
@example("-(NULLIF(0.0, COALESCE(0.0, a)))", [(1.0, None, 0.0), (None, 2.0, 0.0)])
@example("CASE WHEN 1.0 > b THEN a ELSE 2.0 END", [(1.0, None, 0.0), (2.0, None, 0.0)])
def test_same_value_as_sqlite(text, rows):
    try:
        expression = parse(text, NAMES)
    except ExpressionError as error:
        assert "complicated" in str(error) or "nested" in str(error) or "characters" in str(error), error
        return
    frame = pl.DataFrame(rows, schema=dict.fromkeys(NAMES, pl.Float64), orient="row")
    ours = evaluate(expression, frame).to_list()
    # Beside other columns, as the evaluation runs it.
    assert frame.select("a", value=expression.expr).height == len(rows)
    for mine, theirs in zip(ours, by_sqlite(text, rows), strict=True):
        if theirs is None or not math.isfinite(theirs):
            assert mine is None, (text, ours)
        else:
            assert mine is not None, (text, ours, theirs)
            assert math.isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-12), (text, mine, theirs)
