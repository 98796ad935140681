"""What the form of a syntax tree tells by itself: literals, computed values, what is never zero, names of texts."""

from __future__ import annotations

from keqiao.engine.expressions.dates import DATE_FUNCTIONS
from keqiao.engine.expressions.tree import (
    COMPARISONS,
    Among,
    Between,
    Binary,
    Call,
    CaseWhen,
    Like,
    Name,
    Node,
    Null,
    Number,
    Text,
    Truth,
    Unary,
)


def is_literal(node: Node) -> bool:
    """Whether a node is a value as it is written."""
    return isinstance(node, Number | Text | Truth | Null)


def is_computed(node: Node) -> bool:
    """Whether a value is the result of arithmetic, which leaves binary fractions; figures as they came are exact."""
    return any(
        isinstance(inner, Binary) and inner.operator in {"+", "-", "*", "/"} for inner in node.walk()
    ) or any(
        isinstance(inner, Call) and inner.function in {"POWER", "SQRT", "EXP", "LN", "LOG10"}
        for inner in node.walk()
    )


def number_of(node: Node) -> float | None:
    """The number that a literal is."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Unary) and node.operator == "-" and isinstance(node.operand, Number):
        return -node.operand.value
    return None


def never_zero(node: Node) -> bool:
    """Whether a value is certainly not zero by its form alone: a literal, NULLIF(x, 0), GREATEST(x, 1)."""
    match node:
        case Number(value=value):
            return value != 0
        case Unary(operator="-", operand=operand):
            return never_zero(operand)
        case Call(function="NULLIF", arguments=(_, Number(value=value))):
            return value == 0
        case Call(function="GREATEST", arguments=arguments):
            return any(isinstance(argument, Number) and argument.value > 0 for argument in arguments)
    return False


def names_of_texts(tree: Node) -> set[str]:
    """Names that stand against a text in single quotes."""
    names: set[str] = set()
    for node in tree.walk():
        operands: tuple[Node, ...] = ()
        if (
            (isinstance(node, Binary) and node.operator in COMPARISONS)
            or isinstance(node, Among | Between | Like)
            or (isinstance(node, Call) and node.function in {"COALESCE", "NULLIF"})
        ):
            operands = node.children()
        elif isinstance(node, CaseWhen):
            others = () if node.otherwise is None else (node.otherwise,)
            operands = (*(value for _, value in node.branches), *others)
        elif isinstance(node, Call) and node.function in DATE_FUNCTIONS:
            names |= {operand.name for operand in node.arguments if isinstance(operand, Name)}
        if any(isinstance(operand, Text) for operand in operands):
            names |= {operand.name for operand in operands if isinstance(operand, Name)}
    return names
