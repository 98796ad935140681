"""A workbook, a CSV file or pasted rows as lines of texts under the columns of a register."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.figures import conversion, plain_unit, visible
from keqiao.engine.workbooks.grid import Grid, is_blank
from keqiao.engine.workbooks.headers import heading_texts
from keqiao.engine.workbooks.heading_groups import row_of_units, with_groups
from keqiao.engine.workbooks.stated_units import stated_around
from keqiao.engine.workbooks.transfer import TEXT_FILES
from keqiao.web.imports.forms import LARGEST_PASTE
from keqiao.web.registry.importing.columns import FOREIGN, column_of, columns_of, heading_parts, named
from keqiao.web.registry.importing.line import ImportLine, Lines, lines_of
from keqiao.web.registry.registers import Register
from keqiao.web.site.figures import WAN, YUAN
from keqiao.web.site.foreign_files import read_sheets

MOST_LINES = 20_000
LARGEST_FILE = 10_000_000
"""Bytes of an uploaded file."""
SEARCHED = 15
"""The headings stand in one of the first rows; titles and notes may stand above them."""
MOST_SHEETS = 10
_BETWEEN = re.compile(r"[,，;；、\s]+")
_NUMBER_NEXT = re.compile(r"[A-Za-z]{0,2}\d{8}")


def read_file(
    register: Register, name: str, content: bytes, matches: Mapping[str, str] | None = None
) -> Lines:
    """Read the sheet of an uploaded file that has the most headings of the register. Raises ValidationError.

    ``matches``: headings that somebody matched to columns.
    """
    suffix = Path(name).suffix.lower()
    grids = read_sheets(content, suffix if suffix in TEXT_FILES else ".xlsx", name=name)[:MOST_SHEETS]
    readings = [_under_headings(register, grid, matches=matches) for grid in grids]
    best = max((lines for lines in readings if lines), key=_wealth, default=None)
    if best is None:
        known = _(", ").join(column.label for column in columns_of(register.key)[:6])
        raise ValidationError(
            _("No row has the headings of this register, such as %(names)s. Use the template.")
            % {"names": known}
        )
    others = [
        lines.sheet for lines in readings if lines is not None and lines is not best and _rivals(lines, best)
    ]
    if others:
        raise ValidationError(
            _("Several sheets hold lines: %(sheets)s. Keep the one that is meant and delete the others.")
            % {"sheets": _(", ").join([best.sheet, *others])}
        )
    return best


def _wealth(lines: Lines) -> tuple[int, bool]:
    return len(lines.places), any(not line.left_out for line in lines.lines)


def _rivals(lines: Lines, best: Lines) -> bool:
    """Whether a sheet holds as much as the best one, so that nobody can tell which is meant."""
    return _wealth(lines) == _wealth(best) and _wealth(best)[1]


def read_paste(register: Register, text: str) -> Lines:
    """Read rows copied from Excel, with headings or in the order of the template. Raises ValidationError.

    Patents may be plain numbers, in lines or separated by blanks and commas.
    """
    if len(text) > LARGEST_PASTE:
        raise ValidationError(
            _("More than %(most)d characters were pasted. Import a file instead.") % {"most": LARGEST_PASTE}
        )
    rows = _pasted(text)
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise ValidationError(_("Nothing was pasted."))
    grid = Grid(_("Pasted"), [list(row) for row in rows], typed=False)
    headed = _under_headings(register, grid, searched=1, least=1)
    if headed is not None:
        return headed
    if register.key == "patents" and all(len([c for c in row if c.strip()]) <= 1 for row in rows):
        numbers = [part for row in rows for cell in row for part in _numbers(cell)]
        lines = [ImportLine(row, {"application_no": number}) for row, number in enumerate(numbers, start=1)]
        return _limited(Lines(grid.name, places={"application_no": 0}, lines=lines))
    keys = [column.key for column in columns_of(register.key)]
    if grid.width > len(keys):
        raise ValidationError(
            _("There are %(given)d columns, the register has %(most)d. Paste the headings too.")
            % {"given": grid.width, "most": len(keys)}
        )
    places = dict(zip(keys[: grid.width], range(grid.width), strict=True))
    lines_read = lines_of(register, grid, -1, places)
    # As the template has it, whose order the columns are in.
    lines_read.ten_thousand = [
        column.key for column in columns_of(register.key) if column.money and column.key in places
    ]
    return _limited(lines_read)


def _numbers(cell: str) -> list[str]:
    """The numbers in a cell of a plain list: one a line, or many between commas; letters and one blank may stand before
    a number (ZL 2017…). Run by run, so that it takes time in proportion to the text.
    """
    parts, start = [], 0
    for run in _BETWEEN.finditer(cell):
        if not _NUMBER_NEXT.match(cell, run.end()):
            continue
        before = cell[max(run.start() - 1, 0) : run.start()]
        cut = run.start() + (before.isascii() and before.isalpha())
        if cut < run.end():
            parts.append(cell[start:cut].strip())
            start = run.end()
    parts.append(cell[start:].strip())
    return [part for part in parts if part]


def _pasted(text: str) -> list[list[str]]:
    """Rows of a paste: tabs between the cells, or commas where no line has a tab but all have the same commas."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    listed = [line for line in plain.split("\n") if line.strip()]
    commas = {line.count(",") for line in listed}
    mark = "," if "\t" not in plain and len(listed) > 1 and len(commas) == 1 and commas != {0} else "\t"
    limit = csv.field_size_limit(LARGEST_PASTE + 1)
    try:
        return list(csv.reader(io.StringIO(plain), delimiter=mark))
    except csv.Error as error:
        raise ValidationError(_("The pasted text cannot be read as rows.")) from error
    finally:
        csv.field_size_limit(limit)


def _under_headings(
    register: Register,
    grid: Grid,
    searched: int = SEARCHED,
    least: int = 1,
    matches: Mapping[str, str] | None = None,
) -> Lines | None:
    """The lines below the row with the most known headings; None where no row has any."""
    best: tuple[int, int] | None = None
    grouped = with_groups(grid)
    for at, row in enumerate(grid.rows[:searched]):
        known = {named(register, text, matches) for text in heading_texts(grouped, at)} - {""}
        filled = sum(not is_blank(cell) for cell in row)
        # A title such as "Patents" may be the name of a column; a row of headings is headings for its larger part.
        if len(known) >= least and len(known) * 2 >= min(filled, 4) and len(known) > (best or (0, 0))[1]:
            best = (at, len(known))
    if best is None:
        return None
    at = best[0]
    places: dict[str, int] = {}
    headings: dict[str, str] = {}
    ten_thousand, bare, unknown = [], [], []
    stated = [unit for unit, _at, _column in stated_around(grid, at)]
    below = row_of_units(grid, at + 1)
    for place, text in enumerate(heading_texts(grouped, at)):
        heading = visible(text).strip()
        key = named(register, heading, matches)
        if key and key not in places:
            places[key], headings[key] = place, heading[:60]
            column = column_of(register, key)
            if column is None or not column.money:
                continue
            written = heading_parts(heading)[1] or heading_parts(_group_over(grouped, at, place))[1]
            own = [written] if written else [plain_unit(below[place])] if place in below else stated
            if not own:
                bare.append(key)
            elif _is_large(column.label, own):
                ten_thousand.append(key)
        elif heading:
            unknown.append(heading[:60])
    lines = lines_of(register, grid, at, places)
    lines.lines = [line for line in lines.lines if not below or line.row != at + 2]
    lines.headings = headings
    lines.ten_thousand, lines.unknown = ten_thousand, [*unknown, *lines.unknown][:30]
    for line in lines.lines:
        line.notes.extend(
            _("%(column)s: the heading names no unit; the amount is read as yuan.")
            % {"column": column_of(register, key).label}  # type: ignore[union-attr]
            for key in bare
            if line.cells.get(key) and not line.left_out
        )
    return _limited(lines)


def _group_over(grid: Grid, heading: int, place: int) -> str:
    """The text of the group of headings that a column belongs to; "" for none."""
    spans = (
        span
        for span in grid.merged
        if span[2] < heading and span[1] <= place <= span[3] and span[1] < span[3]
    )
    top = max(spans, default=None)
    return "" if top is None else visible(str(grid.cell(top[0], top[1]) or "")).strip()


def _is_large(label: str, stated: list[str]) -> bool:
    """Whether amounts without a unit are in 万元 by what stands above the table. Raises ValidationError."""
    money = [unit for unit in stated if unit in FOREIGN or conversion(unit, YUAN) is not None]
    if not money:
        return False
    if len(money) > 1 or money[0] not in {YUAN, WAN}:
        raise ValidationError(
            _(
                "The sheet states the unit %(units)s; write the amounts in 元 or 万元, and which into the heading "
                "“%(heading)s”."
            )
            % {"units": "、".join(money), "heading": label}
        )
    return money[0] == WAN


def _limited(lines: Lines) -> Lines:
    if len(lines.lines) > MOST_LINES:
        raise ValidationError(
            _("There are %(count)d lines; at most %(most)d at a time.")
            % {"count": len(lines.lines), "most": MOST_LINES}
        )
    return lines
