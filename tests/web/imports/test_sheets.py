"""Sheets of lines under headings: whole texts, merged cells, headings again, and what nobody can read."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from keqiao.engine.workbooks.grid import ErrorCell, FormulaCell, Grid, ScaledCell
from keqiao.web.imports.sheets import columns_at, lines_below, table_in

HEADS = {"name": "姓名", "unit": "单位", "note": "说明"}
HEAD = ["姓名", "单位", "说明"]


def headings():
    return HEADS


def lines(*rows, merged=()):
    with translation.override("zh-hans"):
        grid, at = table_in([Grid("表", [list(row) for row in rows], list(merged))], headings)
        return lines_below(grid, at, columns_at(grid, at, headings))


def test_a_long_text_is_read_whole():
    text = "第一行，" + "很长的说明。" * 40 + "\n第二行"
    (line,) = lines(["名单"], HEAD, ["甲", "P01", text])
    assert line == {"row": 3, "cells": {"name": "甲", "unit": "P01", "note": text}}


def test_merged_cells_hold_for_all_their_rows_and_headings_again_are_no_line():
    read = lines(HEAD, ["甲", "P01", ""], ["乙", "", ""], HEAD, ["丙", "", ""], merged=[(1, 1, 2, 1)])
    assert [line["cells"] for line in read] == [
        {"name": "甲", "unit": "P01"},
        {"name": "乙", "unit": "P01"},
        {"name": "丙"},
    ]


def test_numbers_and_unseen_characters():
    (line,) = lines(HEAD, [12.0, ScaledCell(1, "0001", 1, ""), "甲\u200b乙"])
    assert line["cells"] == {"name": "12", "unit": "0001", "note": "甲乙"}
    assert lines(HEAD, ["甲", "", date(2024, 5, 6)])[0]["cells"]["note"] == "2024-05-06"


@pytest.mark.parametrize("cell", [ErrorCell("#REF!"), FormulaCell(), 2e15])
def test_what_nobody_can_read_is_refused_with_its_place(cell):
    with pytest.raises(ValidationError, match="C2"):
        lines(HEAD, ["甲", "P01", cell])


def test_cells_merged_over_columns_are_refused():
    with pytest.raises(ValidationError, match="B2:C2"):
        lines(HEAD, ["甲", "P01", ""], merged=[(1, 1, 1, 2)])


def test_two_sheets_with_lines_are_refused():
    grids = [Grid("一", [HEAD, ["甲", "P01", ""]]), Grid("二", [HEAD, ["乙", "P01", ""]])]
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="一、二"):
        table_in(grids, headings)
    with translation.override("zh-hans"):
        assert table_in([Grid("空", [HEAD]), grids[0]], headings)[0].name == "一"
