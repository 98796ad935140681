"""The workbook that ``keqiao eligible`` writes: results, conditions, benefits, what is unknown, warnings, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from keqiao.commands.efficiency_book import facts_sheet, warnings_sheet
from keqiao.commands.eligibility_changes import OtherResult, changes_sheet
from keqiao.engine.eligibility import (
    STATE_NAMES,
    TRUTHS,
    CallFit,
    EligibilityState,
    Judgement,
    SubjectWords,
    benefits,
    most_settling,
    places,
)
from keqiao.engine.workbooks.atomic_files import written_at_once
from keqiao.engine.workbooks.result_sheets import ResultBook, ResultColumn
from keqiao.language import Language, Message, message

CONDITION_ROWS = 200_000
"""Rows of the sheet of conditions at most; whoever is eligible is left out first."""


def write_book(  # noqa: PLR0917 - the parts of a workbook
    path: Path,
    language: Language,
    judgement: Judgement,
    call_fit: CallFit,
    warnings: Sequence[tuple[str, str]],
    facts: Sequence[tuple[Message, str]],
    other: OtherResult | None = None,
) -> None:
    """Write the workbook to ``path`` at once; raises :class:`~keqiao.engine.workbooks.atomic_files.OutputError`."""
    import xlsxwriter

    with written_at_once(path) as temporary:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as file:
            book = ResultBook(file, cast("Any", None), cast("Any", None), language, demonstration=False)
            words = SubjectWords(judgement, call_fit.distances, language)
            _results(book, words)
            if other is not None:
                changes_sheet(
                    book, [words.name(row) for row in range(judgement.frame.height)], call_fit, other
                )
            if judgement.programme.conditions:
                _conditions(book, words)
            if judgement.programme.benefits:
                _benefits(book, words)
            if call_fit.unknown:
                _unknowns(book, words)
            warnings_sheet(book, warnings)
            facts_sheet(book, facts)


_SUBJECT = (ResultColumn(message("Unit"), "text", 24), ResultColumn(message("Name"), "text", 28))


def _results(book: ResultBook, words: SubjectWords) -> None:
    programme, judgement = words.programme, words.judgement
    computed, place = benefits(judgement), places(judgement)
    columns = [*_SUBJECT, ResultColumn(message("Eligibility"), "centre", 12)]
    if programme.classes:
        columns.append(ResultColumn(message("Class"), "centre", 14))
    if place is not None:
        columns.append(ResultColumn(message("Place"), "centre", 12))
    columns += [
        ResultColumn(message("What is missing"), "wrap", 36),
        ResultColumn(message("Least single change"), "wrap", 40),
        ResultColumn(message("On the other side, or another figure"), "wrap", 40),
        ResultColumn(message("Least changes together"), "wrap", 44),
        ResultColumn(message("To be verified"), "wrap", 32),
    ]
    columns += [
        ResultColumn(f"{b.rule.name.in_language(book.language)} ({b.rule.unit})", "number", 14)
        for b in computed
    ]
    class_names = {part.code: part.name.in_language(book.language) for part in programme.classes}

    def rows() -> Iterator[list[Any]]:
        for row in range(judgement.frame.height):
            state = words.state(row)
            cells: list[Any] = [*words.name(row), STATE_NAMES[state]]
            if programme.classes:
                cells.append(class_names.get(judgement.frame["class"][row] or "", ""))
            if place is not None and programme.quota is not None:
                at = place[row]
                cells.append(
                    ""
                    if at is None
                    else str(at)
                    if at <= programme.quota.count
                    else message("{place}, no place", place=at)
                )
            distance = words.distances.of_row.get(row)
            singles = [words.change(change) for change in distance.singles] if distance else []
            together = [words.change(change) for change in distance.together] if distance else []
            missing = words.missing(row) if state in {EligibilityState.NEAR, EligibilityState.MISSED} else ""
            cells += [
                missing,
                singles[0] if singles else "",
                words.listed(singles[1:5]),
                words.listed(together),
                words.listed(words.unsettled(row, state)),
            ]
            cells += [benefit.amount[row] for benefit in computed]
            yield cells

    note = message(
        "{name} {version}, {issuer}. Near: one change of at most {share} of a figure is enough.",
        name=programme.name,
        version=programme.version,
        issuer=programme.issuer,
        share=f"{programme.near.share:.0%}",
    )
    sheet = book.sheet(
        message("Eligibility of each"), message("{name}: who is eligible", name=programme.name), note
    )
    book.table(sheet, columns, rows(), frozen=3)


def _conditions(book: ResultBook, words: SubjectWords) -> None:
    columns = [
        *_SUBJECT,
        ResultColumn(message("Condition"), "wrap", 28),
        ResultColumn(message("State"), "centre", 10),
        ResultColumn(message("Figures"), "wrap", 36),
        ResultColumn(message("How far off"), "wrap", 24),
        ResultColumn(message("Evidence that settles it"), "wrap", 36),
        ResultColumn(message("Article"), "wrap", 36),
    ]
    height, each = words.judgement.frame.height, len(words.conditions)
    chosen = list(range(height))
    if height * each > CONDITION_ROWS:
        chosen = [row for row in chosen if words.judgement.whole[row] is not True][: CONDITION_ROWS // each]

    def rows() -> Iterator[list[Any]]:
        for row in chosen:
            for code, condition in words.conditions.items():
                truth = words.judgement.condition(code)[row]
                figures, off = words.figures(code, row)
                settles = words.settles(condition) if truth is None else ""
                article = condition.article
                source = words.article(article)
                cells = [*words.name(row), condition.name.in_language(book.language), TRUTHS[truth], figures]
                yield [*cells, off, settles, source]

    note = message("Figures as compared; how far off in the unit of the figure, + where it has to rise.")
    sheet = book.sheet(message("Conditions"), message("Each condition of each subject"), note)
    book.table(sheet, columns, rows(), frozen=3)


def _benefits(book: ResultBook, words: SubjectWords) -> None:
    columns = [
        *_SUBJECT,
        ResultColumn(message("Benefit"), "wrap", 28),
        ResultColumn(message("Amount"), "number", 14),
        ResultColumn(message("Unit"), "centre", 10),
        ResultColumn(message("Formula"), "wrap", 90),
    ]
    computed = benefits(words.judgement)
    rows = (
        [
            *words.name(row),
            benefit.rule.name.in_language(book.language),
            benefit.amount[row],
            benefit.rule.unit,
            benefit.formula(words.judgement, row),
        ]
        for row in words.judgement.rows(True)
        for benefit in computed
        if benefit.due[row] is not False
    )
    sheet = book.sheet(message("Benefits"), message("What the eligible get"))
    book.table(sheet, columns, rows, frozen=2)


def _unknowns(book: ResultBook, words: SubjectWords) -> None:
    columns = [
        ResultColumn(message("Missing figure"), "text", 32),
        ResultColumn(message("Who has it"), "wrap", 28),
        ResultColumn(message("Evidence"), "wrap", 36),
        ResultColumn(message("Decides alone for"), "whole", 12),
        ResultColumn(message("One of several for"), "whole", 12),
    ]
    rows = []
    for settling in most_settling([words.judgement]):
        who, evidence = words.holder(settling.code), words.evidence(settling.code)
        rows.append([words.measure(settling.code), who, evidence, settling.alone, settling.among])
    note = message("The figure that decides most stands first.")
    sheet = book.sheet(message("To be verified"), message("What is unknown, and who can settle it"), note)
    book.table(sheet, columns, rows, frozen=1)
