"""Pieces of SQL: the text with its kind, how tight it binds and what it costs; literals as Polars takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "boolean", "text", "null"]
MAX_COST = 1500
LARGEST = "1.7976931348623157e308"
TIGHTNESS = {"OR": 1, "AND": 2, "NOT": 3, "=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "value": 8}


@dataclass(frozen=True)
class Piece:
    """SQL text with its kind, its precedence, and what it costs Polars (copies of operands counted)."""

    sql: str
    kind: Kind
    tight: int
    cost: int

    def within(self, tight: int) -> str:
        """The SQL, in brackets where it binds looser than ``tight``."""
        return self.sql if self.tight >= tight else f"({self.sql})"


def literal(number: float) -> str:
    """A float literal for Polars: the exponent keeps it from becoming an integer or a decimal."""
    text = repr(number)
    text = text if "e" in text else f"{text}e0"
    # Two minus signs in a row would open a comment.
    return f"({text})" if text.startswith("-") else text
