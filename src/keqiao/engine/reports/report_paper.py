"""From a draft and facts to an official paper: fields filled, figures tried against facts and one another.

A typed figure that no fact supports is marked 待佐证 and counted; figures that contradict each other or a fact are
listed, and whoever issues the paper stops there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from keqiao.engine.papers import (
    Addressee,
    Attachment,
    AttachmentList,
    Document,
    DocumentHeading,
    DocumentTable,
    PaperPicture,
    Paragraph,
    Signature,
    Subtitle,
    TextSpan,
)
from keqiao.engine.papers.definition import Part, full_width
from keqiao.engine.phrases import ProseParagraph, ProseVerification, SourceFact, verify_paragraphs
from keqiao.engine.phrases.marks import DOUBTFUL
from keqiao.engine.phrases.word_text import BoundPlace
from keqiao.engine.reports.draft import (
    DraftError,
    DraftLine,
    DraftPicture,
    DraftProblem,
    DraftTable,
    ReportDraft,
)
from keqiao.engine.reports.fields import BindingProblem, facts_by_name, spans_of, unit_of_heading
from keqiao.files.bookmarks import bound_name
from keqiao.language import message

_UNJUDGED = {"criterion", "target"}
"""Roles of figures that say no fact: who is meant, what is aimed at."""
WIDE = 7
"""A table with more columns stands across."""
NARROWEST, BROADEST = 2.0, 16.0
"""Characters between which the width of a column follows its longest text."""


@dataclass(frozen=True)
class BuiltReport:
    """A paper and what was said about its figures."""

    document: Document
    verification: ProseVerification
    bound: int
    """Figures that are bound to facts."""
    doubtful: int
    """Typed figures that nothing supports."""

    @property
    def contradicts(self) -> bool:
        """Whether figures contradict one another or a fact."""
        return bool(self.verification.contradictions or self.verification.against_facts)


@dataclass(frozen=True)
class _Cell:
    """A text of the draft on its way: its spans, and where it stands."""

    line: int
    spans: tuple[TextSpan, ...]
    cell: tuple[int, int, int] | None = None

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def build_report(
    draft: ReportDraft,
    facts: Sequence[SourceFact],
    *,
    pictures: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
    mark_doubtful: bool = True,
) -> BuiltReport:
    """Build the paper; ``pictures`` are PNG by the name that the draft calls them. The same gives the same paper.

    ``mark_doubtful``: whether a typed figure that nothing supports is marked and counted.

    Raises :class:`DraftError` listing every field that cannot be filled and every picture that is not there.
    """
    pictures = pictures or {}
    cells = _filled(draft, facts, pictures)
    verification = verify_paragraphs([_paragraph(cell) for cell in cells], facts)
    marked = _marked(cells, verification) if mark_doubtful else cells
    when = at or datetime.combine(draft.on or date.today(), time(), UTC)
    document = Document(draft.title, list(_parts(draft, iter(marked), pictures)), when)
    return BuiltReport(
        document,
        verification,
        sum(bool(span.bound) for cell in cells for span in cell.spans),
        sum(span.text == DOUBTFUL for cell in marked for span in cell.spans),
    )


def _filled(draft: ReportDraft, facts: Sequence[SourceFact], pictures: Mapping[str, bytes]) -> list[_Cell]:
    """Every text of the draft with its fields filled, in the order in which :func:`_parts` takes them."""
    named = facts_by_name(facts)
    cells: list[_Cell] = []
    problems: list[DraftProblem] = []
    tables = 0
    for part in draft.parts:
        if isinstance(part, DraftPicture) and part.name not in pictures:
            sentence = message("There is no picture “{name}”.", name=part.name)
            known = "、".join(sorted(pictures)) or "—"
            problems.append(
                DraftProblem("error", sentence, remedy=message("Use {names}.", names=known), line=part.line)
            )
        tables += isinstance(part, DraftTable)
        for line, text, cell in _texts(part, tables):
            try:
                heading = part.heads[cell[2] - 1] if isinstance(part, DraftTable) and cell else ""
                cells.append(_Cell(line, tuple(spans_of(text, named, unit_of_heading(heading))), cell))
            except BindingProblem as problem:
                problems.append(DraftProblem("error", problem.sentence, remedy=problem.remedy, line=line))
    if problems:
        raise DraftError(problems)
    return cells


def _texts(
    part: DraftLine | DraftTable | DraftPicture, table: int
) -> Iterator[tuple[int, str, tuple[int, int, int] | None]]:
    if not isinstance(part, DraftTable):
        yield part.line, part.caption if isinstance(part, DraftPicture) else part.text, None
        return
    yield part.line, part.caption, None
    for row, (line, cells) in enumerate(((part.line, part.heads), *part.rows), 1):
        for column, text in enumerate(cells, 1):
            yield line, text, (table, row, column)


def _paragraph(cell: _Cell) -> ProseParagraph:
    paragraph = ProseParagraph(message("line {number}", number=cell.line), cell.text, cell=cell.cell)
    start = 0
    for span in cell.spans:
        if span.bound:
            paragraph.bound.append(BoundPlace(bound_name(span.bound), start, start + len(span.text)))
        start += len(span.text)
    return paragraph


def _marked(cells: Sequence[_Cell], verification: ProseVerification) -> list[_Cell]:
    """The texts with 待佐证 behind each typed figure of running text that nothing supports."""
    places: dict[int, list[int]] = defaultdict(list)
    supported = _supported(verification)
    for at, verified in enumerate(verification.figures):
        if (
            at not in supported
            and verified.figure.role not in _UNJUDGED
            and cells[verified.paragraph].cell is None
        ):
            places[verified.paragraph].append(verified.figure.end)
    return [
        replace(cell, spans=tuple(_with_marks(cell.spans, places[number])))
        for number, cell in enumerate(cells)
    ]


def _supported(verification: ProseVerification) -> set[int]:
    """The figures that a fact says, and those that follow from such (a share of two bound figures)."""
    supported = {
        at
        for at, verified in enumerate(verification.figures)
        if verified.fact is not None or verified.bound_to
    }
    # In the order of the text, so that what follows from a figure that follows is found too.
    for check in verification.checks:
        sources = {*check.of, *(() if check.over is None else (check.over,))}
        if check.holds and check.equals is not None and sources and sources <= supported:
            supported.add(check.equals)
    return supported


def _with_marks(spans: Iterable[TextSpan], places: Sequence[int]) -> Iterator[TextSpan]:
    start = 0
    waiting = sorted(places)
    for span in spans:
        begin = 0
        while waiting and waiting[0] <= start + len(span.text):
            cut = waiting.pop(0) - start
            yield replace(span, text=span.text[begin:cut])
            yield TextSpan(DOUBTFUL, doubtful=True)
            begin = cut
        if span.text[begin:]:
            yield replace(span, text=span.text[begin:])
        start += len(span.text)


def _parts(draft: ReportDraft, cells: Iterator[_Cell], pictures: Mapping[str, bytes]) -> Iterator[Part]:
    """The parts of the paper; ``cells`` in the order of the draft."""
    attached = [
        part.text for part in draft.parts if isinstance(part, DraftLine) and part.kind == "attachment"
    ]
    if draft.subtitle:
        yield Subtitle(draft.subtitle)
    if draft.addressee:
        yield Addressee(draft.addressee)
    closed = False
    number = 0
    for part in draft.parts:
        if isinstance(part, DraftTable):
            yield _table(part, cells)
            continue
        spans = next(cells).spans
        if isinstance(part, DraftPicture):
            yield PaperPicture(pictures[part.name], "".join(span.text for span in spans))
            continue
        if part.kind == "paragraph":
            yield Paragraph(spans)
        elif part.kind != "attachment":
            text = "".join(span.text for span in spans)
            yield DocumentHeading(text, 1 if part.kind == "heading" else 2)
        else:
            if not closed:
                yield from _closing(draft, attached)
                closed = True
            number += 1
            yield Attachment(part.text, number if len(attached) > 1 else 0)
    if not closed:
        yield from _closing(draft, attached)


def _closing(draft: ReportDraft, attached: list[str]) -> Iterator[Part]:
    if attached:
        yield AttachmentList(attached)
    if draft.by and draft.on:
        yield Signature(draft.by, draft.on)


def _table(table: DraftTable, cells: Iterator[_Cell]) -> DocumentTable:
    caption = next(cells).text
    heads = [next(cells).text for _ in table.heads]
    rows = [[_one_span(next(cells).spans) for _ in row] for _, row in table.rows]
    widths = [
        max(full_width(text) for text in column) for column in zip(heads, *map(_plain_row, rows), strict=True)
    ]
    return DocumentTable(
        heads,
        rows,
        [min(max(width, NARROWEST), BROADEST) for width in widths],
        table.align,
        caption,
        wide=len(heads) > WIDE,
    )


def _plain_row(row: Sequence[str | TextSpan]) -> list[str]:
    return [cell if isinstance(cell, str) else cell.text for cell in row]


def _one_span(spans: Sequence[TextSpan]) -> str | TextSpan:
    """What a cell holds: a bound figure with its bookmark where it stands alone, else plain text."""
    if len(spans) == 1 and spans[0].bound:
        return spans[0]
    return "".join(span.text for span in spans)
