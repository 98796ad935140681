"""Units that a sheet states above its table or in its title: 单位：元, （单位：亿元、人）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keqiao.engine.figures import (
    Quantity,
    conversion,
    is_unit,
    plain_unit,
    read_text,
    same_text,
    unit_after,
    visible,
)
from keqiao.engine.workbooks.grid import Cell, Grid, is_blank
from keqiao.engine.workbooks.headers import ColumnHeading, Header, HeaderNames

_STATED = re.compile(
    r"(?:(?:单位|币种|units?|currency)(?:\s*[:：]\s*|\s*(?:均?为|是|are|is|in)\s*|\s+|(?=\())|金额\s*[:：]\s*)"
    r"\(?([^()\[\]【】;:：。\n]{1,80})",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:以|按|均为|用)\s*([^\s,;:。()]{1,12}?)(?:为(?:计量)?单位|计(?:算|量|价|列)?|表示|填列|$|(?=[,;。()]))"
)
_IN_WORDS = re.compile(r"\b(?:in|are)\s+([a-z0-9, '¥]{1,30})", re.IGNORECASE)
_AT_THE_END = re.compile(r"[(\[【]([^()\[\]【】]{1,30})[)\]】]\s*$")
"""A title may end with the unit: 统计表（元）."""
_LABEL = re.compile(
    r"(?:计量|金额|货币|数量|数据)?单位|币种|units?|currency|amounts?(?: in)?|unitof(?:measure|account)",
    re.IGNORECASE,
)
"""A cell that says nothing but that the unit stands in the next one."""
_BETWEEN = re.compile(r"[、,;和及]|\s+and\s+|\s{1,4}", re.IGNORECASE)
_SPREAD = re.compile(r"单\s+位\s*")
MOST_ROWS = 30
MOST_WORDS = 3
"""Cells of a line of text around a table; more are headings or rows."""
FOOT = 10
"""Lines at the foot of a sheet that may state its unit."""


def units_in(text: str, *, title: bool = True) -> list[str]:
    """The units that a line of text states: 单位：元, 金额以元计, （单位：亿元、人）, amounts in yuan.

    ``title``: the text may be a title that ends in its unit, as 统计表（元）. Names of organisations
    (单位：某某研究院) are none.
    """
    narrow = (
        visible(unicodedata.normalize("NFKC", text[:500]))
        .replace("單位", "单位")
        .replace("萬", "万")
        .replace("億", "亿")
    )
    narrow = _SPREAD.sub("单位", narrow)
    units: list[str] = []
    for pattern in (_STATED, _BY, _IN_WORDS, *((_AT_THE_END,) if title else ())):
        for match in pattern.finditer(narrow):
            units += _units_of(match[1])
    bare = narrow.strip().strip("()[]【】").strip()
    if plain_unit(bare).endswith("元") and len(bare) <= 12:  # 人民币元, （元） alone in a cell
        units += _units_of(bare)
    return list(dict.fromkeys(units))


def _units_of(text: str) -> list[str]:
    """The units of a text that is one, or a list of them."""
    whole = plain_unit(text)
    parts = [whole] if is_unit(whole) else [plain_unit(part) for part in _BETWEEN.split(text)]
    return [part for part in parts if is_unit(part)]


def stated_around(grid: Grid, row: int) -> list[tuple[str, int, int]]:
    """The units stated above the header in ``row`` or in a line of text at the foot, each with its place from 0."""
    above = range(min(row, MOST_ROWS))
    foot = range(max(row + 1, len(grid.rows) - FOOT), len(grid.rows))
    places = [*above, *(at for at in foot if _is_words(grid.rows[at]))]
    return [
        (unit, at, column)
        for at in places
        for column, text in _statements(grid.rows[at])
        for unit in units_in(text, title=sum(not is_blank(cell) for cell in grid.rows[at]) <= MOST_WORDS)
    ]


def _is_words(line: Sequence[Cell]) -> bool:
    """Whether a line at the foot holds texts and no figure, at most a few: 单位：元, or 单位： and 元 beside it."""
    filled = [cell for cell in line if not is_blank(cell)]
    return 0 < len(filled) <= MOST_WORDS and all(
        isinstance(cell, str) and read_text(cell, Quantity(exponents=True)).value is None for cell in filled
    )


def _statements(line: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """The texts of a line with their columns; a cell that says only 单位： together with the next that is filled."""
    label = ""
    for column, cell in enumerate(line):
        if not isinstance(cell, str) or is_blank(cell):
            continue
        if label:
            yield column, f"{label}：{cell}"
        label = ""
        if _LABEL.fullmatch(same_text(cell).strip(":：()")):
            label = "单位"
        else:
            yield column, cell


def other_unit_for(unit: str, heading: str, stated: list[str]) -> str:
    """The stated unit in which a column must be that has none of its own, where it is another than ``unit``.

    Empty where the heading names its unit, where ``unit`` itself is stated, or where no stated unit measures the same.
    """
    if not unit or unit_after(heading) or any(conversion(stated_unit, unit) == 1 for stated_unit in stated):
        return ""
    return next((stated_unit for stated_unit in stated if conversion(stated_unit, unit) is not None), "")


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
        group = _group_unit(grid, header, column)
        nearest = [group[0]] if group else stated
        other = other_unit_for(unit, heading.text, nearest)
        if other:
            at, where = next(
                (row, place) for unit, row, place in ([group] if group else places) if unit == other
            )
            yield OtherUnit(heading, other, unit, at, where)


def _group_unit(grid: Grid, header: Header, column: int) -> tuple[str, int, int] | None:
    """The unit in the heading of the group above a column (金额（元） over 总收入 and 总支出), the nearest first."""
    for at in range(header.row - 1, max(header.row - 4, -1), -1):
        spans = (span for span in header.spans if span[0] <= at <= span[2] and span[1] <= column <= span[3])
        top, left = next(
            ((span[0], span[1]) for span in spans if span[3] - span[1] < grid.width - 1), (at, column)
        )
        cell = grid.cell(top, left)
        unit = unit_after(cell) if isinstance(cell, str) else ""
        if unit and is_unit(unit):
            return unit, top, left
    return None
