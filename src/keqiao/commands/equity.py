"""``keqiao cap-table``: who holds what of a company on a day, by subscription and by payment, round by round."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.transfer import EquityLedger


@command("cap-table", message("who holds what of a company on a day, by subscription and by payment"))
@argument(
    "file",
    message("the ledger: YAML, a workbook (.xlsx) or a package of the Open Cap Format (.zip)"),
    metavar="FILE",
)
@option(
    "--date",
    "on",
    metavar="DAY",
    help_text=message("the table at the end of this day (that of the last event)"),
)
@option(
    "--law", metavar="LAW.yaml", help_text=message("other parameters of the law than those in the package")
)
@option(
    "-o",
    "--output",
    metavar="OUT",
    help_text=message("write to this file: .xlsx, .csv, .json or .zip (Open Cap Format)"),
)
def cap_table_command(
    terminal: Terminal, file: str, on: str | None, law: str | None, output: str | None
) -> int:
    """Read the ledger, print the table of the day and what the law asks; write it with all rounds to a file."""
    from keqiao.commands.equity_tables import facts_of, tables_of
    from keqiao.commands.open_cap_packages import ENDING, write_package
    from keqiao.commands.result_tables import known_ending, text_rows, write_tables
    from keqiao.engine.transfer import TRANSFER_LAW, cap_table, equity_findings, packaged_law

    target = None if output is None else Path(output)
    if target is not None:
        known_ending(target, ENDING)
        refuse_input(target, file, law)
    stated_day = None if on is None else _day(on)
    parameters = TRANSFER_LAW.load(Path(law)) if law else packaged_law()
    ledger = _read(file, terminal)
    day = stated_day or _last_day(ledger)
    tables = tables_of(ledger, day)
    findings = equity_findings(ledger, day, parameters)
    terminal.print(message("{name}, end of {day}", name=ledger.name, day=day.isoformat()))
    if not cap_table(ledger, day).holdings:
        terminal.print(message("Nobody holds anything on that day."))
    elif not terminal.quiet:
        terminal.table([field.heading for field in tables[0].fields], text_rows(tables[0], terminal.language))
    for finding in findings:
        terminal.tell(finding.in_language(terminal.language))
    if target is not None:
        if target.suffix.lower() == ENDING:
            for said in write_package(target, ledger, day):
                terminal.tell(said)
        else:
            write_tables(target, terminal.language, tables, findings, facts_of(ledger, day, file, parameters))
        terminal.print(message("Written: {path}", path=str(target)))
    return OK


def _read(file: str, terminal: Terminal) -> EquityLedger:
    from keqiao.commands.document_books import load_book_or_text
    from keqiao.commands.equity_tables import LEDGER_SHEETS
    from keqiao.commands.open_cap_packages import ENDING, read_package
    from keqiao.engine.transfer import EQUITY_LEDGER

    if Path(file).suffix.lower() == ENDING:
        return read_package(file, terminal.tell)
    return load_book_or_text(
        EQUITY_LEDGER,
        LEDGER_SHEETS,
        file,
        lambda finding: terminal.tell(finding.in_language(terminal.language)),
    )


def _day(text: str) -> date:
    from keqiao.engine.workbooks.periods import period_of

    period = period_of(text, "any")
    try:
        return date.fromisoformat("" if period is None else period.text)
    except ValueError:
        raise CommandError(
            message("--date: “{text}” is no day; write it like 2026-03-31.", text=text[:40]), USAGE
        ) from None


def _last_day(ledger: EquityLedger) -> date:
    return max((event.day for event in ledger.events), default=ledger.founded)
