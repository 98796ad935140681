"""``keqiao share-income``: who gets how much of the income of a transformed result, by which article."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import argument, command, option
from keqiao.commands.terminal import OK, Terminal
from keqiao.language import message

if TYPE_CHECKING:
    from keqiao.engine.transfer import IncomeSharing


@command("share-income", message("share out the income of a transformed result, by the law of its day"))
@argument("file", message("the case: a YAML file or a workbook (.xlsx)"), metavar="FILE")
@option(
    "--law", metavar="LAW.yaml", help_text=message("other parameters of the law than those in the package")
)
@option("-o", "--output", metavar="OUT", help_text=message("write to this file: .xlsx, .csv or .json"))
def share_income_command(terminal: Terminal, file: str, law: str | None, output: str | None) -> int:
    """Read the case, share its income, print who gets what and what is missing; write the same to a file."""
    from keqiao.commands.document_books import load_book_or_text
    from keqiao.commands.income_tables import CASE_SHEETS, facts_of, tables_of
    from keqiao.commands.result_tables import known_ending, write_tables
    from keqiao.engine.transfer import TRANSFER_CASE, TRANSFER_LAW, packaged_law, share_income

    target = None if output is None else Path(output)
    if target is not None:
        known_ending(target)
        refuse_input(target, file, law)
    case = load_book_or_text(
        TRANSFER_CASE,
        CASE_SHEETS,
        file,
        lambda finding: terminal.tell(finding.in_language(terminal.language)),
    )
    sharing = share_income(case, TRANSFER_LAW.load(Path(law)) if law else packaged_law())
    _print(sharing, terminal)
    if target is not None:
        write_tables(target, terminal.language, tables_of(sharing), sharing.findings, facts_of(sharing, file))
        terminal.print(message("Written: {path}", path=str(target)))
    return OK


def _print(sharing: IncomeSharing, terminal: Terminal) -> None:
    from keqiao.commands.income_tables import heads_of, money_of, row_of

    terminal.print(sharing.case.name)
    for said in sharing.rule.sentences():
        terminal.print(said)
    terminal.print(
        message(
            "Net {net} yuan; reward {reward} yuan; {stays} yuan stay with the unit.",
            net=money_of(sharing.reward + sharing.stays),
            reward=money_of(sharing.reward),
            stays=money_of(sharing.stays),
        )
    )
    if sharing.lines and not terminal.quiet:
        terminal.table(heads_of(sharing), [row_of(line, terminal.language) for line in sharing.lines])
    if sharing.tax is not None:
        terminal.print(sharing.tax.sentence)
        for condition in sharing.tax.conditions:
            mark = {True: "√", False: "×", None: "?"}[condition.met]
            terminal.print(f"  {mark} {terminal.text(condition.name)}")
    for finding in sharing.findings:
        terminal.tell(finding.in_language(terminal.language))
