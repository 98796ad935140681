"""The workbook that ``keqiao efficiency`` writes: scores, peers, targets, warnings, and what was computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from keqiao import __version__
from keqiao.engine.workbooks.atomic_files import OutputError, written_at_once
from keqiao.engine.workbooks.result_sheets import EXCEL_ROWS, ResultBook, ResultColumn
from keqiao.language import Language, Message, message

if TYPE_CHECKING:
    from keqiao.engine.efficiency import Efficiency, ReturnsToScale

KINDS = {
    "increasing": message("increasing (too small)"),
    "constant": message("constant (right size)"),
    "decreasing": message("decreasing (too large)"),
    "unknown": message("unknown"),
}
STATUSES = {
    "infeasible": message("no solution: the others do not reach this unit"),
    "unbounded": message("no solution: the score has no bound"),
    "unsolved": message("not solved to the tolerance"),
}
EFFICIENT, INEFFICIENT = message("efficient"), message("not efficient")
WEAKLY = message("weakly efficient (slacks remain)")


def status_of(efficiency: Efficiency, row: int) -> Message:
    """What to call a unit: efficient, weakly efficient, not efficient, or why there is no score."""
    status = str(efficiency.status[row])
    if status != "optimal":
        return STATUSES[status]
    if efficiency.efficient[row]:
        return EFFICIENT
    border = 0.0 if efficiency.model == "additive" or efficiency.orientation == "directional" else 1.0
    return (
        WEAKLY
        if efficiency.model == "radial" and abs(efficiency.score[row] - border) <= 1e-7
        else INEFFICIENT
    )


def write_book(
    path: Path,
    language: Language,
    efficiency: Efficiency,
    scale: ReturnsToScale | None,
    *,
    warnings: Sequence[tuple[str, Message | str]],
    facts: Sequence[tuple[Message, str | Message]],
) -> None:
    """Write the workbook to ``path`` at once. ``warnings`` are (place, text), ``facts`` say what was computed.

    Raises :class:`OutputError`.
    """
    import xlsxwriter

    measures = len(efficiency.factors.input_names) + len(efficiency.factors.output_names)
    if efficiency.factors.count * measures > EXCEL_ROWS - 10:
        raise OutputError(
            message("{count} rows do not fit into an Excel sheet.", count=efficiency.factors.count * measures)
        )
    with written_at_once(path) as temporary:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(temporary), options) as file:
            book = ResultBook(file, cast("Any", None), cast("Any", None), language, demonstration=False)
            _scores(book, efficiency, scale)
            _targets(book, efficiency)
            _peers(book, efficiency)
            warnings_sheet(book, warnings)
            facts_sheet(book, facts)


def _number(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _scores(book: ResultBook, efficiency: Efficiency, scale: ReturnsToScale | None) -> None:
    columns = [
        ResultColumn(message("Unit"), "text", 28),
        ResultColumn(message("Efficiency score"), "weight", 14),
        ResultColumn(message("Status"), "centre", 20),
    ]
    if scale is not None:
        columns += [
            ResultColumn(message("Returns to scale"), "centre", 18),
            ResultColumn(message("Scale efficiency"), "weight", 14),
        ]
    columns.append(ResultColumn(message("Peers with λ"), "wrap", 60))
    rows = []
    for at, unit in enumerate(efficiency.factors.units):
        row: list[Any] = [unit, _number(efficiency.score[at]), status_of(efficiency, at)]
        if scale is not None:
            row += [KINDS[str(scale.kind[at])], _number(scale.scale_efficiency[at])]
        rows.append([*row, "、".join(f"{name}（{weight:.4f}）" for name, weight in efficiency.peers(at))])
    note = message("The score, and the efficient units that each unit is measured by, with their weight λ.")
    sheet = book.sheet(message("Efficiency"), message("Input–output efficiency"), note)
    book.table(sheet, columns, rows, frozen=1)


def _targets(book: ResultBook, efficiency: Efficiency) -> None:
    columns = [
        ResultColumn(message("Unit"), "text", 28),
        ResultColumn(message("Side"), "centre", 8),
        ResultColumn(message("Measure"), "text", 28),
        ResultColumn(message("Figure now"), "number", 14),
        ResultColumn(message("Target"), "number", 14),
        ResultColumn(message("Change needed"), "number", 14),
        ResultColumn(message("Change in %"), "points", 10),
        ResultColumn(message("of it slack"), "number", 14),
    ]
    dmus = efficiency.factors
    sides = (
        (
            message("input"),
            dmus.input_names,
            dmus.inputs,
            efficiency.input_targets,
            efficiency.input_slacks,
        ),
        (
            message("output"),
            dmus.output_names,
            dmus.outputs,
            efficiency.output_targets,
            efficiency.output_slacks,
        ),
    )
    rows = []
    for at, unit in enumerate(efficiency.factors.units):
        for side, names, now, targets, slacks in sides:
            for column, name in enumerate(names):
                value, target = float(now[at, column]), _number(targets[at, column])
                change = None if target is None else target - value
                share = None if change is None or value == 0 else 100 * change / value
                rows.append((unit, side, name, value, target, change, share, _number(slacks[at, column])))
    note = message("What a unit would have to use and bring forth to be efficient, in the units of the data.")
    sheet = book.sheet(message("Targets"), message("Targets and what is missing to them"), note)
    book.table(sheet, columns, rows, frozen=3)


def _peers(book: ResultBook, efficiency: Efficiency) -> None:
    columns = [
        ResultColumn(message("Unit"), "text", 28),
        ResultColumn(message("Peer"), "text", 28),
        ResultColumn("λ", "weight", 14),
    ]
    rows = [
        (unit, name, weight)
        for at, unit in enumerate(efficiency.factors.units)
        for name, weight in efficiency.peers(at)
    ]
    sheet = book.sheet(
        message("Peers"),
        message("Peers of each unit"),
        message("λ: how much of the peer the target is made of."),
    )
    book.table(sheet, columns, rows, frozen=1)


def warnings_sheet(book: ResultBook, warnings: Sequence[tuple[str, Message | str]]) -> None:
    """The sheet of warnings: (place, text)."""
    columns = [ResultColumn(message("Place"), "text", 30), ResultColumn(message("Warning"), "wrap", 90)]
    note = message("{count} warnings. No figure was changed silently.", count=len(warnings))
    book.table(book.sheet(message("Warnings"), message("Warnings"), note), columns, list(warnings), frozen=0)


def facts_sheet(book: ResultBook, facts: Sequence[tuple[Message, str | Message]]) -> None:
    """The sheet that says what was computed, from which file, by which version."""
    columns = [ResultColumn(message("Item"), "text", 34), ResultColumn(message("Content"), "wrap", 80)]
    rows = [*facts, (message("Version of the engine"), f"keqiao {__version__}")]
    sheet = book.sheet(message("Model"), message("What was computed"))
    book.table(sheet, columns, rows, frozen=0)
