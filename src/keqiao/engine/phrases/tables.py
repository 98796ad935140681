"""Checks in the tables of a document, and between a table and the text: totals, and figures of the same noun.

A row 合计, 总计 or 小计 is tried against the rows that it sums up, column by column; columns of rates, ranks and means
are left out. A figure of the text that is named like a column is tried against the total of that column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from typing import NamedTuple

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.numerals import narrow
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.rankings import in_order_of_points
from keqiao.engine.phrases.reader import read

_TOTAL = re.compile(r"(?:总|合|共|累)\s?计|全[市省县区](?:合计)?")
_SUBTOTAL = re.compile(r"小\s?计|分计")
_PART = re.compile("其中")
_NOT_ADDED = re.compile(
    "占比|比重|比例|率|增长|同比|环比|增幅|名次|排名|位次|得分|评分|平均|人均|序号|编号|年份|年度|指数|强度|等级|等次"
)
_UNIT_OF_TABLE = re.compile(r"单位[：:]\s?(?P<unit>[^\s，。；、）)]{1,6})")
_UNIT_OF_COLUMN = re.compile(
    r"[（(](?P<unit>[^（）()]{1,6})[）)]\s?$|[，,/／]\s?(?P<other>[万亿]?元|家|人|件|项|个|%)$"
)
_NUMBER = re.compile(r"-?\d[\d,]*(?:[ \u00a0\u2009\u202f]\d{3})*(?:\.\d+)?%?")
_CHANGES = re.compile("同比|环比|增长|增速|增幅")
_RANK = re.compile(r"^(?:综合)?(?:名次|排名|位次)$")
_POINTS = re.compile(r"^(?:综合|最终|评价)?(?:得分|总分|总得分|评分)(?:[（(]分[）)])?$")
_OF_ALL = re.compile(
    r"全[市省区县]|各|所有|全部|重点|科创|平台|企业|共|现|拥|有|实现|完成|累计|合计|总计|总|全年|年度|当年|的|已|达|到|了|\s"
)
"""Words before a noun that leave it that of all rows (全市共有研发人员)."""
_SHORTEST_NOUN = 3
"""Characters of the heading of a column that are enough to know it again in the text."""


@dataclass
class TableCell:
    """A cell with text: its table, row and column, and the numbers of its figures in the document."""

    table: int
    row: int
    column: int
    text: str
    figures: list[int] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        """Whether the cell holds one number and nothing else."""
        return len(self.figures) == 1 and _NUMBER.fullmatch(self.text.strip()) is not None


class ColumnUnit(NamedTuple):
    """The unit of a column, empty where it is not known; whether its heading says that it holds changes."""

    unit: str = ""
    is_change: bool = False


def with_unit(figure: Phrase, column: ColumnUnit) -> Phrase:
    """A number of a cell in the unit that its column or table tells; itself where the unit is not known. What stands
    below 同比增长 is a change.
    """
    said = "增长" if column.is_change else ""
    unit = column.unit if figure.unit is None else ""
    if not unit and not (said and figure.kind == "share"):
        return figure
    read_anew = read(f"{said}{narrow(figure.span)}{unit}").figures
    if len(read_anew) != 1 or read_anew[0].unit is None or read_anew[0].start != len(said):
        return figure
    return replace(read_anew[0], start=figure.start, end=figure.end, span=figure.span)


def units_of_columns(cells: Sequence[TableCell], unit_of_table: str) -> dict[int, ColumnUnit]:
    """The unit of each column: in brackets in its heading, else that of the table where it is one of money."""
    units = {}
    for column, heading in _headings(cells).items():
        own = _UNIT_OF_COLUMN.search(heading)
        unit = (own["unit"] or own["other"]) if own else unit_of_table if "元" in unit_of_table else ""
        is_change = _CHANGES.search(heading) is not None
        units[column] = ColumnUnit("" if is_change and not own else unit, is_change and unit != "个百分点")
    return units


def unit_line(text: str) -> str:
    """The unit of a table that a line above it or in it tells (单位：万元); empty where it tells none."""
    match = _UNIT_OF_TABLE.search(text)
    return match["unit"] if match else ""


def table_checks(
    cells: Iterable[TableCell], figures: Sequence[Phrase], texts: Iterable[tuple[int, str]]
) -> list[InnerCheck]:
    """The checks of all tables. ``texts``: the number of each figure outside tables, with the words before it."""
    tables: dict[int, list[TableCell]] = defaultdict(list)
    for cell in cells:
        tables[cell.table].append(cell)
    texts = list(texts)
    checks: list[InnerCheck] = []
    for members in tables.values():
        headings, labels = _headings(members), set(_labels(members).values())
        for total, parts in _sums(members):
            if _NOT_ADDED.search(headings.get(total.column, "")):
                continue
            check = _sum(total, parts, figures)
            checks += [check] if check else []
            checks += _named_alike(headings.get(total.column, ""), total, figures, texts, labels)
        checks += _ranked(members, headings, figures)
        checks += _named_by_row(members, headings, figures, texts)
    return checks


def _ranked(
    cells: Sequence[TableCell], headings: dict[int, str], figures: Sequence[Phrase]
) -> Iterator[InnerCheck]:
    """Whether a column of ranks follows the one of points, where there is one of either."""
    ranks = [column for column, text in headings.items() if _RANK.search(text)]
    points = [column for column, text in headings.items() if _POINTS.search(text)]
    if len(ranks) != 1 or len(points) != 1:
        return
    numbers = {(cell.row, cell.column): cell.figures[0] for cell in cells if cell.is_number}
    rows = sorted({row for row, _ in numbers})
    pairs = [
        (numbers[row, points[0]], numbers[row, ranks[0]])
        for row in rows
        if (row, points[0]) in numbers and (row, ranks[0]) in numbers
    ]
    if len(pairs) > 1:
        scored = [(figures[one].value or 0, figures[other].value or 0) for one, other in pairs]
        yield InnerCheck("rank", tuple(at for pair in pairs for at in pair), in_order_of_points(scored))


def _named_by_row(
    cells: Sequence[TableCell],
    headings: dict[int, str],
    figures: Sequence[Phrase],
    texts: Sequence[tuple[int, str]],
) -> Iterator[InnerCheck]:
    """储能院研发人员120人: a figure of the text that names a row and a column of the table, against the cell."""
    labels = _labels(cells)
    known: dict[tuple[str, str], int] = {}
    for cell in cells:
        noun = re.sub(r"[（(].*$|\s", "", headings.get(cell.column, ""))
        label = labels.get(cell.row, "")
        if (
            cell.is_number
            and len(noun) >= _SHORTEST_NOUN
            and len(label) >= _SHORTEST_NOUN
            and not _is_sum(label)
        ):
            known[label, noun] = -1 if (label, noun) in known else cell.figures[0]
    for at, left in texts:
        for (label, noun), number in known.items():
            extent = Extent.of(figures[number]) if number >= 0 else None
            if (
                extent is not None
                and figures[at].unit == figures[number].unit
                and re.search(
                    rf"{re.escape(label)}(?:的|现有|共有|有|实现)?{re.escape(noun)}(?:达到?|为|有)?$", left
                )
            ):
                holds, rounding = extent.agrees(figures[at].interval)
                yield InnerCheck("table", (number,), holds, equals=at, only_by_rounding=rounding)


def _headings(cells: Sequence[TableCell]) -> dict[int, str]:
    """The lowest text of each column above its first number."""
    first = min((cell.row for cell in cells if cell.is_number), default=0)
    return {cell.column: cell.text for cell in sorted(cells, key=lambda cell: cell.row) if cell.row < first}


def _labels(cells: Sequence[TableCell]) -> dict[int, str]:
    labels: dict[int, str] = {}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if not cell.is_number:
            labels.setdefault(cell.row, re.sub(r"[\s：:]", "", cell.text))
    return labels


def _sums(cells: Sequence[TableCell]) -> Iterator[tuple[TableCell, list[TableCell]]]:
    """Each number in a row of totals with the numbers of its column that it sums up."""
    labels = _labels(cells)
    columns: dict[int, list[TableCell]] = defaultdict(list)
    for cell in cells:
        if cell.is_number:
            columns[cell.column].append(cell)
    for members in columns.values():
        members.sort(key=lambda cell: cell.row)
        rows = [cell for cell in members if not _PART.match(labels.get(cell.row, ""))]
        since: list[TableCell] = []
        subtotals: list[TableCell] = []
        for cell in rows:
            label = labels.get(cell.row, "")
            if _SUBTOTAL.fullmatch(label):
                yield cell, since
                subtotals.append(cell)
                since = []
            elif _TOTAL.fullmatch(label):
                above = [*subtotals, *since]
                below = [
                    other for other in rows if other.row > cell.row and not _is_sum(labels.get(other.row, ""))
                ]
                yield cell, above or below
            else:
                since.append(cell)


def _is_sum(label: str) -> bool:
    return bool(_TOTAL.fullmatch(label) or _SUBTOTAL.fullmatch(label))


def _sum(total: TableCell, parts: list[TableCell], figures: Sequence[Phrase]) -> InnerCheck | None:
    numbers = [cell.figures[0] for cell in parts]
    extents = Extent.of_all(figures[at] for at in numbers)
    whole = figures[total.figures[0]]
    if (
        extents is None
        or len(extents) < 2
        or whole.value is None
        or any(figures[at].unit != whole.unit for at in numbers)
    ):
        return None
    holds, rounding = reduce(add, extents).agrees(whole.interval)
    return InnerCheck("sum", tuple(numbers), holds, equals=total.figures[0], only_by_rounding=rounding)


def _named_alike(
    heading: str,
    total: TableCell,
    figures: Sequence[Phrase],
    texts: Sequence[tuple[int, str]],
    labels: Collection[str],
) -> Iterator[InnerCheck]:
    """The figures of the text that are named like the column, against its total. Where one agrees, another may be of
    another year or place; what is said of a row is not said of all.
    """
    noun = re.sub(r"[（(].*$|\s", "", heading)
    cell = Extent.of(figures[total.figures[0]])
    if len(noun) < _SHORTEST_NOUN or re.search(r"\d", noun) or cell is None:
        return
    named = re.compile(rf"(?P<before>[^，。；：;\n]*){re.escape(noun)}(?:总数|总额|共|达到?|为|有)?$")
    checks = []
    for at, left in texts:
        match = named.search(left)
        if match is None or figures[at].unit != figures[total.figures[0]].unit:
            continue
        holds, rounding = cell.agrees(figures[at].interval)
        sentence = re.split("[。；;\n]", left)[-1]
        of_all = not _OF_ALL.sub("", match["before"]) and not any(
            len(label) > 1 and not _is_sum(label) and label in sentence for label in labels
        )
        if holds or of_all:
            checks.append(
                InnerCheck("table", (total.figures[0],), holds, equals=at, only_by_rounding=rounding)
            )
    agreed = any(check.holds for check in checks)
    yield from (check for check in checks if check.holds or not agreed)
