"""A document read back: each figure with what the rest of the text says of it, and how much of it could be judged.

Without a source a figure can only be tried against the figures beside it: a total against its parts, a share against
what it is a share of, a growth against the levels that it joins. Nothing is ever called verified as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from keqiao.engine.phrases.facts import SourceFact, fact_of, fact_verdict
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.marks import without_marks
from keqiao.engine.phrases.phrase import Phrase, TextLint
from keqiao.engine.phrases.reader import read
from keqiao.engine.phrases.tables import (
    ColumnUnit,
    TableCell,
    table_checks,
    unit_line,
    units_of_columns,
    with_unit,
)
from keqiao.engine.phrases.word_text import ProseParagraph
from keqiao.files.bookmarks import bound_fact, bound_name
from keqiao.language import Message

FigureVerdict = Literal["holds", "holds_by_rounding", "changed_since", "contradicts", "no_source"]
_ORDER: tuple[FigureVerdict, ...] = (
    "contradicts",
    "changed_since",
    "holds_by_rounding",
    "holds",
    "no_source",
)


_NUMBERING = re.compile(r"(?:序号|编号|代码|统一社会信用代码|No\.?)$")
"""Heads of columns that number or name the rows: what stands below is no figure."""


@dataclass(frozen=True)
class VerifiedFigure:
    """A figure, where it stands, and what was found about it."""

    place: Message
    figure: Phrase
    verdict: FigureVerdict
    bound_to: str = ""
    """The name of the bookmark that binds it to its source."""
    fact: SourceFact | None = None
    """The fact of the source that it names or is bound to."""
    paragraph: int = 0
    """The number of its paragraph among those that were read, from 0."""


@dataclass(frozen=True)
class PlacedLint:
    """A lint of the text, or digits that nobody read, and where."""

    place: Message
    lint: TextLint


@dataclass(frozen=True)
class ProseVerification:
    """What came out for a document. Numbers in ``checks`` count the figures of the whole document."""

    figures: tuple[VerifiedFigure, ...]
    checks: tuple[InnerCheck, ...]
    lints: tuple[PlacedLint, ...]
    unread: tuple[tuple[Message, str], ...]

    @property
    def judged(self) -> int:
        """Figures that something could be said about."""
        return sum(figure.verdict != "no_source" for figure in self.figures)

    @property
    def coverage(self) -> float:
        """The share of all figures and unread digits that something could be said about (0–1)."""
        whole = len(self.figures) + len(self.unread)
        return self.judged / whole if whole else 0.0

    @property
    def contradictions(self) -> tuple[InnerCheck, ...]:
        """The checks that do not hold."""
        return tuple(check for check in self.checks if not check.holds)

    @property
    def against_facts(self) -> tuple[VerifiedFigure, ...]:
        """The figures that say something else than the fact they name."""
        return tuple(
            figure
            for figure in self.figures
            if figure.fact is not None
            and fact_verdict(figure.figure, figure.fact) in {"contradicts", "changed_since"}
        )


def verify(paragraphs: Iterable[ProseParagraph], facts: Sequence[SourceFact] = ()) -> ProseVerification:
    """Read all paragraphs, each for itself, then the tables, and judge every figure by the checks it takes part in and
    by the fact that it names.
    """
    paragraphs = [without_marks(paragraph) for paragraph in paragraphs]
    units = _units_of_tables(paragraphs)
    bound: dict[str, SourceFact] = {}
    for fact in facts:
        for name in fact.names:
            bound.setdefault(bound_name(name), fact)
    figures: list[tuple[int, Phrase]] = []
    named: dict[int, SourceFact] = {}
    checks: list[InnerCheck] = []
    lints: list[PlacedLint] = []
    unread: list[tuple[Message, str]] = []
    cells: list[TableCell] = []
    texts: list[tuple[int, str]] = []
    numbering: set[tuple[int, int]] = set()
    for number, paragraph in enumerate(paragraphs):
        reading = read(paragraph.text)
        first = len(figures)
        named |= {
            first + at: fact
            for at, fact in enumerate(_facts(paragraph, reading.figures, facts, bound))
            if fact is not None
        }
        if paragraph.cell is None:
            figures += [(number, figure) for figure in reading.figures]
            texts += [
                (first + at, paragraph.text[: figure.start][-40:])
                for at, figure in enumerate(reading.figures)
            ]
        else:
            column = (paragraph.cell[0], paragraph.cell[2])
            if paragraph.cell[1] == 1 and _NUMBERING.match(paragraph.text.strip()):
                numbering.add(column)
            if column in numbering:
                continue
            unit = units.get(column, ColumnUnit())
            figures += [(number, with_unit(figure, unit)) for figure in reading.figures]
            cells.append(TableCell(*paragraph.cell, paragraph.text, list(range(first, len(figures)))))
        checks += [_moved(check, first) for check in reading.checks]
        lints += [PlacedLint(paragraph.place, lint) for lint in reading.lints]
        unread += [(paragraph.place, paragraph.text[start:end]) for start, end in reading.unread]
    checks += table_checks(cells, [figure for _, figure in figures], texts)
    verdicts = _verdicts(checks)
    for at, fact in named.items():
        by_fact: FigureVerdict = fact_verdict(figures[at][1], fact)
        verdicts[at] = min(by_fact, verdicts.get(at, "no_source"), key=_ORDER.index)
    return ProseVerification(
        tuple(
            VerifiedFigure(
                paragraphs[number].place,
                figure,
                verdicts.get(at, "no_source"),
                _bound_to(paragraphs[number], figure),
                named.get(at),
                number,
            )
            for at, (number, figure) in enumerate(figures)
        ),
        tuple(checks),
        tuple(lints),
        tuple(unread),
    )


def _facts(
    paragraph: ProseParagraph,
    figures: Sequence[Phrase],
    facts: Sequence[SourceFact],
    by_bookmark: Mapping[str, SourceFact],
) -> list[SourceFact | None]:
    """The fact that each figure of a paragraph is bound to, else the one that it names."""
    if not facts:
        return []
    ends = [0, *(figure.end for figure in figures)]
    starts = [*(figure.start for figure in figures[1:]), len(paragraph.text)]
    return [
        by_bookmark.get(bound_fact(_bound_to(paragraph, figure)))
        or fact_of(paragraph.text, figure, end, start, facts)
        for figure, end, start in zip(figures, ends, starts, strict=False)
    ]


def _bound_to(paragraph: ProseParagraph, figure: Phrase) -> str:
    return next((b.name for b in paragraph.bound if b.start < figure.end and figure.start < b.end), "")


def _units_of_tables(paragraphs: Sequence[ProseParagraph]) -> dict[tuple[int, int], ColumnUnit]:
    """The unit of each column of each table, by table and column."""
    of_table: dict[int, str] = {}
    cells: dict[int, list[TableCell]] = {}
    line = ""
    for paragraph in paragraphs:
        if paragraph.cell is None:
            line = unit_line(paragraph.text)
            continue
        table = paragraph.cell[0]
        of_table[table] = unit_line(paragraph.text) or of_table.setdefault(table, line)
        numbers = [0] if len(read(paragraph.text).figures) == 1 else []
        cells.setdefault(table, []).append(TableCell(*paragraph.cell, paragraph.text, numbers))
    return {
        (table, column): unit
        for table, members in cells.items()
        for column, unit in units_of_columns(members, of_table[table]).items()
    }


def _verdicts(checks: Iterable[InnerCheck]) -> dict[int, FigureVerdict]:
    """The gravest verdict for each figure that takes part in a check."""
    verdicts: dict[int, FigureVerdict] = {}
    for check in checks:
        verdict: FigureVerdict = (
            "contradicts" if not check.holds else "holds_by_rounding" if check.only_by_rounding else "holds"
        )
        for at in (*check.of, check.over, check.equals, check.rate):
            if at is not None:
                verdicts[at] = min(verdict, verdicts.get(at, "no_source"), key=_ORDER.index)
    return verdicts


def _moved(check: InnerCheck, by: int) -> InnerCheck:
    def moved(at: int | None) -> int | None:
        return None if at is None else at + by

    return replace(
        check,
        of=tuple(at + by for at in check.of),
        over=moved(check.over),
        equals=moved(check.equals),
        rate=moved(check.rate),
    )
