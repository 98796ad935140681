"""Units that a sheet states above its table or in its title: 单位：元, （单位：亿元、人）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.engine.figures import conversion, is_unit, plain_unit, unit_after, visible
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.headers import ColumnHeading, Header, HeaderNames
from keqiao.engine.workbooks.table_lines import text_alone

_STATED = re.compile(r"(?:单位|unit|units)\s*[:：]([^()\[\]【】;:：。\n]{1,80})", re.IGNORECASE)
_IN_WORDS = re.compile(r"\(\s*in\s+([a-z0-9, %]{1,30})\)", re.IGNORECASE)
_BETWEEN = re.compile(r"[、,;和及]|\s+and\s+|\s{1,4}", re.IGNORECASE)
MOST_ROWS = 30
FOOT = 10
"""Lines at the foot of a sheet that may state its unit."""


def units_in(text: str) -> list[str]:
    """The units that a line of text states after 单位：; names of organisations (单位：某某研究院) are none."""
    narrow = visible(unicodedata.normalize("NFKC", text[:500]))
    found: list[str] = []
    for pattern in (_STATED, _IN_WORDS):
        for match in pattern.finditer(narrow):
            whole = plain_unit(match[1])
            parts = [whole] if is_unit(whole) else [plain_unit(part) for part in _BETWEEN.split(match[1])]
            found += [part for part in parts if is_unit(part)]
    return list(dict.fromkeys(found))


def stated_around(grid: Grid, row: int) -> list[tuple[str, int, int]]:
    """The units stated above the header in ``row`` or in a line of text at the foot, each with its place from 0."""
    above = range(min(row, MOST_ROWS))
    foot = range(max(row + 1, len(grid.rows) - FOOT), len(grid.rows))
    places = [*above, *(at for at in foot if text_alone(grid.rows[at]))]
    return [
        (unit, at, column)
        for at in places
        for column, cell in enumerate(grid.rows[at])
        if isinstance(cell, str)
        for unit in units_in(cell)
    ]


def other_unit_for(unit: str, heading: str, stated: list[str]) -> str:
    """The stated unit in which a column must be that has none of its own, where it is another than ``unit``.

    Empty where the heading names its unit, where ``unit`` itself is stated, or where no stated unit measures the same.
    """
    if not unit or unit_after(heading) or any(conversion(one, unit) == 1 for one in stated):
        return ""
    return next((one for one in stated if conversion(one, unit) is not None), "")


@dataclass(frozen=True, slots=True)
class OtherUnit:
    """A column that is in ``other`` though the scheme wants ``unit``, and where that is stated (from 0)."""

    heading: ColumnHeading
    other: str
    unit: str
    row: int
    column: int


def other_units(grid: Grid, header: Header, names: HeaderNames) -> Iterator[OtherUnit]:
    """The columns of measures whose unit is stated outside their heading, and is another than the scheme's."""
    places = stated_around(grid, header.row)
    stated = [unit for unit, _, _ in places]
    for column, heading in enumerate(header.headings):
        if heading.role not in {"measure", "verified", "rating"}:
            continue
        unit, below = names.measures[heading.code].unit, header.units.get(column, "")
        if below and unit and not unit_after(heading.text):
            if conversion(below, unit) != 1:
                yield OtherUnit(heading, below, unit, header.row + 1, column)
            continue
        other = other_unit_for(unit, heading.text, stated)
        if other:
            at, where = next((row, place) for found, row, place in places if found == other)
            yield OtherUnit(heading, other, unit, at, where)
