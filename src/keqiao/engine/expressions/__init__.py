"""The one small language for formulas, checks, eligibility and lights: SQL scalar expressions over named measures.

An expression is parsed by our grammar, which points at mistakes and knows what is allowed, is written out as SQL with
missing values and rounding settled, and is run by Polars (``pl.sql_expr``) over whole columns.
"""

from keqiao.engine.expressions.divisions import denominators
from keqiao.engine.expressions.errors import ExpressionError
from keqiao.engine.expressions.expression import (
    Expression,
    compile_many,
    evaluate,
    evaluate_many,
    expression_of,
    parse,
)
from keqiao.engine.expressions.grammar import tree_of

__all__ = [
    "Expression",
    "ExpressionError",
    "compile_many",
    "denominators",
    "evaluate",
    "evaluate_many",
    "expression_of",
    "parse",
    "tree_of",
]
