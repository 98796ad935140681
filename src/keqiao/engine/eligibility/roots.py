"""Where a comparison turns: the values of one figure at which both sides are equal, as formulas of the other figures.

``100 * rd / revenue >= 5`` turns at rd = 5 * revenue / 100 and at revenue = 100 * rd / 5. Between two such values the
truth of a programme does not change, so that the nearest value that passes is beside one of them, on each side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from keqiao.engine.eligibility.trees import calculation, call, names_in, number, reads, rebuilt
from keqiao.engine.expressions.tree import (
    ARITHMETIC,
    COMPARISONS,
    Among,
    Between,
    Binary,
    Call,
    CaseWhen,
    IsNull,
    Like,
    Name,
    Node,
    Number,
    Text,
    Truth,
    Unary,
)

MOST_FORMS = 256
"""So many forms of one comparison (which band holds on either side) are looked at."""
_OPAQUE = frozenset({"SQRT", "POWER", "EXP", "LN", "LOG10", "FLOOR", "CEIL", "ROUND"})
Polynomial = list[Node]
"""Coefficients, that of the constant first."""


@dataclass
class Turns:
    """Formulas of the values at which something turns; ``complete`` is false where a formula could not be solved."""

    formulas: list[Node]
    complete: bool = True


class _NoSolution(Exception):
    """A comparison that is not solved by formulas."""


def turns(tree: Node, figure: str) -> Turns:
    """The values of ``figure`` at which a comparison inside ``tree`` turns; the tree has all names written out that
    change with the figure.
    """
    points = Turns([])
    seen: set[str] = set()
    for left, right in _comparisons(tree):
        difference = calculation("-", left, right)
        if not reads(difference, figure):
            continue
        forms = _forms(difference, figure)
        if forms is None:
            points.complete = False
            continue
        for form in forms:
            try:
                for root in _roots(form, figure):
                    if shape(root) not in seen:
                        seen.add(shape(root))
                        points.formulas.append(root)
            except _NoSolution:
                points.complete = False
    return points


def _comparisons(tree: Node) -> Iterator[tuple[Node, Node]]:
    for node in tree.walk():
        match node:
            case Binary(operator=operator) if operator in COMPARISONS:
                if not any(isinstance(side, Text) for side in node.children()):
                    yield node.left, node.right
            case Between():
                yield node.value, node.low
                yield node.value, node.high
            case Among():
                for option in node.options:
                    if not isinstance(option, Text):
                        yield node.value, option
            case Call(function="SIGN"):
                yield node.arguments[0], number(0)


def shape(node: Node) -> str:
    """The same text for the same formula, wherever it was written."""
    own = [type(node).__name__]
    own += [str(getattr(node, key)) for key in ("value", "name", "operator", "function") if _plain(node, key)]
    return f"{' '.join(own)}({','.join(shape(child) for child in node.children())})"


def _plain(node: Node, key: str) -> bool:
    return hasattr(node, key) and not isinstance(getattr(node, key), Node)


def _forms(node: Node, figure: str) -> list[Node] | None:
    """The node with every CASE, LEAST … that changes with the figure replaced by one of its values, in all ways."""
    if isinstance(node, Name) or not reads(node, figure):
        return [node]
    match node:
        case CaseWhen():
            values = [value for _, value in node.branches]
            values += [] if node.otherwise is None else [node.otherwise]
            return _union(values, figure)
        case Call(function="LEAST" | "GREATEST" | "COALESCE"):
            return _union(list(node.arguments), figure)
        case Call(function="NULLIF"):
            return _forms(node.arguments[0], figure)
        case Call(function="ABS"):
            inner = _forms(node.arguments[0], figure)
            return None if inner is None else [*inner, *(Unary(0, 0, "-", form) for form in inner)]
        case Call(function="SIGN"):
            return [number(-1), number(0), number(1)]
        case Binary(operator=operator) if operator not in ARITHMETIC:
            return [number(0), number(1)]
        case Between() | Among() | IsNull() | Like() | Truth() | Unary(operator="NOT"):
            return [number(0), number(1)]
    parts = [_forms(child, figure) for child in node.children()]
    count = 1
    for part in parts:
        if part is None:
            return None
        count *= len(part)
    if count > MOST_FORMS:
        return None
    return [_with_children(node, chosen) for chosen in product(*(part for part in parts if part is not None))]


def _union(nodes: list[Node], figure: str) -> list[Node] | None:
    shapes: dict[str, Node] = {}
    for node in nodes:
        forms = _forms(node, figure)
        if forms is None:
            return None
        shapes |= {shape(form): form for form in forms}
    return list(shapes.values()) if len(shapes) <= MOST_FORMS else None


def _with_children(node: Node, children: tuple[Node, ...]) -> Node:
    waiting = iter(children)
    return rebuilt(node, lambda _child: next(waiting))


def _roots(form: Node, figure: str) -> Iterator[Node]:
    """The values of the figure at which ``form`` is 0; none where it does not read the figure."""
    if not reads(form, figure):
        return
    opaque = next(_opaque_parts(form, figure), None)
    if opaque is None:
        yield from _polynomial_roots(form, Name(0, 0, figure))
        return
    for value in _polynomial_roots(form, opaque, figure):
        for argument, target in _inverted(opaque, value, figure):
            yield from _roots(calculation("-", argument, target), figure)


def _opaque_parts(node: Node, figure: str) -> Iterator[Node]:
    """The outermost functions that are not solved by arithmetic."""
    if not reads(node, figure):
        return
    if isinstance(node, Call):
        if node.function not in _OPAQUE:
            raise _NoSolution
        yield node
        return
    for child in node.children():
        yield from _opaque_parts(child, figure)


def _inverted(part: Node, value: Node, figure: str) -> list[tuple[Node, Node]]:
    """Where a function takes ``value``: its argument and what that must be."""
    if not isinstance(part, Call):
        raise _NoSolution
    argument = part.arguments[0]
    match part.function:
        case "SQRT":
            return [(argument, calculation("*", value, value))]
        case "EXP":
            return [(argument, call("LN", value))]
        case "LN":
            return [(argument, call("EXP", value))]
        case "LOG10":
            return [(argument, call("POWER", number(10), value))]
        case "POWER" if not reads(part.arguments[1], figure):
            root = call("POWER", value, calculation("/", number(1), part.arguments[1]))
            return [(argument, root), (argument, Unary(0, 0, "-", root))]
        case "POWER" if not reads(argument, figure):
            return [(part.arguments[1], calculation("/", call("LN", value), call("LN", argument)))]
        case "FLOOR":
            return [
                (argument, call("CEIL", value)),
                (argument, calculation("+", call("FLOOR", value), number(1))),
            ]
        case "CEIL":
            return [
                (argument, calculation("-", call("CEIL", value), number(1))),
                (argument, call("FLOOR", value)),
            ]
        case "ROUND":
            decimals = part.arguments[1] if len(part.arguments) > 1 else number(0)
            scale = number(10 ** (decimals.value if isinstance(decimals, Number) else 0))
            scaled = calculation("*", value, scale)
            edges = (
                calculation("-", call("CEIL", scaled), number(0.5)),
                calculation("+", call("FLOOR", scaled), number(0.5)),
            )
            return [(argument, calculation("/", edge, scale)) for edge in edges]
    raise _NoSolution


def _polynomial_roots(form: Node, variable: Node, figure: str = "") -> list[Node]:
    """Values of ``variable`` (a name, or a function taken as one) at which the form is 0."""
    name = variable.name if isinstance(variable, Name) else figure
    top, _below = _fraction(form, shape(variable), name)
    top = _trimmed(top)
    if len(top) == 2:
        return [calculation("/", Unary(0, 0, "-", top[0]), top[1])]
    if len(top) == 3:
        c, b, a = top
        inner = calculation("-", calculation("*", b, b), calculation("*", number(4), calculation("*", a, c)))
        root, twice = call("SQRT", inner), calculation("*", number(2), a)
        minus = Unary(0, 0, "-", b)
        quadratic = [calculation("/", calculation(sign, minus, root), twice) for sign in ("+", "-")]
        # Where the square falls away (a = 0) a straight line is left.
        return [*quadratic, calculation("/", Unary(0, 0, "-", c), b)]
    if len(top) <= 1:
        return []
    raise _NoSolution


def _fraction(node: Node, variable: str, name: str) -> tuple[Polynomial, Polynomial]:
    """The node as a fraction of polynomials in the variable."""
    if shape(node) == variable:
        return [number(0), number(1)], [number(1)]
    if name not in names_in(node):
        return [node], [number(1)]
    if isinstance(node, Unary) and node.operator == "-":
        top, below = _fraction(node.operand, variable, name)
        return [_minus(part) for part in top], below
    if not isinstance(node, Binary) or node.operator not in ARITHMETIC:
        raise _NoSolution
    (a, b), (c, d) = (_fraction(side, variable, name) for side in (node.left, node.right))
    match node.operator:
        case "*":
            return _product(a, c), _product(b, d)
        case "/":
            return _product(a, d), _product(b, c)
    first, second = _product(a, d), _product(c, b)
    size = max(len(first), len(second))
    first += [number(0)] * (size - len(first))
    second += [number(0)] * (size - len(second))
    return [_sum(node.operator, x, y) for x, y in zip(first, second, strict=True)], _product(b, d)


def _product(left: Polynomial, right: Polynomial) -> Polynomial:
    if len(left) + len(right) > 6:
        raise _NoSolution
    result: list[Node] = [number(0)] * (len(left) + len(right) - 1)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            result[i + j] = _sum("+", result[i + j], _times(a, b))
    return result


def _times(a: Node, b: Node) -> Node:
    for one, other in ((a, b), (b, a)):
        if isinstance(one, Number) and one.value in {0.0, 1.0}:
            return number(0) if one.value == 0 else other
    if isinstance(a, Number) and isinstance(b, Number):
        return number(a.value * b.value)
    return calculation("*", a, b)


def _sum(operator: str, a: Node, b: Node) -> Node:
    if isinstance(b, Number) and b.value == 0:
        return a
    if isinstance(a, Number) and a.value == 0:
        return b if operator == "+" else _minus(b)
    if isinstance(a, Number) and isinstance(b, Number):
        return number(a.value + b.value if operator == "+" else a.value - b.value)
    return calculation(operator, a, b)


def _minus(node: Node) -> Node:
    return number(-node.value) if isinstance(node, Number) else Unary(0, 0, "-", node)


def _trimmed(polynomial: Polynomial) -> Polynomial:
    """Without highest coefficients that are plainly 0."""
    parts = list(polynomial)
    while parts and isinstance(parts[-1], Number) and parts[-1].value == 0:
        parts.pop()
    return parts
