"""Constant parts computed once, and branches that no unit can take left out.

Polars (2.1) gives one row instead of one for each unit where a column stands only in a part that its optimiser drops:
a branch of CASE that is never taken, an argument of COALESCE behind a literal, a condition already decided. What is
left here always yields a value for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from keqiao.engine.expressions.tree import (
    Among,
    Between,
    Binary,
    Call,
    CaseWhen,
    IsNull,
    Like,
    Name,
    Node,
    Null,
    Number,
    Text,
    Truth,
    Unary,
)

LITERALS = (Number, Text, Truth, Null)
Compute = Callable[[Node], Node]


def folded(node: Node, compute: Compute) -> Node:
    """``node`` with its constant parts replaced by what ``compute`` makes of them (a literal)."""
    if isinstance(node, (*LITERALS, Name)):
        return node
    if not any(isinstance(inner, Name) for inner in node.walk()):
        return compute(node)
    if isinstance(node, Binary):
        return _chain(node, compute)
    if isinstance(node, CaseWhen):
        return _case(node, compute)
    match node:
        case Unary(operand=operand):
            changed: Node = replace(node, operand=folded(operand, compute))
        case Between():
            low, high = folded(node.low, compute), folded(node.high, compute)
            changed = replace(node, value=folded(node.value, compute), low=low, high=high)
        case Among():
            options = tuple(folded(option, compute) for option in node.options)
            changed = replace(node, value=folded(node.value, compute), options=options)
        case IsNull() | Like():
            changed = replace(node, value=folded(node.value, compute))
        case Call(function="COALESCE"):
            return _first_known(node, compute)
        case Call():
            changed = replace(node, arguments=tuple(folded(argument, compute) for argument in node.arguments))
        case _:
            return node
    return _settled(changed, compute)


def _settled(node: Node, compute: Compute) -> Node:
    return compute(node) if all(isinstance(child, LITERALS) for child in node.children()) else node


def _chain(node: Binary, compute: Compute) -> Node:
    spine = [node]
    while isinstance(spine[-1].left, Binary):
        spine.append(spine[-1].left)
    left = folded(spine[-1].left, compute)
    for binary in reversed(spine):
        right = folded(binary.right, compute)
        decided = {"OR": True, "AND": False}.get(binary.operator)
        if decided is not None and (_says(left, decided) or _says(right, decided)):
            left = Truth(binary.start, binary.end, decided)
        else:
            left = _settled(replace(binary, left=left, right=right), compute)
    return left


def _says(node: Node, decided: bool) -> bool:
    """Whether a literal alone decides an AND or OR."""
    return isinstance(node, Truth | Number) and bool(node.value) is decided


def _first_known(node: Call, compute: Compute) -> Node:
    """COALESCE without the arguments that never count."""
    arguments: list[Node] = []
    for argument in node.arguments:
        settled = folded(argument, compute)
        if isinstance(settled, Null):
            continue
        arguments.append(settled)
        if isinstance(settled, LITERALS):
            break
    if not arguments:
        return Null(node.start, node.end)
    return arguments[0] if len(arguments) == 1 else replace(node, arguments=tuple(arguments))


def _case(node: CaseWhen, compute: Compute) -> Node:
    otherwise = None if node.otherwise is None else folded(node.otherwise, compute)
    branches: list[tuple[Node, Node]] = []
    for condition, value in node.branches:
        test, then = folded(condition, compute), folded(value, compute)
        if not isinstance(test, LITERALS):
            branches.append((test, then))
        elif isinstance(test, Truth | Number) and test.value:
            otherwise = then
            break
    if not branches:
        return Null(node.start, node.end) if otherwise is None else otherwise
    return CaseWhen(node.start, node.end, tuple(branches), otherwise)
