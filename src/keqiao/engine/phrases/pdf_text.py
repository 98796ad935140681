"""The text of a PDF, paragraph by paragraph: lines that the page broke are joined again.

A PDF keeps glyphs with places, not paragraphs. A line that reaches as far as the longest ones of its page goes on in
the next, unless it ends a sentence or the next begins like a heading; what was scanned has no text and is refused.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from keqiao.engine.phrases.word_text import ProseParagraph
from keqiao.files.problems import FileProblem
from keqiao.language import message

MOST_PAGES = 300
NEARLY = 12
"""A line that is so many half-width characters shorter than the longest of its page still reaches to the margin: the
first of a paragraph is indented by four, and what does not fit before the margin goes to the next.
"""
RADICALS = dict(
    zip(
        "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰⻳",
        "母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐龙龟",
        strict=True,
    )
)
"""Radicals that fonts give for the characters that look alike (EquivalentUnifiedIdeograph of Unicode, those in use);
the block of Kangxi radicals is mapped by NFKC.
"""
_BEGINS = re.compile(
    r"\s{0,4}(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|附件|第[一二三四五六七八九十]{1,3}[章条])"
)
_ENDS = re.compile(r"[。；！？：;:!?]\s{0,4}$")
_PAGE_NUMBER = re.compile(r"\s{0,20}[—–-]?\s{0,4}\d{1,3}\s{0,4}[—–-]?\s{0,20}")


def pdf_paragraphs(path: Path) -> list[ProseParagraph]:
    """The paragraphs of a PDF that hold text, in the order of the pages. Raises FileProblem, with what to do."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileProblem(
                "protected",
                message("{name} is protected by a password.", name=path.name),
                message("Save it without a password."),
            )
        pages = [characters(page.extract_text()) for page in reader.pages[:MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileProblem(
            "damaged",
            message("{name} cannot be read as a PDF.", name=path.name),
            message("Open it and print it to a PDF again, or give its text."),
        ) from error
    texts = list(_paragraphs(pages))
    if not texts:
        raise FileProblem(
            "scanned",
            message("{name} holds pictures of pages, no text.", name=path.name),
            message("Let a program recognise the text first, or give the Word document."),
        )
    return [
        ProseParagraph(message("line {number}", number=number), text) for number, text in enumerate(texts, 1)
    ]


def characters(text: str) -> str:
    """The text with characters where the PDF has radicals: 示 for ⽰, 见 for ⻅."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if "\u2f00" <= sign <= "\u2fd5" else RADICALS.get(sign, sign)
        for sign in text
    )


def _cells(text: str) -> int:
    """How wide a text is in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


def _paragraphs(pages: Iterable[str]) -> Iterator[str]:
    """Lines joined to paragraphs, also over the end of a page."""
    paragraph, goes_on = "", False
    for page in pages:
        lines = [line.strip() for line in page.splitlines()]
        lines = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
        width = max(map(_cells, lines), default=0)
        for line in lines:
            if paragraph and (not goes_on or _BEGINS.match(line)):
                yield paragraph
                paragraph = ""
            paragraph += (" " if _parts_words(paragraph, line) else "") + line
            goes_on = _cells(line) >= width - NEARLY and not _ENDS.search(line)
    if paragraph:
        yield paragraph


def _parts_words(before: str, after: str) -> bool:
    """Whether a blank stands between: where words of Latin letters meet."""
    signs = before[-1:] + after[:1]
    return len(signs) == 2 and signs.isascii() and signs.isalnum()
