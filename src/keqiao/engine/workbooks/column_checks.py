"""What the columns of a sheet say before its rows are read: what is not read, stands twice, or is in another unit."""

from __future__ import annotations

from keqiao.engine.figures import is_unit, unit_after
from keqiao.engine.workbooks.bare_columns import figures_without_heading
from keqiao.engine.workbooks.cells import cell_text
from keqiao.engine.workbooks.grid import letters
from keqiao.engine.workbooks.headers import ColumnHeading
from keqiao.engine.workbooks.sheet_findings import SheetFindings
from keqiao.engine.workbooks.stated_units import other_units
from keqiao.language import message

_READ_ONCE = {
    "measure",
    "verified",
    "rating",
    "attribute",
    "period",
    "long_measure",
    "long_value",
    "long_verified",
}


def check_columns(sheet: SheetFindings) -> None:
    """Note what is wrong with the columns, and which are not read."""
    _headings(sheet)
    _units(sheet)
    _unread_figures(sheet)


def _headings(sheet: SheetFindings) -> None:
    """Say which columns are not read, and refuse those that cannot be told apart."""
    at = sheet.header.row
    seen: dict[tuple[str, str, str], int] = {}
    unknown = []
    for column, heading in enumerate(sheet.header.headings):
        text = heading.text
        sheet.unseen(sheet.grid.cell(at, column), at, column)
        if heading.role == "unknown":
            unknown.append(f"{text} ({letters(column)})")
        elif heading.role == "computed":
            sentence = message("“{text}” is computed by the scheme; the column is not read.", text=text)
            sheet.say("warning", "computed_column", sentence, at=at, column=column)
        elif heading.role == "ambiguous":
            sentence = message("“{text}” is the name of several measures.", text=text)
            remedy = message("Write the measure's code as the header.")
            sheet.say("error", "ambiguous_header", sentence, remedy, at=at, column=column)
        elif heading.role == "other_unit":
            _other_unit(sheet, heading, at, column)
        elif heading.role in _READ_ONCE:
            first = seen.setdefault((heading.role, heading.code, heading.expert), column)
            if first != column:
                sentence = message(
                    "“{text}” stands in column {other} already.", text=text, other=letters(first)
                )
                remedy = message("Keep one of the two columns.")
                sheet.say("error", "doubled_column", sentence, remedy, at=at, column=column)
    if unknown:
        sentence = message(
            "{count} columns are not known to the scheme and are not read: {names}.",
            count=len(unknown),
            names="、".join(unknown[:10]) + (" …" if len(unknown) > 10 else ""),
        )
        remedy = message("If they were meant, name them by code or name, as `keqiao template` does.")
        sheet.say("warning", "unknown_columns", sentence, remedy, at=at)


def _other_unit(sheet: SheetFindings, heading: ColumnHeading, at: int, column: int) -> None:
    """Refuse a header whose brackets hold another unit, or words of which nobody knows what they change."""
    measure = sheet.names.measures[heading.code]
    unit = measure.unit or "—"
    if is_unit(unit_after(heading.text)):
        sentence = message(
            "The header “{text}” has another unit than the scheme ({unit}).", text=heading.text, unit=unit
        )
        remedy = message("Convert the figures to {unit} and write that unit in the header.", unit=unit)
    else:
        sentence = message(
            "The header “{text}” says more in brackets than the scheme's unit ({unit}).",
            text=heading.text,
            unit=unit,
        )
        remedy = message(
            "If it is the same figure, write “{name}” and the unit {unit} alone; else another name.",
            name=measure.name,
            unit=unit,
        )
    sheet.say("error", "unit_in_header", sentence, remedy, at=at, column=column, measure=heading.code)


def _units(sheet: SheetFindings) -> None:
    """Refuse columns without a unit of their own that the sheet says to be in another than the scheme's."""
    for other_unit in other_units(sheet.grid, sheet.header, sheet.names):
        sentence = message(
            "“{text}” is in {other} by what the sheet says of its units; the scheme wants {unit}.",
            text=other_unit.heading.text,
            other=other_unit.other,
            unit=other_unit.unit,
        )
        remedy = message(
            "Convert the figures to {unit} and write that unit in the header.", unit=other_unit.unit
        )
        sheet.say(
            "error",
            "unit_above",
            sentence,
            remedy,
            at=other_unit.row,
            column=other_unit.column,
            measure=other_unit.heading.code,
        )


def _unread_figures(sheet: SheetFindings) -> None:
    """List the columns of figures that have no heading and are not read."""
    for column, at in figures_without_heading(sheet.grid, sheet.header):
        sentence = message("Figures stand under an empty heading; the column is not read.")
        remedy = message("Write the measure's code or name above them if they were meant.")
        sheet.say("warning", "column_without_heading", sentence, remedy, at=at, column=column)


def refuse_struck(sheet: SheetFindings, rows: list[int]) -> None:
    """Refuse cells that are struck through: whether they still hold is not for a program to say."""
    if not sheet.grid.struck:
        return
    read = [
        column
        for column, heading in enumerate(sheet.header.headings)
        if heading.role in _READ_ONCE | {"unit", "name"}
    ]
    for at in rows:
        for column in read:
            if (at, column) in sheet.grid.struck:
                said = message(
                    "What stands in the cell is struck through: “{text}”.",
                    text=cell_text(sheet.grid.cell(at, column)),
                )
                remedy = message(
                    "Delete what no longer holds, or take the line through it away, and save the file."
                )
                sheet.say("error", "struck_through", said, remedy, at=at, column=column)


def list_hidden(sheet: SheetFindings, rows: list[int]) -> None:
    """List what the sheet does not show and is read all the same."""
    hidden = [at + 1 for at in rows if at in sheet.grid.hidden_rows]
    if sheet.grid.hidden:
        sentence = message("The sheet is hidden; it is read all the same.")
        sheet.say("warning", "hidden_sheet", sentence)
    if hidden:
        sentence = message(
            "{count} hidden rows are read: {rows}.",
            count=len(hidden),
            rows=", ".join(map(str, hidden[:20])) + (" …" if len(hidden) > 20 else ""),
        )
        sheet.say("warning", "hidden_rows", sentence, message("Show the rows, or delete them."))
    for column in sorted(sheet.grid.hidden_columns):
        if column < len(sheet.header.headings) and sheet.header.headings[column].role in _READ_ONCE | {
            "unit"
        }:
            sentence = message("A hidden column is read: {text}.", text=sheet.header.headings[column].text)
            sheet.say(
                "warning",
                "hidden_column",
                sentence,
                message("Show the column, or delete it."),
                at=sheet.header.row,
                column=column,
            )
