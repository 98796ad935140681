"""What is struck through is neither read nor left out in silence: in the style of a cell, in a part of its text."""

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from tests.engine.workbooks.test_cell_formats import book, row

from keqiao.engine.workbooks.excel_files import open_excel
from keqiao.engine.workbooks.transfer import read_apart

from .sheets import findings

STRUCK = Font(strike=True)
STYLES = (
    '<styleSheet><fonts><font/><font><strike val="0"/></font><font><b/><strike/></font></fonts>'
    '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>'
)


def test_styles_and_texts_say_which_cells_are_struck(tmp_path):
    cells = (
        '<c r="A1" s="1"><v>1</v></c><c r="B1" s="2"><v>2</v></c><c r="C1" s="2"/>'
        '<c r="D1" t="inlineStr"><is><r><rPr><strike/></rPr><t>3</t></r><r><t>4</t></r></is></c>'
        '<c r="E1" t="inlineStr"><is><t>5</t></is></c>'
    )
    with open_excel(book(tmp_path, row(cells), STYLES)) as opened:
        assert opened.grid("S").struck == {(0, 1), (0, 3)}


def test_shared_texts_that_are_struck_in_part_come_through_the_process_apart(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["甲", CellRichText(TextBlock(InlineFont(strike=True), "100"), "120"), "乙", 7])
    made.active["D1"].font = STRUCK
    made.save(tmp_path / "a.xlsx")
    (grid,) = read_apart(tmp_path / "a.xlsx")
    assert grid.struck == {(0, 1), (0, 3)} and grid.cell(0, 1) == "100120"


@pytest.mark.parametrize(
    ("place", "refused"), [("E2", True), ("A2", True), ("E3", True), ("E4", False), ("K2", False)]
)
def test_a_struck_figure_is_refused_with_its_place(excel, good, scheme, place, refused):
    path = excel([*good, ["合计", None, None, 5]])
    made = openpyxl.load_workbook(path)
    made.active[place].font = STRUCK
    made.active["K2"] = "x"
    made.save(path)
    struck = [problem for problem in findings(path, scheme) if problem.code == "struck_through"]
    assert [f"{problem.column}{problem.row}" for problem in struck] == ([place] if refused else [])
