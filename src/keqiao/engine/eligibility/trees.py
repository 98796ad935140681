"""Trees of expressions made from others: parts joined, names put in, CASE that does not guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    Truth,
    Unary,
)


def number(value: float) -> Number:
    """A number."""
    return Number(0, 0, float(value))


def calculation(operator: str, left: Node, right: Node) -> Binary:
    """``left operator right`` (+ - * /)."""
    return Binary(0, 0, operator, left, right)


def comparison(operator: str, left: Node, right: Node) -> Binary:
    """``left operator right`` (= <> < <= > >=)."""
    return Binary(0, 0, operator, left, right)


def both(left: Node, right: Node) -> Node:
    """Both conditions; a condition that is always true is left out."""
    if isinstance(left, Truth) and left.value:
        return right
    return Binary(0, 0, "AND", left, right)


def call(function: str, *arguments: Node) -> Call:
    """A function of the language."""
    return Call(0, 0, function, arguments)


def reads(node: Node, name: str) -> bool:
    """Whether a tree reads a name."""
    return any(isinstance(inner, Name) and inner.name == name for inner in node.walk())


def names_in(node: Node) -> set[str]:
    """The names that a tree reads."""
    return {inner.name for inner in node.walk() if isinstance(inner, Name)}


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with each direct operand changed."""
    match node:
        case Unary():
            return replace(node, operand=change(node.operand))
        case Binary():
            return replace(node, left=change(node.left), right=change(node.right))
        case Between():
            return replace(node, value=change(node.value), low=change(node.low), high=change(node.high))
        case Among():
            return replace(node, value=change(node.value), options=tuple(map(change, node.options)))
        case IsNull() | Like():
            return replace(node, value=change(node.value))
        case Call():
            return replace(node, arguments=tuple(map(change, node.arguments)))
        case CaseWhen():
            branches = tuple((change(condition), change(value)) for condition, value in node.branches)
            otherwise = None if node.otherwise is None else change(node.otherwise)
            return replace(node, branches=branches, otherwise=otherwise)
        case _:
            return node


def with_names(node: Node, trees: Callable[[str], Node | None]) -> Node:
    """The node with names replaced by the trees given for them; names of which nothing is given stay."""
    if isinstance(node, Name):
        tree = trees(node.name)
        return node if tree is None else with_names(tree, trees)
    return rebuilt(node, lambda child: with_names(child, trees))


def without_guessing(node: Node) -> Node:
    """The node with CASE made unknown where a condition that decides it is unknown.

    SQL would take the next branch: a firm of unknown revenue would get the threshold of the largest.
    """
    changed = rebuilt(node, without_guessing)
    if not isinstance(changed, CaseWhen):
        return changed
    branches: list[tuple[Node, Node]] = []
    for condition, value in changed.branches:
        if _may_be_unknown(condition):
            branches.append((IsNull(0, 0, condition, False), Null(0, 0)))
        branches.append((condition, value))
    return replace(changed, branches=tuple(branches))


def _may_be_unknown(condition: Node) -> bool:
    return not isinstance(condition, IsNull) and bool(names_in(condition))


def joined(operator: str, nodes: Iterable[Node]) -> Node:
    """The conditions joined by AND or OR."""
    parts = list(nodes)
    result = parts[0]
    for part in parts[1:]:
        result = Binary(0, 0, operator, result, part)
    return result
