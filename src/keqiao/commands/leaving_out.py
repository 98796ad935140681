"""``keqiao leave-out``: what changes when an indicator or a branch is not there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import command, evaluated_data, option
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    import polars as pl

    from keqiao.engine.schemes import Scheme

FORMATS = (".xlsx", ".csv")
SUMMARY = {
    "node": message("Indicator or branch"),
    "name": message("Name"),
    "shift": message("Mean change of rank"),
    "most": message("Greatest change of rank"),
    "changed": message("Units with another rank"),
    "first": message("Another unit leads"),
}
DETAIL = {
    "node": message("Indicator or branch"),
    "unit": message("Unit code"),
    "total": message("Total points"),
    "rank": message("Rank"),
    "change": message("Ranks gained"),
}
"""Headings of the two tables; a .csv keeps the short names for programs."""


@command("leave-out", message("tell what each indicator or branch does to the ranks by leaving it out"))
@evaluated_data
@option("-o", "--output", metavar="OUT", help_text=message("write to this file: .xlsx or .csv"))
def leave_out(terminal: Terminal, **options: Any) -> int:
    """Read, evaluate once without each node, print the nodes that matter most first, write both tables."""
    from keqiao.engine.robustness import leave_one_out
    from keqiao.engine.workbooks import read_data
    from keqiao.engine.workbooks.periods import period_of

    output = None if options["output"] is None else Path(options["output"])
    if output is not None and output.suffix.lower() not in FORMATS:
        raise CommandError(message("{path}: write to a .xlsx or .csv file.", path=str(output)), USAGE)
    if output is not None:
        refuse_input(output, options["data"], options["scheme"])
    scheme = load(options["scheme"], terminal)
    data = read_data(Path(options["data"]), scheme, sheet=options["sheet"], period=options["period"])
    period = None
    if options["period"] is not None:
        read = period_of(options["period"], "any")
        period = read.text if read else options["period"]
    summary, detail = leave_one_out(scheme, data.panel, period=period, basis=options["basis"])
    summary = _named(summary, scheme, terminal).sort(["shift", "most"], descending=True, maintain_order=True)
    terminal.print(message("{scheme}: every node left out", scheme=scheme.name))
    if not terminal.quiet:
        terminal.table(list(SUMMARY.values()), [_line(row, terminal) for row in summary.to_dicts()])
    if output is not None:
        _write(summary, detail, output, terminal)
        terminal.print(message("Written: {path}", path=str(output)))
    return OK


def _named(summary: pl.DataFrame, scheme: Scheme, terminal: Terminal) -> pl.DataFrame:
    """Put the name of each node beside its code."""
    import polars as pl

    names = {node.code: node.name.in_language(terminal.language) for node in scheme.walk()}
    name = pl.Series("name", [names[code] for code in summary["node"]], dtype=pl.String)
    return summary.insert_column(1, name)


def _line(row: dict[str, Any], terminal: Terminal) -> tuple[str, ...]:
    leads = terminal.text(message("yes") if row["first"] else message("no"))
    return (row["node"], row["name"], f"{row['shift']:.2f}", str(row["most"]), str(row["changed"]), leads)


def _write(summary: pl.DataFrame, detail: pl.DataFrame, output: Path, terminal: Terminal) -> None:
    """Write the nodes; in a workbook also every unit without each of them."""
    from keqiao.engine.workbooks.atomic_files import written_at_once

    with written_at_once(output) as temporary:
        if output.suffix.lower() == ".csv":
            # The mark of byte order, so that Excel reads Chinese names.
            summary.write_csv(temporary, include_bom=True)
            return
        import xlsxwriter

        sheets: list[tuple[Message, pl.DataFrame, dict[str, Message]]] = [
            (message("Leaving out"), summary, SUMMARY),
            (message("Units without each node"), detail, DETAIL),
        ]
        with xlsxwriter.Workbook(str(temporary)) as book:
            for title, frame, heads in sheets:
                named = frame.rename({name: terminal.text(heads[name]) for name in frame.columns})
                named.write_excel(
                    book, terminal.text(title), autofit=True, float_precision=4, header_format={"bold": True}
                )
