"""Reading a file of prose for a command: a refusal of the file, or of the system, ends the command in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import opening
from keqiao.commands.terminal import CommandError, Terminal
from keqiao.language import Message

if TYPE_CHECKING:
    from keqiao.engine.phrases import ProseParagraph


def read_prose(path: Path, terminal: Terminal) -> list[ProseParagraph]:
    """The paragraphs of a Word document or text. Raises :class:`CommandError`."""
    from keqiao.engine.phrases import paragraphs_of
    from keqiao.files.problems import FileProblem

    try:
        with opening(path):
            return paragraphs_of(path)
    except FileProblem as problem:
        raise CommandError(Message("{said}", {"said": problem.in_language(terminal.language)})) from problem
