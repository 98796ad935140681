"""What is noted of a sheet while it is read, each finding with its place, unit and period."""

from __future__ import annotations

from dataclasses import dataclass

from keqiao.engine.figures import invisible_in, visible
from keqiao.engine.findings import Severity
from keqiao.engine.workbooks.cells import cell_text
from keqiao.engine.workbooks.grid import Cell, Grid, letters
from keqiao.engine.workbooks.headers import Header, HeaderNames
from keqiao.engine.workbooks.problems import Findings
from keqiao.language import Message, message


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that holds data: its place counted from 0, and whom and when it is about."""

    at: int
    unit: str
    name: str
    period: str


class SheetFindings:
    """A sheet with its header and the names it is read by, and what is noted of it in ``findings``."""

    def __init__(self, grid: Grid, header: Header, names: HeaderNames, findings: Findings) -> None:
        self.grid, self.header, self.names, self.findings = grid, header, names, findings

    def say(
        self,
        severity: Severity,
        code: str,
        sentence: Message,
        remedy: Message | None = None,
        *,
        at: int | None = None,
        column: int | None = None,
        row: SheetRow | None = None,
        measure: str = "",
    ) -> None:
        """Note a finding at a place counted from 0; ``row`` gives place, unit and period at once."""
        at = row.at if row else at
        self.findings.add(
            severity,
            code,
            sentence,
            remedy,
            sheet=self.grid.name,
            row=None if at is None else at + 1,
            column="" if column is None else letters(column),
            unit=row.unit if row else "",
            period=row.period if row else "",
            measure=measure,
        )

    def unseen(self, cell: Cell, at: int, column: int) -> None:
        """List the characters of a text that nobody sees."""
        marks = invisible_in(cell) if isinstance(cell, str) else ()
        if marks:
            sentence = message(
                "“{text}” holds characters that nobody sees ({marks}); they are taken away.",
                text=cell_text(visible(str(cell))),
                marks=", ".join(marks),
            )
            self.say("warning", "invisible_characters", sentence, at=at, column=column)
