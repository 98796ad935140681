"""Where each key and value of a document stands in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
"""The way from the top of the document to a value: keys and list positions (from 0)."""


@dataclass(frozen=True)
class Position:
    """Line and column from 1. ``inline`` tells how many characters stand before the text itself (an opening quote);
    None where places inside a text cannot be told (folded or escaped texts)."""

    line: int
    column: int
    inline: int | None = None


NOWHERE = Position(0, 0)


@dataclass
class Positions:
    """Places of keys and values by path, and the data they were read with (for paths in words)."""

    file: str = ""
    data: Any = None
    keys: dict[Path, Position] = field(default_factory=dict)
    values: dict[Path, Position] = field(default_factory=dict)

    def of(self, path: Path) -> Position:
        """The key at ``path``, or its nearest ancestor that was written."""
        while path:
            position = self.keys.get(path) or self.values.get(path)
            if position is not None:
                return position
            path = path[:-1]
        return self.values.get((), NOWHERE)

    def inside(self, path: Path, line: int, column: int) -> Position:
        """A place inside the text at ``path``: line and column of the text, from 1."""
        value = self.values.get(path)
        if value is None:
            return self.of(path)
        if value.inline is None or line > 1:
            return value
        return Position(value.line, value.column + value.inline + column - 1)

    def words(self, path: Path) -> str:
        """The path in words: parts of a list by their code, else by number from 1."""
        return path_in_words(path, self.data)


def path_in_words(path: Path, data: Any) -> str:
    """``("indicators", 0, "children", 1, "formula")`` → ``indicators.A.children.A2.formula``."""
    words = ""
    here: Any = data
    for step in path:
        try:
            here = here[step] if here is not None else None
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            code = here.get("code") if isinstance(here, Mapping) else getattr(here, "code", None)
            words += f".{code}" if isinstance(code, str) else f"[{step + 1}]"
        else:
            words += f".{step}" if words else step
    return words
