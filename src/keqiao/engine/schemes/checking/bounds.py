"""Between which figures an expression's value can lie, from the declared minimum and maximum of what it reads."""

from __future__ import annotations

import math

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
    Number,
    Truth,
    Unary,
)
from keqiao.engine.schemes.checking.context import Context

Interval = tuple[float, float]
ALL: Interval = (-math.inf, math.inf)


def bounds(node: Node, context: Context) -> Interval:
    """The least and the greatest value, as far as the form tells; the whole line where it does not."""
    match node:
        case Number(value=value):
            return value, value
        case Truth() | Among() | Between() | IsNull() | Like():
            return 0.0, 1.0
        case Name(name=name):
            return _of_name(name, context)
        case Unary(operator="-", operand=operand):
            low, high = bounds(operand, context)
            return -high, -low
        case Unary():
            return 0.0, 1.0
        case CaseWhen():
            parts = [bounds(value, context) for _, value in node.branches]
            parts += [bounds(node.otherwise, context)] if node.otherwise is not None else []
            return min(low for low, _ in parts), max(high for _, high in parts)
        case Call():
            return _call(node, context)
        case Binary():
            return _spine(node, context)
    return ALL


def _of_name(name: str, context: Context) -> Interval:
    if name in context.known:
        return context.known[name]
    measure = context.measures.get(name)
    if measure is not None:
        low = measure.lowest
        if low is None and measure.type == "boolean":
            low = 0.0
        high = (
            measure.maximum if measure.maximum is not None else 1.0 if measure.type == "boolean" else math.inf
        )
        if measure.levels:
            low = min(measure.levels.values()) if low is None else low
            high = min(high, max(measure.levels.values()))
        return -math.inf if low is None else low, high
    for parameter in context.scheme.parameters:
        if parameter.code == name:
            values = [*parameter.values.values()]
            values += [number for number in (parameter.value, parameter.default) if number is not None]
            return min(values), max(values)
    return ALL


def _spine(node: Binary, context: Context) -> Interval:
    spine = [node]
    while isinstance(spine[-1].left, Binary):
        spine.append(spine[-1].left)
    left = bounds(spine[-1].left, context)
    for binary in reversed(spine):
        left = _binary(binary.operator, left, bounds(binary.right, context))
    return left


def _binary(operator: str, left: Interval, right: Interval) -> Interval:
    match operator:
        case "+":
            return left[0] + right[0], left[1] + right[1]
        case "-":
            return left[0] - right[1], left[1] - right[0]
        case "*":
            corners = [_times(a, b) for a in left for b in right]
            return min(corners), max(corners)
        case "/":
            if right[0] > 0 or right[1] < 0:
                inverse = (_inverse(right[1]), _inverse(right[0]))
            elif right[0] == 0:  # A division by zero gives nothing, so only positive denominators count.
                inverse = (_inverse(right[1]), math.inf)
            else:
                return ALL
            corners = [_times(a, b) for a in left for b in inverse]
            return min(corners), max(corners)
        case _:
            return 0.0, 1.0


def _call(node: Call, context: Context) -> Interval:
    parts = [bounds(argument, context) for argument in node.arguments]
    low, high = parts[0]
    match node.function:
        case "ABS":
            return (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
        case "SIGN":
            return (
                -1.0 if low < 0 else 0.0 if low == 0 else 1.0,
                1.0 if high > 0 else 0.0 if high == 0 else -1.0,
            )
        case "FLOOR" | "CEIL" | "ROUND":
            return low - 1 if math.isfinite(low) and low != int(low) else low, high + 1
        case "LEAST":
            return min(part[0] for part in parts), min(part[1] for part in parts)
        case "GREATEST":
            return max(part[0] for part in parts), max(part[1] for part in parts)
        case "COALESCE":
            return min(part[0] for part in parts), max(part[1] for part in parts)
        case "NULLIF":
            return low, high
        case "SQRT":
            return math.sqrt(max(low, 0.0)), math.sqrt(high) if high >= 0 else 0.0
        case "EXP":
            return 0.0, math.inf
        case _:
            return ALL


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _inverse(a: float) -> float:
    return 0.0 if math.isinf(a) else 1 / a if a else math.inf
