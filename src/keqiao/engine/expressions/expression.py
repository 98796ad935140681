"""Expressions ready to run: parsed once, evaluated over whole columns by Polars."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from keqiao.engine.expressions.divisions import denominators, negative_division
from keqiao.engine.expressions.errors import ExpressionError
from keqiao.engine.expressions.folding import folded
from keqiao.engine.expressions.grammar import tree_of
from keqiao.engine.expressions.sql_pieces import Kind
from keqiao.engine.expressions.translation import Translator
from keqiao.engine.expressions.tree import Name, Node, Null, Number, Text, Truth
from keqiao.language import message

_TYPES: dict[Kind, pl.DataType] = {
    "number": pl.Float64(),
    "null": pl.Float64(),
    "boolean": pl.Boolean(),
    "text": pl.String(),
}


@dataclass(frozen=True)
class Expression:
    """A scalar expression over named columns.

    ``expr`` expects numbers (and conditions, as 1 and 0) in Float64 columns and texts in String columns, null where
    missing, never infinite or NaN; it yields Float64, Boolean or String by ``kind``. ``names`` is the lineage, in the
    order of first use. ``sql`` is what Polars was given; ``tree`` is for checks. ``zero_division`` is true where a
    denominator is zero (guarded by NULLIF or not), None where none can be: it tells why a value is missing.
    """

    text: str
    names: tuple[str, ...]
    kind: Kind
    sql: str
    tree: Node = field(repr=False)
    expr: pl.Expr = field(repr=False, compare=False)
    zero_division: pl.Expr | None = field(repr=False, compare=False)
    negative_division: pl.Expr | None = field(default=None, repr=False, compare=False)
    """True where a denominator is below zero: a loss over a loss looks like a gain."""

    def number(self) -> pl.Expr:
        """The value as Float64; a condition counts 1 or 0."""
        return self.expr if self.kind == "number" else self.expr.cast(pl.Float64)

    def condition(self) -> pl.Expr:
        """The value as Boolean; a number is true where it is not 0; null where it is missing."""
        return self.expr if self.kind == "boolean" else self.expr != 0


def parse(text: str, names: Collection[str]) -> Expression:
    """Parse ``text`` over the declared ``names``; raises :class:`ExpressionError`, never anything else.

    ``names`` may be a mapping from name to kind ("number", "boolean", "text"); otherwise a name is a text where it is
    compared with one, else a number.
    """
    return expression_of(tree_of(text, names), text, names)


def expression_of(tree: Node, text: str, names: Collection[str]) -> Expression:
    """The expression of a tree that was made from others; ``text`` is what its nodes' places count in."""
    translator = Translator(text, names, tree)
    kind = translator.translate(tree).kind  # The whole tree is judged, also what no unit can reach.
    below = [translator.number(node) for node in denominators(tree)]
    try:
        piece = translator.translate(folded(tree, lambda node: _computed(translator, node)))
        raw = pl.sql_expr(piece.sql)
        zero = [pl.sql_expr(divisor.sql) == 0 for divisor in below]
        read_names = tuple(dict.fromkeys(raw.meta.root_names()))
    except (pl.exceptions.PolarsError, RecursionError):
        raise ExpressionError(
            message("the expression is too complicated"),
            text,
            0,
            message("Compute parts of it as measures of their own with `formula`."),
        ) from None
    expr = raw
    if piece.kind == "null":
        expr = pl.lit(None, dtype=_TYPES[kind])
    elif piece.kind == "number" and not isinstance(tree, Name | Number):
        # Sums and products of finite numbers may still leave the range of floats.
        expr = pl.when(raw.is_finite()).then(raw)
    written = dict.fromkeys(node.name for node in tree.walk() if isinstance(node, Name))
    names_in_order = tuple(name for name in written if name in read_names)
    return Expression(
        text=text,
        names=names_in_order,
        kind="number" if kind == "null" else kind,
        sql=piece.sql,
        tree=tree,
        expr=expr,
        zero_division=pl.any_horizontal(*zero) if zero else None,
        negative_division=_negative(translator, tree),
    )


def _negative(translator: Translator, tree: Node) -> pl.Expr | None:
    """Where a denominator is below 0; None also where that is too complicated to be asked."""
    test = negative_division(tree)
    if test is None:
        return None
    try:
        return pl.sql_expr(translator.translate(test).sql)
    except (ExpressionError, pl.exceptions.PolarsError, RecursionError):
        return None


def _computed(translator: Translator, node: Node) -> Node:
    """A constant expression's value as a literal."""
    value = pl.select(pl.sql_expr(translator.translate(node).sql)).item()
    if isinstance(value, bool):
        return Truth(node.start, node.end, value)
    if isinstance(value, str):
        return Text(node.start, node.end, value)
    if isinstance(value, float) and math.isfinite(value):
        return Number(node.start, node.end, value)
    return Null(node.start, node.end)


def compile_many(texts: Mapping[str, str], names: Collection[str]) -> dict[str, Expression]:
    """Parse several expressions over the same names; raises the first :class:`ExpressionError`."""
    return {key: parse(text, names) for key, text in texts.items()}


def evaluate(expression: Expression, frame: pl.DataFrame) -> pl.Series:
    """The expression's value for every row of ``frame``: Float64, Boolean or String, as long as the frame.

    Whole numbers and conditions in the frame become floats; infinite and not-a-number count as missing.
    """
    return evaluate_many({"value": expression}, frame)["value"]


def evaluate_many(expressions: Mapping[str, Expression], frame: pl.DataFrame) -> pl.DataFrame:
    """Several expressions over the same frame, a column for each key, in one pass."""
    wanted: dict[str, Expression] = {}
    for expression in expressions.values():
        wanted.update(dict.fromkeys(expression.names, expression))
    columns = []
    for name, expression in wanted.items():
        if name not in frame.columns:
            raise ExpressionError(message("the data have no column {name}", name=name), expression.text)
        columns.append(_prepared(name, frame.schema[name], expression))
    # One column for the height: a constant expression is as long as the frame too.
    height = pl.DataFrame({"": pl.repeat(0.0, frame.height, eager=True)})
    prepared = height.hstack(frame.select(columns)) if columns else height
    try:
        result = prepared.with_columns(**{key: item.expr for key, item in expressions.items()})
    except pl.exceptions.PolarsError as error:
        first = next(iter(expressions.values()))
        raise ExpressionError(
            message("the data do not fit: {reason}", reason=str(error)[:200]), first.text
        ) from error
    return result.select(list(expressions))


def _prepared(name: str, dtype: pl.DataType, expression: Expression) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_float():
        number = column.cast(pl.Float64)
        return pl.when(number.is_finite()).then(number).alias(name)
    if dtype.is_numeric() or dtype in {pl.Boolean, pl.Null}:
        return column.cast(pl.Float64)
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        return column.cast(pl.String)
    raise ExpressionError(
        message("column {name} is neither numbers nor texts", name=name),
        expression.text,
        remedy=message("Convert it to numbers or texts first."),
    )
