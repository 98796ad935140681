"""The number format of a cell is read the same whichever program saved the file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from keqiao.engine.data_findings import DataError
from keqiao.engine.workbooks.excel_files import open_excel
from keqiao.engine.workbooks.grid import ErrorCell, FormulaCell, HiddenCell, PercentCell, ScaledCell

WORKBOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    "<Relationships>"
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    '<Relationship Id="rId2" Target="styles.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>'
)
PACKAGE = '<Relationships><Relationship Id="rId1" Target="xl/workbook.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
STYLES = (
    "<styleSheet><numFmts>"
    '<numFmt numFmtId="164" formatCode="0!.0,&quot;万&quot;"/><numFmt numFmtId="165" formatCode=";;;"/>'
    '<numFmt formatCode="0&quot;%&quot;" numFmtId="166"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/>'
    "</cellXfs></styleSheet>"
)


def book(folder: Path, sheet: str, styles: str = STYLES) -> Path:
    """An .xlsx with one sheet as a program might write it."""
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", PACKAGE)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/styles.xml", styles)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def row(cells: str) -> str:
    return f'<worksheet><sheetData><row r="1">{cells}</row></sheetData></worksheet>'


@pytest.mark.parametrize(
    "sheet",
    [
        row('<c r="A1" s="1"><v>0.12</v></c>'),
        row('<c r="A1" s="1" t="n"><v>0.12</v></c>'),
        row("<c t='n' s='1' r='A1'><v>0.12</v></c>"),
        row('<c\n  s = "1"\n r="A1" ><f>B1</f><v> 0.12 </v></c>'),
        row('<c r="A1" s="1"><v><![CDATA[0.12]]></v></c>'),
        row('<c r="A1" s="1"><v>0.1<!-- 9 -->2</v></c>'),
        row('<c r="A1" s="&#49;"><v>0.12</v></c>'),
        row('<c s="1"><v>0.12</v></c>'),
        "<x:worksheet xmlns:x='u'><x:sheetData><x:row r='1'><x:c r='A1' s='1' t='n'><x:v>0.12</x:v></x:c></x:row>"
        "</x:sheetData></x:worksheet>",
    ],
)
def test_a_percentage_however_the_cell_is_written(tmp_path, sheet):
    with open_excel(book(tmp_path, sheet)) as file:
        assert file.grid("S").cell(0, 0) == PercentCell(0.12)


@pytest.mark.parametrize(
    "styles",
    [
        STYLES.replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("x:styleSheet>", "x:styleSheet xmlns:x='u'>", 1),
        STYLES.replace('"', "'"),
        STYLES.replace(
            '<xf numFmtId="9"/><xf numFmtId="164"/>', '<xf fontId="0" numFmtId="9"/><xf numFmtId="164"/>'
        ),
        STYLES.replace('numFmtId="9"', 'numFmtId="170"').replace(
            "<numFmts>", '<numFmts><numFmt numFmtId="170" formatCode="[Red]0.0%;-0.0%"/>'
        ),
    ],
)
def test_a_percentage_however_the_styles_are_written(tmp_path, styles):
    with open_excel(book(tmp_path, row('<c r="A1" s="1"><v>0.12</v></c>'), styles)) as file:
        assert file.grid("S").cell(0, 0) == PercentCell(0.12)


def test_each_kind_of_mark(tmp_path):
    cells = (
        '<c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1"><f>1+1</f></c><c r="C1"><f>1+1</f><v>2</v></c>'
        '<c r="D1" s="2"><v>12005000</v></c><c r="E1" s="3"><v>7</v></c><c r="F1" s="4"><v>12</v></c>'
        '<c r="G1" t="str"><f>T()</f><v></v></c><c r="H1" t="inlineStr" s="1"><is><t>0.5</t></is></c>'
        '<c r="I1" s="1"><v>x</v></c><c r="J1" s="99"><v>5</v></c>'
    )
    with open_excel(book(tmp_path, row(cells))) as file:
        line = file.grid("S").rows[0]
    assert line[:6] == [
        ErrorCell("#DIV/0!"),
        FormulaCell(),
        2.0,
        ScaledCell(12_005_000.0, "1200.5万", 1e-4, "万"),
        HiddenCell(7.0),
        ScaledCell(12.0, "12%", 1.0, "%"),
    ]
    assert line[7] == "0.5"
    assert line[9] == 5.0


def test_hidden_rows_and_columns_are_told(tmp_path):
    sheet = (
        '<worksheet><cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0"/></cols><sheetData>'
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row>'
        '<row r="3" ht="0"/><row><c><v>5</v></c></row></sheetData></worksheet>'
    )
    with open_excel(book(tmp_path, sheet)) as file:
        grid = file.grid("S")
    assert grid.hidden_rows == {1, 2}
    assert grid.hidden_columns == {1, 2, 4}
    assert grid.cell(3, 0) == 5.0


@pytest.mark.parametrize(
    "sheet",
    [
        row('<c r="A1"><v>1</v></c>' * 2).replace("</row>", ""),
        row('<c r="1A"><v>1</v></c>'),
        row('<c r="A99999999999999999999"><v>1</v></c>'),
        "<!DOCTYPE a [<!ENTITY b 'c'>]>" + row('<c r="A1"><v>&b;</v></c>'),
        "<a>" * 200_000 + "</a>" * 200_000,
    ],
)
def test_what_no_program_writes_is_damaged(tmp_path, sheet):
    with open_excel(book(tmp_path, sheet)) as file, pytest.raises(DataError) as error:
        file.grid("S")
    assert error.value.findings[0].code == "damaged"


def test_merged_cells_over_one_another_are_damaged(tmp_path):
    """Excel writes none; many of them would cost rows × columns each."""
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50 + "</mergeCells>"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="ZZ{n}"><v>1</v></c></row>' for n in range(1, 50)
    )
    path = book(tmp_path, f"<worksheet><sheetData>{rows}</sheetData>{merged}</worksheet>")
    with open_excel(path) as file, pytest.raises(DataError):
        file.grid("S")
