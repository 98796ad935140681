"""What an expression divides by: for the checks, and to tell where a value is missing or a ratio misleads."""

from __future__ import annotations

from keqiao.engine.expressions.tree import Binary, Call, CaseWhen, Node, Number, Truth, unguarded


def divisor(node: Node) -> Node | None:
    """What a node divides by, NULLIF(x, 0) as x; None for a node that is no division."""
    if isinstance(node, Binary) and node.operator == "/":
        return unguarded(node.right)
    if isinstance(node, Call) and node.function == "MOD":
        return unguarded(node.arguments[1])
    return None


def denominators(tree: Node) -> tuple[Node, ...]:
    """What the expression divides by, literals left out."""
    divisors = (divisor(node) for node in tree.walk())
    return tuple(below for below in divisors if below is not None and not isinstance(below, Number))


def negative_division(tree: Node) -> Node | None:
    """The condition that a denominator which counts for the value is below 0; None where nothing is divided.

    Of a CASE only the branch that is taken counts: CASE WHEN profit > 0 THEN share / profit ELSE 0 END never is.
    """
    if isinstance(tree, CaseWhen):
        values = [negative_division(value) for _, value in tree.branches]
        other = None if tree.otherwise is None else negative_division(tree.otherwise)
        if other is None and not any(value is not None for value in values):
            return None
        never = Truth(tree.start, tree.end, False)
        branches = tuple(
            (condition, value or never) for (condition, _), value in zip(tree.branches, values, strict=True)
        )
        return CaseWhen(tree.start, tree.end, branches, other or never)
    roots: list[Node] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, CaseWhen):
            inner = negative_division(node)
            roots += [] if inner is None else [inner]
            continue
        waiting.extend(node.children())
        below = divisor(node)
        if below is not None and not isinstance(below, Number):
            roots.append(Binary(below.start, below.end, "<", below, Number(below.end, below.end, 0.0)))
    if not roots:
        return None
    result = roots[0]
    for more in roots[1:]:
        result = Binary(result.start, more.end, "OR", result, more)
    return result
