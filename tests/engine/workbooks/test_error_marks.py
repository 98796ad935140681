"""The workbook with errors that is handed back reads as the one that was handed in, whatever openpyxl writes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import xlsxwriter

from keqiao.engine.workbooks.error_marks import ErrorMarks, mark_apart
from keqiao.engine.workbooks.grid import HiddenCell, PercentCell, ScaledCell
from keqiao.engine.workbooks.transfer import read_apart

HEAD = ["单位", "占比", "收入", "隐藏", "日期", "文字"]


def written(path: Path) -> bytes:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("填报")
        sheet.write_row(0, 0, HEAD)
        for row in (1, 2):
            sheet.write_string(row, 0, "甲院")
            sheet.write_number(row, 1, 0.923, book.add_format({"num_format": "0.0%"}))
            sheet.write_number(row, 2, 12_005_000, book.add_format({"num_format": '0!.0,"万"'}))
            sheet.write_number(row, 3, 7, book.add_format({"num_format": ";;;"}))
            sheet.write_datetime(
                row, 4, dt.datetime(2024, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"})
            )
            sheet.write_string(row, 5, "=1+1")
    return path.read_bytes()


def test_what_comes_back_reads_the_same(tmp_path):
    content = written(tmp_path / "a.xlsx")
    before = read_apart(tmp_path / "a.xlsx")[0].rows
    assert before[1][1:4] == [
        PercentCell(0.923),
        ScaledCell(12_005_000.0, "1200.5万", 1e-4, "万"),
        HiddenCell(7.0),
    ]
    marks = ErrorMarks(
        "填报", 1, "错误", rows={2: "=wrong", 3: "也错"}, cells=[(2, 1, "wrong"), (3, 2, "也错")]
    )
    marked = tmp_path / "b.xlsx"
    marked.write_bytes(mark_apart(content, marks))
    after = read_apart(marked)[0].rows
    assert [row[:6] for row in after] == before
    assert [row[6] for row in after] == ["错误", "=wrong", "也错"]
    anew = ErrorMarks("填报", 1, "错误", column=6, rows={3: "noch"}, read=[1, 2])
    marked.write_bytes(mark_apart(marked.read_bytes(), anew))
    assert [row[6:] for row in read_apart(marked)[0].rows] == [["错误"], [""], ["noch"]]
