"""``keqiao evaluate``: a data file and a scheme in, results out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.commands.documents import refuse_input
from keqiao.commands.schemes import load
from keqiao.commands.terminal import OK, USAGE, CommandError, Terminal
from keqiao.language import Message, message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keqiao.engine.evaluation import DataFinding, Evaluation
    from keqiao.engine.workbooks.reading import DataFile

LISTED = 20
"""So many warnings and units are printed; the file of results holds all."""


def evaluate(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Read, evaluate, write; errors in the data are listed with their places."""
    from keqiao.engine.evaluation import evaluate as evaluated
    from keqiao.engine.workbooks import read_data, write_results
    from keqiao.engine.workbooks.periods import period_of
    from keqiao.engine.workbooks.results import FORMATS, listed

    output = Path(arguments.output)
    if output.suffix.lower() not in FORMATS:
        raise CommandError(
            message("{path}: results are written as .xlsx, .csv or .json.", path=str(output)), USAGE
        )
    refuse_input(output, arguments.data, arguments.file)
    scheme = load(arguments.file, terminal)
    with terminal.progress() as progress:
        progress(0.02, message("Reading the data"))
        data = read_data(Path(arguments.data), scheme, sheet=arguments.sheet, period=arguments.period)
        # A result file is evaluated again as it was, unless the user says otherwise.
        periods = [p for p in data.origin.periods if p in data.panel.periods] or None
        if arguments.period is not None:
            period = period_of(arguments.period, "any")
            periods = [period.text] if period else [arguments.period]

        def part(start: float, end: float, share: float, said: Message) -> None:
            progress(start + (end - start) * share, said)

        evaluation = evaluated(
            scheme,
            data.panel,
            periods=periods,
            basis=arguments.basis or data.origin.basis or "reported",
            progress=lambda share, said: part(0.4, 0.6, share, said),
        )
        write_results(
            evaluation,
            scheme,
            output,
            terminal.language,
            demonstration=data.demonstration,
            data=data,
            progress=lambda share, said: part(0.6, 1.0, share, said),
        )
    _report(evaluation, data, listed(evaluation, data), terminal, output)
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
