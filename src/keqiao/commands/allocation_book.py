"""The workbook that ``keqiao allocate`` writes: amounts, the steps of every line, comparison, prices, facts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from keqiao.commands.efficiency_book import facts_sheet, warnings_sheet
from keqiao.engine.allocation import formula, instalments
from keqiao.engine.allocation.money import TEN_THOUSAND
from keqiao.engine.workbooks.atomic_files import written_at_once
from keqiao.engine.workbooks.result_sheets import ResultBook, ResultColumn
from keqiao.language import Language, Message, message

if TYPE_CHECKING:
    from keqiao.engine.allocation import Allocation, AmountSensitivity
    from keqiao.engine.allocation.comparison import Comparison
    from keqiao.engine.workbooks.problems import FileFinding

KINDS = {
    "base": message("Base amount"),
    "earmark": message("Earmark"),
    "weight": message("Weight"),
    "share": message("Share by performance"),
    "grade": message("Amount by grade"),
    "optimum": message("Share by optimisation"),
    "floor": message("Raised to a floor"),
    "cap": message("Cut to a cap"),
    "rounding": message("Rounding residue"),
    "excluded": message("Excluded"),
}


def write_book(
    path: Path,
    language: Language,
    comparison: Comparison,
    *,
    draws: Sequence[AmountSensitivity] = (),
    warnings: Sequence[tuple[str, FileFinding | Message]],
    facts: Sequence[tuple[Message, str | Message]],
) -> None:
    """Write the workbook to ``path`` at once; raises :class:`~keqiao.engine.workbooks.atomic_files.OutputError`."""
    import xlsxwriter

    allocations = comparison.allocations
    with written_at_once(path) as temporary:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as file:
            book = ResultBook(file, cast("Any", None), cast("Any", None), language, demonstration=False)
            for allocation in allocations:
                _amounts(book, allocation)
                _steps(book, allocation)
            if len(allocations) > 1:
                _side_by_side(book, comparison)
            if any(allocation.prices for allocation in allocations):
                _prices(book, allocations)
            if draws:
                _draws(book, draws, allocations)
            problem_rows = [
                (place, problem.in_language(language).removeprefix(place).lstrip(" :"))
                for place, problem in warnings
            ]
            warnings_sheet(book, problem_rows)
            facts_sheet(book, facts)


def _wan(amount: Decimal) -> float:
    return float(amount / TEN_THOUSAND)


def _people(allocation: Allocation, at: int, language: str) -> tuple[str, float | None, str | None]:
    score, grade = allocation.units.scores[at], allocation.units.grades[at]
    return (
        allocation.units.names[at],
        None if score is None else float(score),
        None if grade is None else allocation.rules.grades[grade].in_language(language),
    )


_PEOPLE = (
    ResultColumn(message("Unit"), "text", 28),
    ResultColumn(message("Score"), "number", 10),
    ResultColumn(message("Grade"), "centre", 10),
)


def _amounts(book: ResultBook, allocation: Allocation) -> None:
    parts = allocation.rules.instalments
    columns = [*_PEOPLE, ResultColumn(message("Amount (10k yuan)"), "number", 14)]
    columns += [
        ResultColumn(message("{name} (10k yuan)", name=part.name).in_language(book.language), "exact", 14)
        for part in parts
    ]
    columns += [ResultColumn(message("Bound met"), "wrap", 24), ResultColumn(message("Formula"), "wrap", 90)]
    rows: list[list[Any]] = []
    for at, line in enumerate(allocation.lines):
        paid = [_wan(payment.amount) for payment in instalments(allocation.rules, line.amount)]
        met = "、".join(rule.in_language(book.language) for rule in line.met)
        rows.append(
            [
                *_people(allocation, at, book.language),
                _wan(line.amount),
                *paid,
                met,
                formula(line, book.language),
            ]
        )
    blanks = [None] * len(parts)
    total = _wan(sum(allocation.amounts, Decimal(0)))
    rows.append([message("Total"), None, None, total, *blanks, "", ""])
    rows.append([message("Stays in the pool"), None, None, _wan(allocation.unspent), *blanks, "", ""])
    note = message(
        "{name} {version}; pool {pool} 10k yuan. Sum and what stays add up to the pool exactly.",
        name=allocation.rules.name,
        version=allocation.rules.version,
        pool=f"{_wan(allocation.pool):,.2f}",
    )
    sheet = book.sheet(message("Table of amounts"), message("Allocation of money"), note)
    book.table(sheet, columns, rows, frozen=1)


def _steps(book: ResultBook, allocation: Allocation) -> None:
    columns = [
        ResultColumn(message("Unit"), "text", 28),
        ResultColumn(message("Step of the line"), "centre", 14),
        ResultColumn(message("Formula"), "wrap", 80),
        ResultColumn(message("Adds (yuan)"), "money", 16),
    ]
    rows = [
        (line.unit, KINDS[step.kind], step.sentence, float(step.amount))
        for line in allocation.lines
        for step in line.steps
    ]
    note = message("The steps of a unit add up to its amount, to the cent.")
    sheet = book.sheet(message("Steps of each line"), message("How each amount came about"), note)
    book.table(sheet, columns, rows, frozen=1)


def _side_by_side(book: ResultBook, comparison: Comparison) -> None:
    allocations = comparison.allocations
    columns = list(_PEOPLE)
    columns += [
        ResultColumn(allocation.rules.name.in_language(book.language), "number", 18)
        for allocation in allocations
    ]
    first = allocations[0].rules.name
    heads = [
        message("{name} less {first}", name=allocation.rules.name, first=first)
        for allocation in allocations[1:]
    ]
    columns += [ResultColumn(head.in_language(book.language), "number", 18) for head in heads]
    rows: list[list[Any]] = []
    for at in range(len(allocations[0].units)):
        amounts = [_wan(allocation.amounts[at]) for allocation in allocations]
        apart = [_wan(allocation.amounts[at] - allocations[0].amounts[at]) for allocation in allocations[1:]]
        rows.append([*_people(allocations[0], at, book.language), *amounts, *apart])
    gap = [None] * (len(allocations) - 1)
    wholes = comparison.wholes()
    for word, values in (
        (message("Total"), [_wan(whole.spent) for whole in wholes]),
        (message("Stays in the pool"), [_wan(whole.unspent) for whole in wholes]),
        (message("Largest amount"), [_wan(whole.largest) for whole in wholes]),
        (message("Least amount above 0"), [_wan(whole.least) for whole in wholes]),
        (message("Largest over least"), [whole.ratio for whole in wholes]),
        (message("Units that get money"), [whole.funded for whole in wholes]),
    ):
        rows.append([word, None, None, *values, *gap])
    note = message("Amounts in 10k yuan")
    sheet = book.sheet(message("Side by side"), message("The schemes side by side"), note)
    book.table(sheet, columns, rows, frozen=1)


def _prices(book: ResultBook, allocations: Sequence[Allocation]) -> None:
    columns = [
        ResultColumn(message("Rules of allocation"), "text", 28),
        ResultColumn(message("Restriction"), "wrap", 40),
        ResultColumn(message("Price of the rule"), "number", 14),
        ResultColumn(message("In words"), "wrap", 70),
    ]
    rows = [
        (allocation.rules.name.in_language(book.language), price.rule, price.value, price.sentence)
        for allocation in allocations
        for price in allocation.prices
    ]
    note = message("The price: how much more expected contribution loosening a rule would bring.")
    book.table(
        book.sheet(message("Prices of the rules"), message("What each rule costs"), note),
        columns,
        rows,
        frozen=1,
    )


def _draws(
    book: ResultBook, sensitivities: Sequence[AmountSensitivity], allocations: Sequence[Allocation]
) -> None:
    columns = [
        ResultColumn(message("Rules of allocation"), "text", 28),
        ResultColumn(message("Unit"), "text", 28),
        ResultColumn(message("Amount (10k yuan)"), "number", 14),
        ResultColumn(message("Would differ in"), "percent", 12),
        ResultColumn(message("Interval from (10k yuan)"), "number", 14),
        ResultColumn(message("Interval to (10k yuan)"), "number", 14),
        ResultColumn(message("Least (10k yuan)"), "number", 14),
        ResultColumn(message("Most (10k yuan)"), "number", 14),
    ]
    rows = [
        (
            allocation.rules.name.in_language(book.language),
            unit,
            _wan(sensitivity.nominal[at]),
            sensitivity.differs[at],
            *(
                _wan(values[at])
                for values in (sensitivity.low, sensitivity.high, sensitivity.least, sensitivity.most)
            ),
        )
        for sensitivity, allocation in zip(sensitivities, allocations, strict=True)
        for at, unit in enumerate(sensitivity.units)
    ]
    note = message(
        "{draws} draws of uncertain scores; in {count} of them the rules cannot hold together. "
        "The interval holds {share}.",
        share=f"{sensitivities[0].interval:.0%}",
        draws=max(sensitivity.draws for sensitivity in sensitivities),
        count=sum(sensitivity.impossible for sensitivity in sensitivities),
    )
    sheet = book.sheet(message("How sure"), message("How sure the amounts are"), note)
    book.table(sheet, columns, rows, frozen=2)
