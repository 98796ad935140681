"""PDF files: the number of pages, the text, a page drawn as PNG; for a process of its own, without Django."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keqiao.files.problems import FileProblem
from keqiao.language import message
from keqiao.web.facts.photographs import TALLEST, WIDEST

PAGES_OF_TEXT = 20
CHARACTERS = 200_000
MISSING = "missing"
"""The code of the problem that a page is not there."""


@contextlib.contextmanager
def document(path: Path) -> Iterator[Any]:
    """Open a PDF. Raises FileProblem for one that is damaged or asks for a password."""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise damaged() from error
    try:
        yield opened
    finally:
        opened.close()


def damaged() -> FileProblem:
    """The problem of a PDF that cannot be opened."""
    return FileProblem(
        "damaged",
        message("The PDF cannot be opened: it is damaged or protected by a password."),
        message("Open it in the program that wrote it, and save it anew."),
    )


def text_of(opened: Any) -> str:
    """The text of the first pages."""
    texts = [
        opened[number].get_textpage().get_text_bounded() for number in range(min(len(opened), PAGES_OF_TEXT))
    ]
    return "\n".join(texts)[:CHARACTERS]


def count(path: Path) -> bytes:
    """The task: the number of pages."""
    with document(path) as opened:
        return str(len(opened)).encode()


def page(path: Path, number: str) -> bytes:
    """The task: page ``number`` (from 1) as PNG. Raises FileProblem, with the code MISSING where there is none."""
    with document(path) as opened:
        if not 1 <= int(number) <= len(opened):
            raise FileProblem(MISSING, message("There is no such page."))
        drawn = opened[int(number) - 1]
        width, height = drawn.get_size()
        scale = min(2.0, WIDEST / max(width, 1), TALLEST / max(height, 1))
        return _png(drawn.render(scale=scale).to_pil())


def _png(picture: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
