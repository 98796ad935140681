"""Files that hold prose: plain text, Word documents and PDFs, as paragraphs with their places."""

from __future__ import annotations

from pathlib import Path

from keqiao.engine.phrases.pdf_text import pdf_paragraphs
from keqiao.engine.phrases.word_text import ProseParagraph, word_paragraphs
from keqiao.files.problems import FileProblem
from keqiao.files.texts import decoded
from keqiao.language import message

LARGEST_TEXT = 20_000_000
"""Bytes of a plain text."""
_OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1")


def paragraphs_of(path: Path) -> list[ProseParagraph]:
    """The paragraphs of a .docx, PDF or text file that hold text. Raises FileProblem, with what to do, and OSError."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return word_paragraphs(path, path.name)
    if head.startswith(_OLD_WORD):
        raise FileProblem(
            "old_word",
            message("{name} is a document of Word 97–2003 or is protected by a password.", name=path.name),
            message("Open it in Word or WPS and save it as .docx without a password."),
        )
    if head.startswith(b"%PDF"):
        return pdf_paragraphs(path)
    if path.stat().st_size > LARGEST_TEXT:
        raise FileProblem(
            "too_large",
            message(
                "{name} has more than {size} MB of text.", name=path.name, size=LARGEST_TEXT // 1_000_000
            ),
            message("Give it in parts."),
        )
    text = decoded(path.read_bytes())
    if text is None:
        raise FileProblem(
            "not_text",
            message(
                "{name} is neither text in UTF-8, UTF-16 or GB18030 (GBK) nor a Word document.",
                name=path.name,
            ),
            message("Save it as .docx, or as text in UTF-8."),
        )
    return text_paragraphs(text)


def text_paragraphs(text: str) -> list[ProseParagraph]:
    """The lines of a text that are not empty."""
    return [
        ProseParagraph(message("line {number}", number=number), line)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    ]


def numbered_lines(paragraphs: list[ProseParagraph]) -> list[str]:
    """The texts so that the number of each in the list, from 1, is the one that its place tells; the rest is empty.

    Rows of tables, which have other places, follow at the end, each as one line (``| cell | cell |``).
    """
    numbers = [paragraph.place.values.get("number") for paragraph in paragraphs]
    lines = [""] * max((number for number in numbers if number), default=0)
    rows: dict[tuple[int, int], dict[int, str]] = {}
    others = []
    for number, paragraph in zip(numbers, paragraphs, strict=True):
        if number:
            lines[number - 1] = paragraph.text
        elif paragraph.cell is not None:
            table, row, column = paragraph.cell
            cells = rows.setdefault((table, row), {})
            cells[column] = " ".join(filter(None, (cells.get(column, ""), paragraph.text)))
        else:
            others.append(paragraph.text)
    return lines + others + [_as_row(cells) for cells in rows.values()]


def _as_row(cells: dict[int, str]) -> str:
    texts = [cells.get(column, "") for column in range(1, max(cells) + 1)]
    return texts[0] if len(texts) == 1 else f"| {' | '.join(texts)} |"
