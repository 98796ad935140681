"""``keqiao allocate``: money by rules and scores, with the formula of every line; several schemes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.allocation_draws import AllocationOptions
from keqiao.commands.documents import refuse_input
from keqiao.commands.options import CLUSTER, argument, command, option, scheme_or_file
from keqiao.commands.terminal import INVALID, OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from keqiao.commands.allocation_data import ScoreTable
    from keqiao.engine.allocation import Allocation, AmountSensitivity
    from keqiao.engine.workbooks.problems import FileFinding

LISTED = 30
"""So many units are printed; the workbook holds all."""


@command("allocate", message("share out money by rules and scores, every line with its formula"))
@argument("rules", message("the rules: a YAML file or the code of packaged rules"), metavar="RULES")
@argument("data", message("a table with a row for each unit: .xlsx, .csv or .parquet"), metavar="SCORES")
@option("--pool", metavar="X", help_text=message("the money to share out, in the unit of the rules"))
@option(
    "--compare",
    metavar="RULES",
    multiple=True,
    help_text=message("other rules over the same scores, side by side; may be repeated"),
)
@option("--unit", metavar="H", help_text=message("heading of the column with the units' names"))
@option("--score", metavar="H", help_text=message("heading of the column with the scores"))
@option("--grade", metavar="H", help_text=message("heading of the column with the grades"))
@option("--sheet", metavar="S", help_text=message("the sheet to read"))
@option("--period", metavar="P", help_text=message("take the rows of this period only"))
@option(
    "--scheme",
    metavar="S",
    shell_complete=scheme_or_file,
    help_text=message("tell how sure the amounts are: the scheme of the scores"),
)
@option("--data", "figures", metavar="D", help_text=message("the data that the scheme evaluates"))
@option(
    "--weights",
    metavar="X",
    type=float,
    help_text=message("every weight may be higher or lower by this share"),
)
@option("--draws", metavar="N", type=int, default=2000, help_text=message("draws (2000)"))
@option("--seed", metavar="N", type=int, default=1, help_text=message("seed of the draws (1)"))
@CLUSTER
@option("-o", "--output", metavar="OUT.xlsx", required=True, help_text=message("write to this file"))
def allocate(terminal: Terminal, **options: Any) -> int:
    """Read rules and scores, share out, print, write; clashes of rules say which and by how much."""
    from keqiao.commands.allocation_book import write_book
    from keqiao.commands.allocation_data import read_scores
    from keqiao.commands.allocation_draws import told_by_draws
    from keqiao.commands.rules import load
    from keqiao.engine.allocation import AllocationError, compare
    from keqiao.engine.allocation import allocate as shared
    from keqiao.engine.allocation.loading import ALLOCATION_RULES

    arguments = AllocationOptions(**options)
    source, output = Path(arguments.data), Path(arguments.output)
    if output.suffix.lower() != ".xlsx":
        raise CommandError(message("{path}: the workbook is written as .xlsx.", path=str(output)), USAGE)
    files = [arguments.rules, *arguments.compare]
    refuse_input(output, str(source), *files, arguments.scheme, arguments.figures)
    pool = _pool(arguments.pool)
    rules = [load(file, terminal) for file in files]
    table = read_scores(
        source,
        rules,
        headings={"unit": arguments.unit, "score": arguments.score, "grade": arguments.grade},
        sheet=arguments.sheet,
        period=arguments.period,
    )
    allocations: list[Allocation] = []
    for rule in rules:
        try:
            allocations.append(shared(rule, table.applicants(rule), pool))
        except AllocationError as error:
            sentence = message("{name}: {said}", name=rule.name, said=error.in_language(terminal.language))
            raise CommandError(sentence, INVALID) from error
    comparison = compare(allocations)
    try:
        sensitivities = told_by_draws(arguments, allocations, terminal)
    except AllocationError as error:
        raise CommandError(
            message("The draws cannot be used: {said}", said=error.in_language(terminal.language))
        ) from error
    warnings: list[tuple[str, FileFinding | Message]] = [
        (problem.place, problem) for problem in table.remarks
    ]
    warnings += [("", remark) for allocation in comparison.allocations for remark in allocation.remarks]
    facts = _facts(table, source, allocations, [ALLOCATION_RULES.text_digest(file) for file in files])
    write_book(output, terminal.language, comparison, draws=sensitivities, warnings=warnings, facts=facts)
    _report(allocations, table, terminal)
    _report_draws(sensitivities, allocations, terminal)
    terminal.print(message("Written: {path}", path=str(output)))
    return OK


def _pool(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        pool = Decimal(text.replace(",", "").replace("，", ""))
        if pool.is_finite() and 0 < pool <= 10**12:
            return pool
    except InvalidOperation:
        pass
    sentence = message(
        "--pool {text}: an amount above 0 is wanted, in the unit of the rules.", text=text[:40]
    )
    raise CommandError(sentence, USAGE)


def _facts(
    table: ScoreTable, source: Path, allocations: Sequence[Allocation], fingerprints: Sequence[str]
) -> list[tuple[Message, str | Message]]:
    from keqiao.engine.allocation.money import yuan_text

    facts: list[tuple[Message, str | Message]] = []
    for allocation, fingerprint in zip(allocations, fingerprints, strict=True):
        facts += [
            (
                message("Rules of allocation"),
                message("{name} {version}", name=allocation.rules.name, version=allocation.rules.version),
            ),
            (message("Pool"), yuan_text(allocation.pool)),
            (message("Shared out"), yuan_text(sum(allocation.amounts, Decimal(0)))),
            (message("Stays in the pool"), yuan_text(allocation.unspent)),
            (message("Fingerprint of the rules (SHA-256)"), fingerprint),
        ]
        if allocation.contribution is not None:
            facts.append((message("Expected contribution"), f"{allocation.contribution:,.2f}"))
        facts += [(message("Remark"), remark) for remark in allocation.remarks]
    return [
        *facts,
        (message("Number of units"), str(len(table.names))),
        (message("Data file"), source.name),
        (message("Sheet"), table.grid.name),
        (message("Fingerprint of the data file (SHA-256)"), table.sha256),
    ]


def _report(allocations: Sequence[Allocation], table: ScoreTable, terminal: Terminal) -> None:
    from keqiao.engine.allocation.money import TEN_THOUSAND, digits, yuan_text

    for problem in table.remarks[:LISTED]:
        terminal.tell(message("Warning: {text}", text=problem.in_language(terminal.language)))
    first = allocations[0]
    if not terminal.quiet:
        heads: list[Message | str] = [message("Unit"), message("Score"), message("Grade")]
        heads += [allocation.rules.name.in_language(terminal.language) for allocation in allocations]
        grades = first.rules.grades
        rows = []
        for at, name in enumerate(table.names[:LISTED]):
            score, grade = first.units.scores[at], first.units.grades[at]
            amounts = [digits(allocation.amounts[at] / TEN_THOUSAND, least=2) for allocation in allocations]
            rows.append(
                (
                    name,
                    "—" if score is None else digits(score),
                    "—" if grade is None else grades[grade].in_language(terminal.language),
                    *amounts,
                )
            )
        totals = [
            digits(sum(allocation.amounts, Decimal(0)) / TEN_THOUSAND, least=2) for allocation in allocations
        ]
        terminal.print(message("Amounts in 10k yuan"))
        terminal.table(heads, [*rows, (terminal.text(message("Total")), "", "", *totals)])
        if len(table.names) > LISTED:
            terminal.print(message("… and {count} more units.", count=len(table.names) - LISTED))
    for allocation in allocations:
        terminal.print(
            message(
                "{name}: pool {pool}, shared out {spent}, stays {unspent}.",
                name=allocation.rules.name,
                pool=yuan_text(allocation.pool),
                spent=yuan_text(sum(allocation.amounts, Decimal(0))),
                unspent=yuan_text(allocation.unspent),
            )
        )
        for remark in allocation.remarks:
            terminal.print(remark)
        if not terminal.quiet:
            for price in allocation.prices:
                terminal.print(price.sentence)


def _report_draws(
    sensitivities: Sequence[AmountSensitivity], allocations: Sequence[Allocation], terminal: Terminal
) -> None:
    from keqiao.engine.allocation.money import yuan_text

    for sensitivity, allocation in zip(sensitivities, allocations, strict=False):
        sentence = message("{name}, {draws} draws:", name=allocation.rules.name, draws=sensitivity.draws)
        terminal.print(sentence)
        if sensitivity.impossible:
            terminal.print(
                message("In {count} draws the rules cannot hold together.", count=sensitivity.impossible)
            )
        for at, unit in enumerate(sensitivity.units[: 0 if terminal.quiet else LISTED]):
            terminal.print(
                message(
                    "{unit}: would differ in {share} of draws; in {interval} of them from {low} to {high}",
                    unit=unit,
                    interval=f"{sensitivity.interval:.0%}",
                    share=f"{sensitivity.differs[at]:.0%}",
                    low=yuan_text(sensitivity.low[at]),
                    high=yuan_text(sensitivity.high[at]),
                )
            )
