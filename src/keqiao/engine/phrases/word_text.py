"""The text of a Word file (.docx), paragraph by paragraph, as a reader sees it.

Runs are joined, so a figure that Word has cut into pieces is whole again; text inside content controls, fields, links
and insertions counts, deleted text and the instructions of fields do not, and what stands twice for older programs
(``mc:Fallback``) is read once. Bookmarks named ``_kq_…`` bind a figure to its source; they survive editing where
content controls lose their tags.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from keqiao.files.bookmarks import BOUND
from keqiao.files.markup import MOST_ATTRIBUTES, Markup, local, prefixed, too_many_attributes
from keqiao.files.packages import Package
from keqiao.files.problems import FileProblem
from keqiao.language import Message, message

MAIN, MACROS = "word/document.xml", "word/vbaProject.bin"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_IGNORED = frozenset({"Fallback", "instrText", "delText", "delInstrText"})
_WRITTEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass(frozen=True)
class BoundPlace:
    """A piece of a paragraph that a bookmark binds: its name without the prefix, and where it stands."""

    name: str
    start: int
    end: int


@dataclass
class ProseParagraph:
    """One paragraph and where it stands: its number in the file, or table, row and cell."""

    place: Message
    text: str = ""
    bound: list[BoundPlace] = field(default_factory=list)
    cell: tuple[int, int, int] | None = None
    """Table, row and column, each from 1, of a paragraph in a table."""


def word_paragraphs(source: Path | bytes, name: str = "") -> list[ProseParagraph]:
    """The paragraphs of a Word file that hold text, in their order. Raises FileProblem."""
    with Package(io.BytesIO(source) if isinstance(source, bytes) else source, name) as package:
        if package.find(MACROS) is not None:
            raise FileProblem(
                "macros",
                message("The document holds macros, which nobody has looked at."),
                message("Save it as a document without macros (.docx)."),
            )
        main = package.find(MAIN)
        if main is None:
            raise FileProblem(
                "no_word_text",
                message("The file is a package, but there is no Word document in it."),
                message("Save it as a Word document (.docx)."),
            )
        paragraphs: list[ProseParagraph] = []
        tables = 0
        for part in (main, *filter(None, map(package.find, NOTES))):
            reader = _WordMarkup(len(paragraphs), tables)
            package.read_into(part, reader)
            paragraphs += reader.paragraphs
            tables = reader.tables
        return [paragraph for paragraph in paragraphs if paragraph.text.strip()]


class _WordMarkup(Markup):
    """The elements of WordprocessingML that hold text (ECMA-376 part 1, clause 17)."""

    def __init__(self, paragraphs_before: int, tables_before: int) -> None:
        super().__init__()
        self.paragraphs: list[ProseParagraph] = []
        self.tables = tables_before
        self._before = paragraphs_before
        self._open: list[ProseParagraph] = []
        """Paragraphs that are open: those of a text box stand inside the one that holds the box."""
        self._cells: list[list[int]] = []
        """For each open table its number, row and column."""
        self._spans: list[int] = []
        """For each open table the further columns that its last cell goes over."""
        self._ignored = 0
        self._marks: dict[str, tuple[ProseParagraph, str, int]] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self.opened += 1
        if len(attributes) > MOST_ATTRIBUTES:
            raise too_many_attributes(name)
        tag = local(name)
        if self._ignored or tag in _IGNORED:
            self._ignored += 1
        elif tag == "p":
            self._begin_paragraph()
        elif tag == "t":
            self.text = self._add
        elif tag in _WRITTEN:
            self._add(_WRITTEN[tag])
        elif tag == "tbl":
            self.tables += 1
            self._cells.append([self.tables, 0, 0])
            self._spans.append(0)
        elif tag == "tr" and self._cells:
            self._cells[-1][1:] = [self._cells[-1][1] + 1, 0]
            self._spans[-1] = 0
        elif tag == "tc" and self._cells:
            self._cells[-1][2] += 1 + self._spans[-1]
            self._spans[-1] = 0
        elif tag == "gridSpan" and self._spans:
            self._spans[-1] = _span(prefixed(attributes, "val"))
        elif tag == "bookmarkStart":
            self._mark(prefixed(attributes, "name"), prefixed(attributes, "id"))
        elif tag == "bookmarkEnd":
            self._bind(prefixed(attributes, "id"))

    def end(self, name: str) -> None:
        """An element ends."""
        self.closed += 1
        tag = local(name)
        if self._ignored:
            self._ignored -= 1
        elif tag == "t":
            self.text = None
        elif tag == "p" and self._open:
            self._open.pop()
        elif tag == "tbl" and self._cells:
            self._cells.pop()
            self._spans.pop()

    def _begin_paragraph(self) -> None:
        number = self._before + len(self.paragraphs) + 1
        if self._cells:
            table, row, column = self._cells[-1]
            place = message("table {table}, row {row}, cell {column}", table=table, row=row, column=column)
            paragraph = ProseParagraph(place, cell=(table, row, column))
        else:
            paragraph = ProseParagraph(message("paragraph {number}", number=number))
        self.paragraphs.append(paragraph)
        self._open.append(paragraph)

    def _add(self, text: str) -> None:
        if self._open:
            self._open[-1].text += text

    def _mark(self, name: str, key: str) -> None:
        if name.startswith(BOUND) and self._open:
            paragraph = self._open[-1]
            self._marks[key] = (paragraph, name.removeprefix(BOUND), len(paragraph.text))

    def _bind(self, key: str) -> None:
        if key in self._marks and self._open:
            paragraph, name, start = self._marks.pop(key)
            if paragraph is self._open[-1]:
                paragraph.bound.append(BoundPlace(name, start, len(paragraph.text)))


def _span(text: str) -> int:
    """The columns beyond the first that a cell goes over."""
    return min(int(text), 1_000) - 1 if text.isdigit() and text.isascii() and int(text) else 0
