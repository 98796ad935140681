"""Short papers whose figures are bound: a brief of one page, the profile of a platform, a notice.

A paper is its blocks: paragraphs, a table, a picture. Where it is longer than it may be, its tables are told in fewer
rows, and each says how many it leaves out: no figure is dropped in silence.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import yaml
from pypdf import PdfReader

from keqiao.engine.papers import Align, Document, PdfUnavailable, pdf
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.draft import read_draft
from keqiao.engine.reports.report_paper import BuiltReport, build_report

LEFT_OUT = "从略_"
"""How the fact begins that says how many rows a table leaves out."""


@dataclass(frozen=True)
class PaperTable:
    """A table of a short paper: ``name`` is that of the list in templates, whose columns are its heads.

    ``least``: so many rows are told however short the paper has to be.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[Align, ...] = ()
    least: int = 3
    left_out: int = 0

    @property
    def spare(self) -> int:
        """Rows that may be left out."""
        return max(len(self.rows) - self.least, 0)

    def cut(self, rows: int) -> PaperTable:
        """The table with so many rows fewer."""
        if not rows:
            return self
        return replace(self, rows=self.rows[: len(self.rows) - rows], left_out=self.left_out + rows)


@dataclass(frozen=True)
class PaperBlock:
    """A part of a short paper: ``name`` is that of its text in templates; its heading (none where empty)."""

    name: str
    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    table: PaperTable | None = None
    picture: tuple[str, str] = ("", "")
    """Name and caption."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told in it."""
        return not self.paragraphs and not (self.table and self.table.rows) and not self.picture[0]


@dataclass(frozen=True)
class ShortPaper:
    """A short paper: what stands around its text, its blocks, the facts that its {{fields}} name, its pictures."""

    title: str
    blocks: tuple[PaperBlock, ...]
    facts: Sequence[SourceFact]
    subtitle: str = ""
    addressee: str = ""
    by: str = ""
    on: date | None = None
    signed: bool = True
    """Whether issuer and day stand under the text."""
    mark_doubtful: bool = True
    """Whether typed figures that no fact supports are marked; a notice says what was decided."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def draft(self) -> str:
        """The text of the paper, as :func:`~keqiao.engine.reports.read_draft` reads it."""
        head = {"title": self.title, "subtitle": self.subtitle, "addressee": self.addressee}
        named: dict[str, object] = {name: text for name, text in head.items() if text}
        if self.signed and self.by:
            named["by"] = self.by
        if self.on is not None:
            named["date"] = self.on
        lines = ["---", yaml.safe_dump(named, allow_unicode=True, width=10_000).strip(), "---"]
        for block in self.blocks:
            if block.is_empty:
                continue
            lines += [f"## {block.heading}"] if block.heading else []
            lines += [_line(text) for text in block.paragraphs]
            if block.picture[0]:
                lines.append(f"![{block.picture[1]}]({block.picture[0]})")
            if block.table and block.table.rows:
                lines += _table_lines(block.table)
        return "\n".join(lines)

    def built(self, at: datetime | None = None) -> BuiltReport:
        """The paper, tried. Raises DraftError for a field that no fact fills."""
        return build_report(
            read_draft(self.draft()),
            self.all_facts,
            pictures=self.pictures,
            at=at,
            mark_doubtful=self.mark_doubtful,
        )

    @property
    def all_facts(self) -> list[SourceFact]:
        """Its facts, and how many rows its tables leave out."""
        tables = [block.table for block in self.blocks if block.table and block.table.left_out]
        left_out = [
            SourceFact((f"{LEFT_OUT}{table.name}",), Decimal(table.left_out), "项") for table in tables
        ]
        return [*self.facts, *left_out]

    @cached_property
    def spare(self) -> int:
        """Rows that may be left out of all tables."""
        return sum(block.table.spare for block in self.blocks if block.table)

    def shortened(self, rows: int) -> ShortPaper:
        """The paper with so many rows fewer, each taken from the table that then has most to spare."""
        tables = {number: block.table for number, block in enumerate(self.blocks) if block.table}
        cuts = dict.fromkeys(tables, 0)
        for _ in range(min(rows, self.spare)):
            longest = max(tables, key=lambda number: (tables[number].spare - cuts[number], number))
            cuts[longest] += 1
        blocks = [
            replace(block, table=tables[number].cut(cuts[number])) if number in tables else block
            for number, block in enumerate(self.blocks)
        ]
        return replace(self, blocks=tuple(blocks))

    def texts(self) -> dict[str, str]:
        """What a template is given by the names of its texts."""
        on = f"{self.on.year}年{self.on.month}月{self.on.day}日" if self.on else ""
        named = {
            "标题": self.title,
            "副标题": self.subtitle,
            "主送": self.addressee,
            "落款": self.by,
            "日期": on,
        }
        return named | {block.name: "\n".join(block.paragraphs).replace("**", "") for block in self.blocks}

    def lists(self) -> dict[str, list[dict[str, str]]]:
        """What a template is given by the names of its lists."""
        tables = [block.table for block in self.blocks if block.table]
        return {
            table.name: [dict(zip(table.heads, row, strict=True)) for row in table.rows] for table in tables
        }


@dataclass(frozen=True)
class FittedPaper:
    """A paper that is no longer than asked: how it was built, its pages (0: they were not measured)."""

    paper: ShortPaper
    built: BuiltReport
    pages: int

    @property
    def document(self) -> Document:
        """What is written as a file."""
        return self.built.document


def fitted(paper: ShortPaper, most: int, *, mark: str = "", at: datetime | None = None) -> FittedPaper:
    """The paper with as many rows as ``most`` pages hold, measured on the PDF; as short as it gets where none is made.

    A paper that is too long without its spare rows stays too long, and its ``pages`` tell so. ``mark`` stands above its
    title. Raises DraftError.
    """
    kept, dropped = 0, paper.spare
    # From whole to short: rows only ever take room, so the first that fits is found by halving.
    best = _measured(paper, mark, at)
    if 0 < best.pages <= most:
        return best
    best = _measured(paper.shortened(dropped), mark, at)
    while best.pages and dropped - kept > 1:
        middle = (kept + dropped) // 2
        tried = _measured(paper.shortened(middle), mark, at)
        if tried.pages <= most:
            best, dropped = tried, middle
        else:
            kept = middle
    return best


def _measured(paper: ShortPaper, mark: str, at: datetime | None) -> FittedPaper:
    built = paper.built(at)
    try:
        return FittedPaper(paper, built, page_count(pdf(built.document, mark=mark)))
    except PdfUnavailable:
        return FittedPaper(paper, built, 0)


def page_count(content: bytes) -> int:
    """Pages of a PDF."""
    return len(PdfReader(io.BytesIO(content)).pages)


def _table_lines(table: PaperTable) -> list[str]:
    marks = {"left": ":---", "center": ":---:", "right": "---:"}
    align = table.align or ("left",) * len(table.heads)
    caption = table.caption
    if table.left_out:
        caption += f"（择要列出，另有{{{{{LEFT_OUT}{table.name}}}}}从略）"
    rows = [table.heads, tuple(marks[side] for side in align), *table.rows]
    return [
        caption,
        *(
            "| "
            + " | ".join(_line(cell).replace("|", "／") if "{{" not in cell else cell for cell in row)
            + " |"
            for row in rows
        ),
    ]


def _line(text: str) -> str:
    """A text as one line that the draft reads as running text."""
    return " ".join(text.split()).lstrip("#|")
