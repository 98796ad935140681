"""A program of its own that reads one PDF file: ``python -m keqiao.web.facts.pdf_pages MODE FILE [PAGE]``.

It runs apart because a damaged or hostile file may take all time and memory, or bring the reading library down; the
caller (``picturing``) sets limits and takes what comes. MODE ``count`` prints the number of pages, ``text`` the text of
the first pages in UTF-8, ``picture`` writes one page as PNG.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Iterator
from typing import Any

MEMORY = 1 << 30
"""Bytes that the process may take."""
SECONDS = 20
PAGES_OF_TEXT = 20
CHARACTERS = 200_000
WIDEST, TALLEST = 1600, 2400
"""Pixels of a picture at most."""


@contextlib.contextmanager
def document(path: str) -> Iterator[Any]:
    """Open a PDF. Raises PdfiumError for one that is damaged or asks for a password."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(path)
    try:
        yield opened
    finally:
        opened.close()


def text(path: str) -> str:
    """Return the text of the first pages."""
    found = []
    with document(path) as opened:
        for number in range(min(len(opened), PAGES_OF_TEXT)):
            found.append(opened[number].get_textpage().get_text_bounded())
    return "\n".join(found)[:CHARACTERS]


def picture(path: str, number: int, out: Any) -> None:
    """Write page ``number`` (from 1) as PNG. Raises IndexError when there is none."""
    with document(path) as opened:
        if not 1 <= number <= len(opened):
            raise IndexError(number)
        page = opened[number - 1]
        width, height = page.get_size()
        scale = min(2.0, WIDEST / max(width, 1), TALLEST / max(height, 1))
        page.render(scale=scale).to_pil().save(out, "PNG")


def main(arguments: list[str]) -> int:
    """Do what the command line says; a file that cannot be read ends with 1, a missing page with 3."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    mode, path, *rest = arguments
    try:
        if mode == "picture":
            picture(path, int(rest[0]), sys.stdout.buffer)
        elif mode == "text":
            sys.stdout.buffer.write(text(path).encode("utf-8", "replace"))
        else:
            with document(path) as opened:
                sys.stdout.write(str(len(opened)))
    except IndexError:
        return 3
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
