"""``keqiao evaluate``: a data file and a scheme in, results out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from keqiao.commands.documents import refuse_input
from keqiao.commands.options import SCHEME_FILE, command, option
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keqiao.engine.evaluation import DataFinding, Evaluation
    from keqiao.engine.workbooks.reading import DataFile

LISTED = 20
"""So many warnings and units are printed; the file of results holds all."""


@command("evaluate", message("evaluate a data file by a scheme"))
@SCHEME_FILE
@option(
    "--data",
    "data_file",
    metavar="D",
    required=True,
    help_text=message("the data: .xlsx, .csv or .parquet"),
)
@option("--sheet", metavar="S", help_text=message("the sheet to read"))
@option(
    "--period",
    metavar="P",
    help_text=message("evaluate this period only; the period of data without such a column"),
)
@option(
    "--basis",
    type=click.Choice(["reported", "verified", "both"]),
    help_text=message(
        "the figures used: reported (default), verified (reported where none is verified), or both side by side"
    ),
)
@option(
    "-o",
    "--output",
    metavar="OUT",
    required=True,
    help_text=message("write to this file: .xlsx, .csv or .json"),
)
def evaluate(
    terminal: Terminal,
    *,
    file: str,
    data_file: str,
    sheet: str | None,
    period: str | None,
    basis: Literal["reported", "verified", "both"] | None,
    output: str,
) -> int:
    """Read, evaluate, write; errors in the data are listed with their places."""
    from keqiao.engine.evaluation import evaluate as evaluated
    from keqiao.engine.schemes import SCHEMES
    from keqiao.engine.workbooks import read_data, write_results
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.engine.workbooks.results import FORMATS, listed

    path = Path(output)
    if path.suffix.lower() not in FORMATS:
        raise CommandError(
            message("{path}: results are written as .xlsx, .csv or .json.", path=str(path)), USAGE
        )
    refuse_input(path, data_file, file)
    scheme = load(file, terminal)
    with terminal.progress() as progress:
        progress(0.02, message("Reading the data"))
        data = read_data(Path(data_file), scheme, sheet=sheet, period=period)
        # A result file is evaluated again as it was, unless the user says otherwise.
        periods = [p for p in data.origin.periods if p in data.panel.periods] or None
        if period is not None:
            read = period_of(period, "any")
            periods = [read.text if read else period]

        def part(start: float, end: float, share: float, sentence: Message) -> None:
            progress(start + (end - start) * share, sentence)

        evaluation = evaluated(
            scheme,
            data.panel,
            periods=periods,
            basis=basis or data.origin.basis or "reported",
            progress=lambda share, sentence: part(0.4, 0.6, share, sentence),
        )
        write_results(
            evaluation,
            scheme,
            path,
            terminal.language,
            demonstration=data.demonstration,
            data=data,
            progress=lambda share, sentence: part(0.6, 1.0, share, sentence),
            scheme_sha256=SCHEMES.text_digest(file),
        )
    _report(evaluation, data, listed(evaluation, data), terminal, path)
    return OK


def _report(
    evaluation: Evaluation, data: DataFile, problems: Sequence[DataFinding], terminal: Terminal, output: Path
) -> None:
    """What was found, in short: warnings to standard error, the ranking and the file's name to standard output."""
    from keqiao.engine.workbooks import views

    for problem in problems[:LISTED]:
        terminal.tell(message("Warning: {text}", text=problem.in_language(terminal.language)))
    if len(problems) > LISTED:
        terminal.tell(
            message("{count} more warnings are listed in the results.", count=len(problems) - LISTED)
        )
    if not terminal.quiet:
        period, basis = evaluation.periods[-1], evaluation.bases[-1]
        frame = views.summary(evaluation, evaluation.scheme)
        frame = frame.filter((frame["period"] == period) & (frame["basis"] == basis))
        grade = "grade_name" if terminal.language == "zh" else "grade_name_en"
        rows = [
            (
                str(row["rank"] or "—"),
                row["name"] if row["name"] == row["unit"] else f"{row['name']} ({row['unit']})",
                "—" if row["total"] is None else f"{row['total']:.2f}",
                row[grade] or row["grade_name"] or "—",
            )
            for row in frame.head(LISTED).to_dicts()
        ]
        mark = message("Demonstration data") if data.demonstration else ""
        title = message("{scheme}, {period}", scheme=evaluation.scheme.name, period=period)
        terminal.print(f"{terminal.text(title)} {terminal.text(mark)}".rstrip())
        terminal.table((message("Rank"), message("Unit"), message("Total points"), message("Grade")), rows)
        if frame.height > LISTED:
            terminal.print(message("… and {count} more units.", count=frame.height - LISTED))
    terminal.print(message("Fingerprint of the results (SHA-256): {digest}", digest=evaluation.digest))
    terminal.print(message("Written: {path}", path=str(output)))
