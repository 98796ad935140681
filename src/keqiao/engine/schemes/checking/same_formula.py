"""What a formula reads, in a form in which the order of factors and terms, NULLIF(x, 0) and a scale do not count."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import Any

from keqiao.engine.expressions.tree import Binary, Name, Node, Number, unguarded

_CHAINS = {"+": "+-", "-": "+-", "AND": ("AND",), "OR": ("OR",)}


def reading(formula: Node, denominator: Node | None = None) -> str:
    """The same text for formulas that give the same figure but for a scale: 100 * a / NULLIF(b, 0), a / b, a ÷ b."""
    return _product(formula, denominator)[1]


def _product(node: Node, divisor: Node | None = None) -> tuple[float, str]:
    """The numbers of a product, multiplied, and its other factors in order. Chains are walked without recursion."""
    scale = 1.0
    factors: Counter[str] = Counter()
    waiting = [(node, 1), *(((divisor, -1),) if divisor is not None else ())]
    while waiting:
        factor, power = waiting.pop()
        if isinstance(factor, Binary) and factor.operator in {"*", "/"}:
            waiting += [(factor.left, power), (factor.right, power if factor.operator == "*" else -power)]
        elif isinstance(factor, Number) and factor.value:
            scale *= factor.value**power
        elif (inner := unguarded(factor)) is not factor:
            waiting.append((inner, power))
        else:
            factors[_other(factor)] += power
    words = sorted(f"{word}^{power}" for word, power in factors.items() if power)
    return scale, "·".join(words) or "1"


def _other(node: Node) -> str:
    """Any node that is no product."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Binary) and node.operator in _CHAINS:
        return _chain(node)
    parts = (_text(getattr(node, part.name)) for part in fields(node) if part.name not in _PLACE)
    return f"{type(node).__name__}({','.join(parts)})"


_PLACE = {"start", "end"}


def _text(value: Any) -> str:
    if isinstance(value, Node):
        scale, word = _product(value)
        return f"{scale:.12g}·{word}"
    return f"({','.join(map(_text, value))})" if isinstance(value, tuple) else repr(value)


def _chain(node: Binary) -> str:
    """A sum, or conditions joined by one word, in order."""
    signs = _CHAINS[node.operator]
    terms: list[str] = []
    waiting: list[tuple[Node, float]] = [(node, 1.0)]
    while waiting:
        term, sign = waiting.pop()
        if isinstance(term, Binary) and term.operator in signs:
            waiting += [(term.left, sign), (term.right, -sign if term.operator == "-" else sign)]
        else:
            scale, word = _product(term)
            terms.append(f"{sign * scale:.12g}·{word}")
    return f"{signs[0]}({','.join(sorted(terms))})"
