"""What commands share: the language, where they print, progress on a terminal, and how a failure is told."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from keqiao.language import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable

OK, INVALID, USAGE, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: fine; errors in what was given; wrong use of the command; stopped by the user."""


class CommandError(Exception):
    """A command cannot go on; the message says why and what to do."""

    def __init__(self, sentence: Message, code: int = INVALID) -> None:
        self.message, self.code = sentence, code
        super().__init__(str(sentence))


@dataclass(frozen=True)
class Terminal:
    """Prints in one language: results on standard output, everything else on standard error."""

    language: Language
    quiet: bool = False

    def text(self, sentence: Message | str) -> str:
        """A sentence of ours in the terminal's language."""
        return sentence.in_language(self.language) if isinstance(sentence, Message) else sentence

    def print(self, sentence: Message | str = "") -> None:
        """A line of the result."""
        sys.stdout.write(self.text(sentence) + "\n")

    def tell(self, sentence: Message | str) -> None:
        """A line beside the result: a warning, a hint."""
        sys.stderr.write(self.text(sentence) + "\n")

    @contextmanager
    def progress(self) -> Iterator[Callable[[float, Message], None]]:
        """A function that shows the share done (0–1) and what is done; silent where nobody looks."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda share, sentence: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=1.0)
            yield lambda share, sentence: bar.update(task, completed=share, description=self.text(sentence))

    def table(self, heads: Sequence[Message | str], rows: Sequence[Sequence[str]]) -> None:
        """Columns in line, Chinese characters counted double."""
        lines = [[self.text(head) for head in heads], *rows]
        widths = [max(_cells(line[column]) for line in lines) for column in range(len(heads))]
        for line in lines:
            padded = (cell + " " * (width - _cells(cell)) for cell, width in zip(line, widths, strict=True))
            self.print("  ".join(padded).rstrip())


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
