"""The register of awards as a table: who got which programme of which issuer, and when."""

from __future__ import annotations

from pathlib import Path

from keqiao.commands.unit_tables import HEADER_ROWS, grids_of, heading_of, shown_whole
from keqiao.engine.eligibility import AwardEntry, day_of
from keqiao.engine.workbooks.cells import same_text
from keqiao.engine.workbooks.problems import refused
from keqiao.language import message

HEADINGS = {
    "subject": ("unit", "单位", "企业", "单位名称", "企业名称", "姓名", "单位代码"),
    "issuer": ("issuer", "发布机关", "发布单位", "主管部门"),
    "programme": ("programme", "政策代码", "政策", "项目代码", "代码"),
    "day": ("day", "日期", "认定日期", "获得日期", "立项日期"),
}


def read_awards(path: Path) -> list[AwardEntry]:
    """The awards of a .xlsx, .csv or .parquet file; raises ``DataError`` where a column or a day is missing."""
    for grid in grids_of(path, None):
        for top in range(min(len(grid.rows), HEADER_ROWS)):
            texts = [same_text(heading_of(cell)) for cell in grid.rows[top]]
            columns = {
                name: next((texts.index(word) for word in map(same_text, words) if word in texts), -1)
                for name, words in HEADINGS.items()
            }
            if min(columns.values()) < 0:
                continue
            entries = []
            for row in range(top + 1, len(grid.rows)):
                cells = {name: shown_whole(grid.cell(row, at) or "").strip() for name, at in columns.items()}
                if not any(cells.values()):
                    continue
                day = day_of(cells["day"])
                if day is None or not cells["subject"] or not cells["programme"]:
                    raise refused(
                        "no_award",
                        message("Row {row}: an award needs a unit, a programme and a day.", row=row + 1),
                        message("Write the day as 2024-03-01."),
                        grid.name,
                    )
                entries.append(AwardEntry(cells["subject"], cells["issuer"], cells["programme"], day))
            return entries
    raise refused(
        "no_column",
        message("The register of awards needs the columns unit, issuer, programme and day."),
        message("In Chinese: 单位, 发布机关, 政策代码, 日期."),
    )
