"""The workbook that ``keqiao eligible`` writes: results, conditions, benefits, what is unknown, warnings, facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from keqiao.commands.efficiency_book import facts_sheet, warnings_sheet
from keqiao.engine.eligibility import (
    STATE_NAMES,
    CallFit,
    CompiledProgramme,
    EligibilityState,
    Judgement,
    NeededChange,
    benefits,
    compared_figures,
    most_settling,
    open_figures,
    places,
)
from keqiao.engine.eligibility.compiled_programme import condition_column
from keqiao.engine.workbooks.result_sheets import ResultBook, ResultColumn
from keqiao.engine.workbooks.saving import written_at_once
from keqiao.language import Language, Message, message

if TYPE_CHECKING:
    from keqiao.engine.eligibility.parts import ProgrammeCondition

CONDITION_ROWS = 200_000
"""Rows of the sheet of conditions at most; whoever is eligible is left out first."""
TRUTHS = {True: message("met"), False: message("not met"), None: message("unknown")}
SOURCES = {
    "register": message("register"),
    "third_party": message("third party"),
    "evidence": message("evidence"),
    "self_report": message("own report"),
    "expert": message("experts"),
}


def write_book(  # noqa: PLR0917 - the parts of a workbook
    path: Path,
    language: Language,
    judgement: Judgement,
    call_fit: CallFit,
    warnings: Sequence[tuple[str, str]],
    facts: Sequence[tuple[Message, str]],
) -> None:
    """Write the workbook to ``path`` at once; raises :class:`~keqiao.engine.workbooks.saving.OutputError`."""
    import xlsxwriter

    with written_at_once(path) as temporary:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as file:
            book = ResultBook(file, cast("Any", None), cast("Any", None), language, demonstration=False)
            words = _SubjectWords(book, judgement, call_fit)
            _results(book, words)
            if judgement.programme.conditions:
                _conditions(book, words)
            if judgement.programme.benefits:
                _benefits(book, words)
            if call_fit.unknown:
                _unknowns(book, words)
            warnings_sheet(book, warnings)
            facts_sheet(book, facts)


class _SubjectWords:
    """What is told of each subject, in the language of the workbook."""

    def __init__(self, book: ResultBook, judgement: Judgement, call_fit: CallFit) -> None:
        self.book, self.judgement, self.call_fit = book, judgement, call_fit
        self.plan: CompiledProgramme = judgement.plan
        self.programme = judgement.programme
        self.conditions = {c.code: c for c in self.programme.conditions}
        self.gaps = {code: compared_figures(judgement, code) for code in self.conditions}
        self.open: dict[int, list[str]] = {}
        for figure in open_figures(judgement):
            self.open.setdefault(figure.row, []).append(figure.code)

    def name(self, row: int) -> tuple[str, str]:
        frame = self.judgement.frame
        return str(frame["unit"][row]), str(frame["name"][row]) if "name" in frame.columns else ""

    def measure(self, code: str) -> str:
        return self.plan.figures[code].name.in_language(self.book.language)

    def change(self, change: NeededChange) -> str:
        """研发费用 98 → 100 万元 (+2)."""
        measure = self.plan.figures[change.code]
        if measure.type == "boolean":
            wanted = message("yes") if change.then else message("no")
            return f"{self.measure(change.code)}: {self.book.say(wanted)}"
        unit = f" {measure.unit}" if measure.unit else ""
        return f"{self.measure(change.code)} {change.now:.12g} → {change.then:.12g}{unit} ({change.by:+.12g})"

    def listed(self, parts: Sequence[str]) -> str:
        return self.book.say(message("; ")).join(parts)

    def missing(self, row: int) -> str:
        """The conditions that are not met, by name."""
        frame = self.judgement.frame
        names = [
            condition.name.in_language(self.book.language)
            for code, condition in self.conditions.items()
            if frame[condition_column(code)][row] is False
        ]
        for leaf in self.plan.whole.leaves():
            if leaf.column not in self.plan.by_code and frame[leaf.column][row] is False:
                names.append(self.book.say(message("an award held before")))
        return self.listed(names)

    def unknown(self, row: int, state: EligibilityState) -> list[str]:
        """The missing figures on which it depends; for who misses conditions, those that stand beside them unknown."""
        if state is EligibilityState.UNKNOWN:
            return self.open.get(row, [])
        if state is not EligibilityState.MISSED:
            return []
        frame = self.judgement.frame
        read = {
            name
            for leaf in self.plan.whole.leaves()
            if frame[leaf.column][row] is None
            for name in self.plan.reads(leaf.tree)
        }
        return [code for code in self.plan.figures if code in read and frame[code][row] is None]

    def state(self, row: int) -> EligibilityState:
        return self.call_fit.distances.state(row)

    def figures(self, code: str, row: int) -> tuple[str, str]:
        """The figures of a condition with what is asked, and how far off each is."""
        compared, off = [], []
        unit = self.conditions[code].unit
        for part in self.gaps[code]:
            figure, required = part.figure[row], part.required[row]
            compared.append(
                f"{_plain(figure)} {part.operator} {_plain(required)}{' ' + unit if unit else ''}"
            )
            gap = part.gap(row)
            if gap:
                off.append(f"{gap:+.6g}{' ' + unit if unit else ''}")
        return self.listed(compared), self.listed(off)


def _plain(value: object) -> str:
    if value is None:
        return "?"
    return (
        f"{value:.6g}"
        if isinstance(value, float)
        else str(int(value))
        if isinstance(value, bool)
        else str(value)
    )


_SUBJECT = (ResultColumn(message("Unit"), "text", 24), ResultColumn(message("Name"), "text", 28))


def _results(book: ResultBook, words: _SubjectWords) -> None:
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
            distance = words.call_fit.distances.of_row.get(row)
            singles = [words.change(change) for change in distance.singles] if distance else []
            together = [words.change(change) for change in distance.together] if distance else []
            missing = words.missing(row) if state in {EligibilityState.NEAR, EligibilityState.MISSED} else ""
            if state is EligibilityState.NEAR and judgement.frame["excused"][row]:
                missing += book.say(message(" (exceptions by decision)"))
            cells += [
                missing,
                singles[0] if singles else "",
                words.listed(singles[1:5]),
                words.listed(together),
                words.listed([words.measure(code) for code in words.unknown(row, state)]),
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


def _conditions(book: ResultBook, words: _SubjectWords) -> None:
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
                settles = _settles(words, condition) if truth is None else ""
                article = condition.article
                source = "" if article is None else article.article.in_language(book.language)
                if article is None or not article.checked:
                    source += book.say(message(" (not checked: for reference)"))
                cells = [*words.name(row), condition.name.in_language(book.language), TRUTHS[truth], figures]
                yield [*cells, off, settles, source.strip()]

    note = message("Figures as compared; how far off in the unit of the figure, + where it has to rise.")
    sheet = book.sheet(message("Conditions"), message("Each condition of each subject"), note)
    book.table(sheet, columns, rows(), frozen=3)


def _settles(words: _SubjectWords, condition: ProgrammeCondition) -> str:
    """What evidence would settle a condition, and who has it."""
    language = words.book.language
    own = [part.in_language(language) for part in (condition.evidence, condition.holder) if part is not None]
    if own:
        return words.listed(own)
    read = words.plan.reads(words.plan.by_code[condition_column(condition.code)].tree)
    parts = []
    for code, measure in words.plan.figures.items():
        if code in read:
            who = (
                measure.holder.in_language(language)
                if measure.holder
                else words.book.say(SOURCES[measure.source])
            )
            evidence = f", {measure.evidence.in_language(language)}" if measure.evidence else ""
            parts.append(f"{words.measure(code)} ({who}{evidence})")
    return words.listed(parts)


def _benefits(book: ResultBook, words: _SubjectWords) -> None:
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


def _unknowns(book: ResultBook, words: _SubjectWords) -> None:
    columns = [
        ResultColumn(message("Missing figure"), "text", 32),
        ResultColumn(message("Who has it"), "wrap", 28),
        ResultColumn(message("Evidence"), "wrap", 36),
        ResultColumn(message("Decides alone for"), "whole", 12),
        ResultColumn(message("One of several for"), "whole", 12),
    ]
    rows = []
    for settling in most_settling([words.judgement]):
        measure = words.plan.figures[settling.code]
        who = (
            measure.holder.in_language(book.language) if measure.holder else book.say(SOURCES[measure.source])
        )
        evidence = measure.evidence.in_language(book.language) if measure.evidence else ""
        rows.append([words.measure(settling.code), who, evidence, settling.alone, settling.among])
    note = message("The figure that decides most stands first.")
    sheet = book.sheet(message("To be verified"), message("What is unknown, and who can settle it"), note)
    book.table(sheet, columns, rows, frozen=1)
