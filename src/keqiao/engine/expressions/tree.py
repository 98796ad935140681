"""The syntax tree of an expression: small immutable nodes, each with its place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

ARITHMETIC = frozenset("+-*/")
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True)
class Node:
    """Any node; ``start`` and ``end`` are character offsets (``end`` not included)."""

    start: int
    end: int

    def children(self) -> tuple[Node, ...]:
        """The direct operands in the order written."""
        return ()

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents before children, without recursion."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children()))


@dataclass(frozen=True)
class Number(Node):
    """A number written out."""

    value: float


@dataclass(frozen=True)
class Text(Node):
    """A text in single quotes."""

    value: str


@dataclass(frozen=True)
class Truth(Node):
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True)
class Null(Node):
    """NULL, the missing value."""


@dataclass(frozen=True)
class Name(Node):
    """A declared name."""

    name: str


@dataclass(frozen=True)
class Unary(Node):
    """``-x`` or ``NOT x``; ``operator`` is "-" or "NOT"."""

    operator: str
    operand: Node

    def children(self) -> tuple[Node, ...]:
        """The operand."""
        return (self.operand,)


@dataclass(frozen=True)
class Binary(Node):
    """Two operands: + - * / = <> < <= > >= AND OR."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        """Left and right operand."""
        return (self.left, self.right)


@dataclass(frozen=True)
class Between(Node):
    """``value [NOT] BETWEEN low AND high``, both ends included."""

    value: Node
    low: Node
    high: Node
    negated: bool

    def children(self) -> tuple[Node, ...]:
        """Value, low end, high end."""
        return (self.value, self.low, self.high)


@dataclass(frozen=True)
class Among(Node):
    """``value [NOT] IN (option, …)``."""

    value: Node
    options: tuple[Node, ...]
    negated: bool

    def children(self) -> tuple[Node, ...]:
        """The value, then the options."""
        return (self.value, *self.options)


@dataclass(frozen=True)
class IsNull(Node):
    """``value IS [NOT] NULL``."""

    value: Node
    negated: bool

    def children(self) -> tuple[Node, ...]:
        """The value."""
        return (self.value,)


@dataclass(frozen=True)
class Like(Node):
    """``value [NOT] LIKE 'pattern'`` with % and _."""

    value: Node
    pattern: Text
    negated: bool

    def children(self) -> tuple[Node, ...]:
        """Value and pattern."""
        return (self.value, self.pattern)


@dataclass(frozen=True)
class Call(Node):
    """A function of the language, its name in capitals."""

    function: str
    arguments: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        """The arguments."""
        return self.arguments


def unguarded(below: Node) -> Node:
    """A denominator without its NULLIF(…, 0)."""
    if isinstance(below, Call) and below.function == "NULLIF" and isinstance(below.arguments[1], Number):
        return below.arguments[0]
    return below


@dataclass(frozen=True)
class CaseWhen(Node):
    """``CASE WHEN … THEN … [ELSE …] END`` and ``IF(…)``; without ELSE the value is missing."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node | None

    def children(self) -> tuple[Node, ...]:
        """Condition and value of each branch, then the ELSE value."""
        flat = tuple(node for branch in self.branches for node in branch)
        return flat if self.otherwise is None else (*flat, self.otherwise)
