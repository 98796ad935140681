"""Reading a data file into a panel: which sheet, which form, and every finding with its place.

The steps in order: the file (:mod:`excel_files`, :mod:`text_files`), the header (:mod:`headers`), the rows
(:mod:`tables`), figures that look wrong (:mod:`checks`), and the panel of :mod:`keqiao.engine.evaluation`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from keqiao.engine.data_findings import DataError, DataFinding
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.atomic_files import reason_of
from keqiao.engine.workbooks.cells import same_text
from keqiao.engine.workbooks.checks import check_figures
from keqiao.engine.workbooks.excel_files import ExcelFile, open_excel
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.headers import Header, HeaderNames, find_header, looks_like_periods
from keqiao.engine.workbooks.identity import IDENTITY_SHEET, UNKNOWN, FileOrigin, check_identity
from keqiao.engine.workbooks.periods import Length, period_of
from keqiao.engine.workbooks.problems import FileFinding, Findings, refused
from keqiao.engine.workbooks.sheets import ReadingOptions, Sheet
from keqiao.engine.workbooks.tables import SheetFigures, read_figures
from keqiao.engine.workbooks.text_files import read_csv, read_parquet
from keqiao.engine.workbooks.tolerance import SHEETS as TOLERATED_SHEETS
from keqiao.engine.workbooks.tolerance import read_cells
from keqiao.language import message

if TYPE_CHECKING:
    import polars as pl

    from keqiao.engine.evaluation.panel import Panel

EXCEL, TEXT, PARQUET = {".xlsx", ".xlsm"}, {".csv", ".txt", ".tsv"}, {".parquet", ".pq"}
_OWN_SHEETS = ("填报", "数据", "data")
_VERIFIED_SHEETS = {"核定值", "核定", "核定数据", "verified", "verifiedvalues"}


@dataclass(frozen=True)
class DataFile:
    """A data file as read: its panel, the findings (warnings) with their places, and what identifies it.

    ``sha256`` is the hash of the file's bytes; ``sheet`` the sheet read (the file's name for text files).
    ``demonstration`` says that the file carries the mark 演示数据; ``origin`` what a result file was evaluated for.
    """

    panel: Panel
    problems: tuple[FileFinding, ...]
    name: str
    sheet: str
    sha256: str
    demonstration: bool = False
    origin: FileOrigin = UNKNOWN


@dataclass(frozen=True)
class _DataSheets:
    """The sheet with the data, its header, the sheet of verified values if there is one."""

    grid: Grid
    header: Header
    verified: Grid | None = None
    tolerated: Grid | None = None
    origin: FileOrigin = UNKNOWN


def read_data(
    path: Path | str, scheme: Scheme, *, sheet: str | None = None, period: str | None = None
) -> DataFile:
    """Read ``path`` (.xlsx, .csv, .parquet) as data for ``scheme``.

    ``sheet`` names the sheet where there are several; ``period`` is the period of all rows where the data has no such
    column. Raises :class:`DataError` with every error found.
    """
    path = Path(path)
    findings = Findings({part.code: part.name for part in (*scheme.measures, *scheme.attributes)})
    digest = _digest(path)
    if period is not None:
        period = _given_period(period)
    names = HeaderNames(scheme)
    grids = _grids(path, scheme, names, sheet, findings)
    grid, header, verified = grids.grid, grids.header, grids.verified
    options = ReadingOptions(period, usual_length(scheme))
    if not header.columns("period") and period is None:
        raise refused(
            "no_period",
            message("The table has no column for the period."),
            message("Add a column 期间 (period), or name the period of all rows with --period 2023."),
            grid.name,
        )
    figures = read_figures(Sheet(grid, header, names, options, findings))
    checked = _verified_figures(verified, names, options, findings) if verified else None
    _expect_rows(figures, findings)
    check_figures(figures, scheme, findings)
    if findings.any_error:
        raise DataError(findings.listed())
    tolerated = read_cells(grids.tolerated, options.length, findings) if grids.tolerated else []
    if findings.any_error:
        raise DataError(findings.listed())
    panel = replace(_panel(figures, checked, scheme, findings), tolerated=frozenset(tolerated))
    return DataFile(
        panel, findings.listed(), path.name, grid.name, digest, grids.origin.demonstration, grids.origin
    )


def usual_length(scheme: Scheme) -> Length:
    """The length of period that most measures of the scheme have."""
    counted = Counter(measure.period for measure in scheme.measures)
    return counted.most_common(1)[0][0]


def _digest(path: Path) -> str:
    """The file's SHA-256; DataError where there is no such file or nothing in it."""
    try:
        if path.is_dir():
            raise refused(
                "not_a_file",
                message("{name} is a folder.", name=str(path)),
                message("Name the data file itself."),
            )
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise refused(
            "unreadable",
            message(
                "{name} cannot be read: {error}.",
                name=str(path),
                error=reason_of(error),
            ),
            message("Check the name and the rights of the file."),
        ) from error
    if size == 0:
        raise refused(
            "empty", message("{name} is empty (0 bytes).", name=path.name), message("Save the file again.")
        )
    return digest


def _given_period(text: str) -> str:
    read = period_of(text, "any")
    if read is None:
        raise refused(
            "bad_period",
            message("“{text}” is not a period of the scheme's length.", text=text),
            message("Write the period as 2023, 2023Q4 or 2023-10."),
        )
    return read.text


def _grids(
    path: Path, scheme: Scheme, names: HeaderNames, sheet: str | None, findings: Findings
) -> _DataSheets:
    """Open the file by its ending and find the table in it."""
    suffix = path.suffix.lower()
    if suffix in EXCEL:
        return _of_excel(open_excel(path), scheme, names, sheet, findings)
    if suffix in TEXT:
        grid = read_csv(path)
    elif suffix in PARQUET:
        grid = read_parquet(path)
    elif suffix in {".xls", ".et"}:
        raise refused(
            "old_excel",
            message("{name} is in the old Excel format (.xls, .et).", name=path.name),
            message("Open it in Excel or WPS and save as “Excel workbook (.xlsx)”."),
        )
    else:
        raise refused(
            "unknown_format",
            message("{name}: data is read from .xlsx, .csv and .parquet files.", name=path.name),
            message("Save the data in one of these formats."),
        )
    header = find_header(grid, names)
    if header is None:
        raise _no_table(grid, names)
    return _DataSheets(grid, header)


def _of_excel(
    file: ExcelFile, scheme: Scheme, names: HeaderNames, sheet: str | None, findings: Findings
) -> _DataSheets:
    origin = UNKNOWN
    if IDENTITY_SHEET in file.names:
        origin = check_identity(file.grid(IDENTITY_SHEET), scheme, findings)
    verified = next((n for n in file.names if same_text(n) in _VERIFIED_SHEETS and n != sheet), None)
    tolerated = next((n for n in file.names if same_text(n) in TOLERATED_SHEETS and n != sheet), None)
    open_sheets = [n for n in file.names if n not in file.hidden and n not in {verified, tolerated}]
    if sheet is not None:
        if sheet not in file.names:
            raise refused(
                "no_such_sheet",
                message("There is no sheet “{sheet}”.", sheet=sheet),
                message("The file has: {sheets}.", sheets="、".join(file.names)),
            )
        candidates = [sheet]
    else:
        own = [n for n in open_sheets if same_text(n) in _OWN_SHEETS]
        candidates = own if len(own) == 1 else open_sheets
    tables = []
    last: Grid | None = None
    for name in candidates:
        last = file.grid(name)
        header = find_header(last, names)
        if header is not None:
            tables.append((last, header))
    if len(tables) > 1:
        raise refused(
            "several_sheets",
            message("Several sheets hold data: {sheets}.", sheets="、".join(grid.name for grid, _ in tables)),
            message("Name the sheet to be read with --sheet."),
        )
    if not tables:
        if last is None:
            raise refused(
                "empty",
                message("The file has no sheet that is shown."),
                message("Name a sheet with --sheet."),
            )
        raise _no_table(last, names, len(candidates))
    return _DataSheets(
        *tables[0],
        file.grid(verified) if verified else None,
        file.grid(tolerated) if tolerated else None,
        origin,
    )


def _no_table(grid: Grid, names: HeaderNames, sheets: int = 1) -> DataError:
    if not any(any(row) for row in grid.rows):
        return refused(
            "empty",
            message("The sheet is empty."),
            message("Fill in the form of `keqiao template`."),
            grid.name,
        )
    for row in grid.rows[:5]:
        headings = [names.heading(cell) for cell in row if isinstance(cell, str)]
        if looks_like_periods(headings):
            return refused(
                "periods_across",
                message("The periods stand side by side as columns; that form is not read."),
                message("Write one row for each unit and period, with a column 期间 (period)."),
                grid.name,
            )
    return refused(
        "no_header",
        message("No row names a unit and measures of the scheme, so there is nothing to read."),
        message(
            "The header wants a column 单位 (unit) and measures by code or name, as in {examples}.",
            examples="、".join(f"{m.name.zh} ({m.code})" for m in names.scheme.measures[:3]),
        ),
        grid.name if sheets == 1 else "",
    )


def _verified_figures(
    grid: Grid, names: HeaderNames, options: ReadingOptions, findings: Findings
) -> SheetFigures | None:
    """The sheet of verified values, whose columns may be named like the reported ones."""
    header = find_header(grid, names)
    if header is None:
        if any(any(row) for row in grid.rows):
            sentence = message("No row names a unit and measures of the scheme; the sheet is not read.")
            findings.add("warning", "no_header", sentence, sheet=grid.name)
        return None
    quiet = Findings()
    figures = read_figures(Sheet(grid, header, names, options, quiet))
    for problem in quiet.listed():
        # An empty line of the sheet of verified values only says that nothing was verified there.
        if problem.code != "no_figures":
            findings.take(problem)
    return figures


def _expect_rows(figures: SheetFigures, findings: Findings) -> None:
    if not figures.keys and not findings.any_error:
        raise refused(
            "no_rows",
            message("The table has a header but no row with a unit."),
            message("Write one row for each unit and period."),
            figures.sheet,
        )
    if not figures.reported and not figures.verified and not findings.any_error:
        raise refused(
            "no_measures",
            message("The table has no column of a measure."),
            message("Name columns by the measures' codes or names; `keqiao template` writes such a form."),
            figures.sheet,
        )


def _panel(figures: SheetFigures, checked: SheetFigures | None, scheme: Scheme, findings: Findings) -> Panel:
    """The panel; what it finds is given the place in the file."""
    from keqiao.engine.evaluation.panel import Panel

    verified = _merged_verified(figures, checked, findings)
    try:
        panel = Panel.from_frame(scheme, _frame(figures), verified=verified)
    except DataError as error:
        for problem in error.findings:
            _place(problem, figures, findings)
        raise DataError(findings.listed()) from error
    for problem in panel.problems:
        _place(problem, figures, findings)
    return panel


def _place(problem: DataFinding, figures: SheetFigures, findings: Findings) -> None:
    row = figures.rows[problem.row] if problem.row is not None and problem.row < len(figures.rows) else None
    column = figures.columns.get(problem.measure or "", "")
    findings.take(
        FileFinding(
            problem.severity,
            problem.message,
            problem.unit,
            problem.period,
            problem.measure,
            row,
            code="panel",
            sheet=figures.sheet,
            column=column,
        )
    )


def _frame(figures: SheetFigures) -> pl.DataFrame:
    import polars as pl

    columns = [
        pl.Series("unit", [unit for unit, _ in figures.keys], dtype=pl.String),
        pl.Series("period", [period for _, period in figures.keys], dtype=pl.String),
        pl.Series("name", figures.names, dtype=pl.String),
        *(pl.Series(code, words, dtype=pl.String) for code, words in figures.attributes.items()),
        *(pl.Series(code, values, dtype=pl.Float64) for code, values in figures.reported.items()),
    ]
    return pl.DataFrame(columns)


def _merged_verified(
    figures: SheetFigures, checked: SheetFigures | None, findings: Findings
) -> pl.DataFrame | None:
    """The verified values of columns ``code@核定`` and of the sheet 核定值; where both stand, they must agree."""
    import polars as pl

    columns = {name: list(values) for name, values in figures.verified.items()}
    place = {key: position for position, key in enumerate(figures.keys)}
    if checked is not None:
        for name, values in {**checked.reported, **checked.verified}.items():
            column = columns.setdefault(name, [None] * len(figures.keys))
            for key, row, value in zip(checked.keys, checked.rows, values, strict=True):
                if value is None:
                    continue
                position = place.get(key)
                if position is None:
                    sentence = message("A value was verified for a unit and period that reported nothing.")
                    remedy = message("Add the unit to the reported figures, or delete the row.")
                    problem = ("stray_verified", sentence, remedy)
                elif column[position] not in {None, value}:
                    sentence = message(
                        "Two different verified values: {one} and {other}.", one=column[position], other=value
                    )
                    problem = ("two_verified", sentence, message("Keep one of them."))
                else:
                    column[position] = value
                    continue
                findings.add(
                    "error",
                    *problem,
                    sheet=checked.sheet,
                    row=row,
                    column=checked.columns.get(name, ""),
                    unit=key[0],
                    period=key[1],
                    measure=name,
                )
    if not any(value is not None for values in columns.values() for value in values):
        return None
    if findings.any_error:
        raise DataError(findings.listed())
    keys = [
        pl.Series("unit", [unit for unit, _ in figures.keys], dtype=pl.String),
        pl.Series("period", [period for _, period in figures.keys], dtype=pl.String),
    ]
    return pl.DataFrame(
        keys + [pl.Series(name, values, dtype=pl.Float64) for name, values in columns.items()]
    )
