"""The functions of the language and the words of SQL that it refuses, each with what to say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """How many arguments a function takes (``most`` None: any number)."""

    least: int
    most: int | None


FUNCTIONS: dict[str, Function] = {
    "ABS": Function(1, 1),
    "SIGN": Function(1, 1),
    "ROUND": Function(1, 2),
    "FLOOR": Function(1, 1),
    "CEIL": Function(1, 1),
    "SQRT": Function(1, 1),
    "EXP": Function(1, 1),
    "LN": Function(1, 1),
    "LOG10": Function(1, 1),
    "POWER": Function(2, 2),
    "MOD": Function(2, 2),
    "COALESCE": Function(2, None),
    "NULLIF": Function(2, 2),
    "LEAST": Function(2, None),
    "GREATEST": Function(2, None),
    "IF": Function(2, 3),
    "DAYS_BETWEEN": Function(2, 2),
    "MONTHS_BETWEEN": Function(2, 2),
    "YEARS_BETWEEN": Function(2, 2),
}
ALIASES = {"CEILING": "CEIL", "POW": "POWER", "IFNULL": "COALESCE"}

AGGREGATES = frozenset(
    [
        "SUM",
        "AVG",
        "MEAN",
        "COUNT",
        "MIN",
        "MAX",
        "MEDIAN",
        "STDDEV",
        "STDDEV_POP",
        "STDDEV_SAMP",
        "STDEV",
        "VAR",
        "VARIANCE",
        "VAR_POP",
        "VAR_SAMP",
        "QUANTILE",
        "PERCENTILE_CONT",
        "CORR",
        "FIRST",
        "LAST",
        "ARRAY_AGG",
        "STRING_AGG",
    ]
)
WINDOW_FUNCTIONS = frozenset(
    [
        "ROW_NUMBER",
        "RANK",
        "DENSE_RANK",
        "PERCENT_RANK",
        "CUME_DIST",
        "NTILE",
        "LAG",
        "LEAD",
        "FIRST_VALUE",
        "LAST_VALUE",
    ]
)
STATEMENT_WORDS = frozenset(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "WITH",
        "INSERT",
        "UPDATE",
        "DELETE",
        "DROP",
        "CREATE",
        "ALTER",
        "UNION",
        "INTERSECT",
        "EXCEPT",
        "JOIN",
        "LIMIT",
        "EXISTS",
        "ATTACH",
        "PRAGMA",
        "EXECUTE",
        "HAVING",
        "VALUES",
    ]
)
RESERVED = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "IN",
        "IS",
        "NULL",
        "TRUE",
        "FALSE",
        "BETWEEN",
        "LIKE",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "OVER",
        "AS",
        "DISTINCT",
        "ALL",
        "ANY",
    ]
)
"""Words that cannot be names unless quoted."""
