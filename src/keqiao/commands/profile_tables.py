"""A table of needs or offers → profiles: a key, a title, a text, and the conditions that were told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from keqiao.commands.unit_tables import HEADER_ROWS, grids_of, heading_of, shown_whole
from keqiao.engine.matching import Profile
from keqiao.engine.matching.conditions import NAMES, NUMBERS
from keqiao.engine.workbooks.cells import same_text
from keqiao.engine.workbooks.grid import Grid
from keqiao.engine.workbooks.problems import FileFinding, Findings, refused
from keqiao.language import message

HEADINGS: dict[str, tuple[str, ...]] = {
    "key": ("id", "need_id", "offer_id", "key", "编号", "需求编号", "成果编号", "供给编号", "序号"),
    "title": ("title", "name", "标题", "名称", "需求名称", "成果名称", "项目名称", "需求标题"),
    "body": ("body", "text", "正文", "内容", "描述", "需求描述", "成果简介", "简介", "详细说明"),
    "kind": ("kind", "类型", "要素类型"),
    "field": ("field", "领域", "技术领域", "所属领域"),
    "chain_node": ("chain_node", "产业链环节", "环节"),
    "region": ("region", "地区", "区域", "所在地"),
    "trl": ("trl", "技术成熟度", "成熟度"),
    "budget_wan": ("budget_wan", "预算", "预算(万元)", "投入预算(万元)"),
    "price_wan": ("price_wan", "报价(万元)", "价格(万元)"),
    "months": ("months", "期限(月)", "周期(月)"),
}
"""What columns are called; ``key`` and ``title`` have to be there."""


def read_profiles(path: Path) -> tuple[list[Profile], tuple[FileFinding, ...]]:
    """The profiles of a .csv, .xlsx or .parquet file in its order, and warnings about cells that were not used.

    Raises :class:`~keqiao.engine.data_findings.DataError` where the table has no such columns, or two rows one key.
    """
    grids = grids_of(path, None)
    grid, top, columns = _header(grids)
    findings = Findings()
    profiles: dict[str, Profile] = {}
    for row in range(top + 1, len(grid.rows)):
        texts = {name: shown_whole(grid.cell(row, at)).strip() for name, at in columns.items()}
        if not any(texts.values()):
            continue
        key, title = texts["key"], texts["title"]
        if not key or not (title or texts.get("body")):
            findings.add(
                "warning",
                "no_key_or_text",
                message("The row has no number or no text and is left out."),
                message("Write both, or delete the row."),
                sheet=grid.name,
                row=row + 1,
            )
            continue
        if key in profiles:
            raise refused(
                "twice",
                message(
                    "Row {row}: the number {key} stands in an earlier row too.", row=row + 1, key=key[:40]
                ),
                message("Give every row a number of its own."),
                grid.name,
            )
        conditions = _conditions(texts, findings, grid, row)
        profiles[key] = Profile(key, title, texts.get("body", ""), conditions)
    if not profiles:
        raise refused(
            "empty", message("The table has no rows."), message("Fill in one row for each."), grid.name
        )
    return list(profiles.values()), findings.listed()


def _header(grids: Sequence[Grid]) -> tuple[Grid, int, dict[str, int]]:
    for grid in grids:
        for row in range(min(len(grid.rows), HEADER_ROWS)):
            columns = _columns(grid, row)
            if "key" in columns and "title" in columns:
                return grid, row, columns
    first = grids[0].rows[0] if grids and grids[0].rows else []
    raise refused(
        "no_column",
        message("There is no row of headings with a number (id) and a title."),
        message("The table has: {columns}.", columns="、".join(map(heading_of, first[:40])) or "—"),
        grids[0].name if grids else "",
    )


def _columns(grid: Grid, row: int) -> dict[str, int]:
    texts = [same_text(heading_of(cell)) for cell in grid.rows[row]]
    columns: dict[str, int] = {}
    for name, headings in HEADINGS.items():
        for heading in headings:
            if same_text(heading) in texts:
                columns[name] = texts.index(same_text(heading))
                break
    return columns


def _conditions(texts: dict[str, str], findings: Findings, grid: Grid, row: int) -> dict[str, str | float]:
    conditions: dict[str, str | float] = {}
    for name in NAMES:
        text = texts.get(name, "")
        if not text:
            continue
        if name not in NUMBERS:
            conditions[name] = text
            continue
        try:
            conditions[name] = float(text.replace(",", ""))
        except ValueError:
            findings.add(
                "warning",
                "no_number",
                message(
                    "{column}: “{text}” is no number; the condition counts as not told.",
                    column=name,
                    text=text[:40],
                ),
                message("Write a number, without its unit."),
                sheet=grid.name,
                row=row + 1,
            )
    return conditions
