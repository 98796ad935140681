"""Tables of a notice: amounts and deadlines by their columns, each with its row as the words it was read from.

A row is a line ``| cell | cell |`` (Word documents are read so) or cells with tabs between them; the first row of a
table names its columns. What a column is about is told by its heading; other columns say for whom a row is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.engine.notices.amounts import SupportRow, row_of_amount
from keqiao.engine.notices.deadlines import Deadline
from keqiao.engine.notices.layout import NoticeLayout, Passage
from keqiao.engine.notices.moments import moments
from keqiao.engine.phrases import read

_RULE = re.compile(r"[\s|:+-]{3,400}")
_UNIT = re.compile(r"[（(](?:单位[：:])?\s?(?P<unit>[万亿]?元)(?:/[^（）()]{1,4})?[）)]")
_MONEY = re.compile("奖励|补助|补贴|资助|奖补|金额|额度|资金|贴息|标准")
_NOT_GIVEN = re.compile("投资|营业|销售|产值|预算|注册|贷款额|收入")
_DUE = re.compile("截止|时限|期限|完成时间|报送时间|申报时间|办理时间|受理时间|时间节点|时间安排|时间")
_WHO = re.compile("责任|单位|部门|主体|对象")
_NUMBER = re.compile("^序号$|^编号$")


@dataclass(frozen=True)
class NoticeTable:
    """The columns of a table and its rows, each with the passage that it stands in."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], Passage], ...]


def cells_of(text: str) -> tuple[str, ...]:
    """The cells of a line that is a row of a table; none of any other line."""
    line = text.strip()
    if line.startswith("|") and line.count("|") > 2:
        return tuple(cell.strip() for cell in line.strip("|").split("|"))
    cells = tuple(cell.strip() for cell in line.split("\t"))
    return cells if len(cells) > 2 and not re.search("[。；]", line) else ()


def tables_of(notice: NoticeLayout) -> list[NoticeTable]:
    """The tables in their order."""
    tables: list[NoticeTable] = []
    columns: tuple[str, ...] = ()
    rows: list[tuple[tuple[str, ...], Passage]] = []
    for passage in [*notice.body, None]:
        cells = cells_of(passage.text) if passage else ()
        if passage is None or not cells or (columns and len(cells) != len(columns)):
            if rows:
                tables.append(NoticeTable(columns, tuple(rows)))
            columns, rows = cells, []
        elif not columns:
            columns = cells
        elif not _RULE.fullmatch(passage.text):
            rows.append((cells, passage))
    return tables


def support_in(tables: list[NoticeTable]) -> Iterator[SupportRow]:
    """The amounts of columns about money that is given, in the unit of the heading or of the cell."""
    for table in tables:
        for at, heading in enumerate(table.columns):
            if not _MONEY.search(heading) or _NOT_GIVEN.search(heading):
                continue
            unit = _UNIT.search(heading)
            kind = re.sub(r"[（(][^（）()]{0,40}[）)]", "", heading).strip()
            for cells, passage in table.rows:
                text = cells[at] + (
                    unit["unit"] if unit and re.fullmatch(r"[^元]{0,8}\d[\d,.]*", cells[at]) else ""
                )
                for figure in read(text).figures:
                    row = row_of_amount(figure, text, passage)
                    if row is not None:
                        yield SupportRow(
                            (),
                            kind,
                            passage.text.strip(),
                            passage.line,
                            row.fixed,
                            row.least,
                            row.most,
                            row.unit,
                            when=_named(table, cells, at),
                        )


def deadlines_in(tables: list[NoticeTable], notice: NoticeLayout, default_who: str) -> Iterator[Deadline]:
    """The last moment of each cell of a column about when something is due."""
    for table in tables:
        who = next((at for at, heading in enumerate(table.columns) if _WHO.search(heading)), None)
        for at, heading in enumerate(table.columns):
            if not _DUE.search(heading):
                continue
            for cells, passage in table.rows:
                days = moments(cells[at], notice.issued_on)
                if not days or re.search("起$|开始", cells[at]):
                    continue
                whose = cells[who] if who is not None and cells[who] else default_who
                what = f"{_named(table, cells, at)} {heading}".strip()[:60]
                yield Deadline(
                    whose,
                    what,
                    days[-1],
                    passage.text.strip(),
                    passage.line,
                    weekday_fits=days[-1].weekday_fits,
                )


def _named(table: NoticeTable, cells: tuple[str, ...], besides: int) -> str:
    """What a row is about: its first cell with words, other than its number and the one that is read."""
    for at, cell in enumerate(cells):
        if (
            at != besides
            and cell
            and not _NUMBER.match(table.columns[at])
            and not re.fullmatch(r"[\d.,%]*", cell)
        ):
            return cell[:60]
    return ""
