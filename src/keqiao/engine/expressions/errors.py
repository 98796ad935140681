"""What is said when an expression cannot be accepted: what is wrong, where, and what to do."""

from __future__ import annotations

import unicodedata

from keqiao.language import Message, message


class ExpressionError(ValueError):
    """An expression that the language does not accept; the only exception the parser raises.

    ``line`` and ``column`` count from 1 inside ``text``; ``column`` counts characters. ``remedy`` says what to do.
    """

    def __init__(self, problem: Message, text: str, offset: int = 0, remedy: Message | None = None) -> None:
        self.problem = problem
        self.remedy = remedy
        self.text = text
        self.offset = max(0, min(offset, len(text)))
        before = text[: self.offset]
        self.line = before.count("\n") + 1
        self.column = self.offset - (before.rfind("\n") + 1) + 1
        super().__init__(problem)

    def caret(self) -> str:
        """The line of the text and, under it, a caret at the place (wide characters take two columns)."""
        lines = self.text.split("\n")
        line = lines[self.line - 1]
        text = "".join(character if character.isprintable() else " " for character in line)
        start = max(0, self.column - 60)
        before = text[start : self.column - 1]
        return f"{text[start : start + 100]}\n{' ' * sum(map(_columns, before))}^"

    def in_language(self, language: str) -> str:
        """The whole message: place and problem, the caret, the remedy."""
        place = message("line {line}, column {column}", line=self.line, column=self.column)
        head = f"{place.in_language(language)}: {self.problem.in_language(language)}"
        parts = [head, self.caret()]
        if self.remedy is not None:
            parts.append(self.remedy.in_language(language))
        return "\n".join(parts)

    def __str__(self) -> str:
        return self.in_language("en")


def _columns(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
