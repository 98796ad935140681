"""Comparisons as Polars has to be asked for them: a literal on the right, and room for binary fractions."""

from __future__ import annotations

from keqiao.engine.expressions.node_forms import is_computed, is_literal, number_of
from keqiao.engine.expressions.sql_pieces import Piece, literal
from keqiao.engine.expressions.tree import Node

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def comparison(left_node: Node, left: Piece, operator: str, right: Piece) -> str:
    """A comparison, with a literal always on the right.

    Polars (2.1) gives one row instead of one for each unit where a literal on the left meets a column without values.
    """
    if is_literal(left_node):
        left, right = right, left
        operator = _TURNED.get(operator, operator)
    return f"{left.within(5)} {operator} {right.within(5)}"


def tolerant_comparison(
    left: tuple[Node, Piece], operator: str, right: tuple[Node, Piece]
) -> tuple[str, int]:
    """A comparison and its cost; where a side is computed, values within 10⁻¹² of each other (10⁻⁹ of 0) are equal."""
    (first_node, first), (second_node, second) = left, right
    if is_literal(first_node):
        first_node, first, second_node, second = second_node, second, first_node, first
        operator = _TURNED.get(operator, operator)
    cost = first.cost + second.cost
    if not (is_computed(first_node) or is_computed(second_node)) or "text" in {first.kind, second.kind}:
        return f"{first.within(5)} {operator} {second.within(5)}", cost
    sign = {">=": "-", "<": "-", ">": "+", "<=": "+"}.get(operator)
    known = number_of(second_node)
    if known is not None:
        slack = 1e-9 if known == 0 else abs(known) * 1e-12
        if sign is not None:
            edge = known - slack if sign == "-" else known + slack
            return f"{first.within(5)} {operator} {literal(edge)}", cost
        away = f"ABS({first.within(6)} - {literal(known)})"
        return f"{away} {'<=' if operator == '=' else '>'} {literal(slack)}", cost + 2
    apart, near = f"{first.within(5)} - {second.within(6)}", f"ABS({second.sql}) * 1e-12"
    if sign is None:
        sql = f"ABS({apart}) {'<=' if operator == '=' else '>'} {near}"
    else:
        sql = f"{apart} {operator} {'-' if sign == '-' else ''}({near})"
    return sql, cost + second.cost + 4
