"""One definition of a table: on the page and in Excel."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.examples import examples

from keqiao.web.site.tables import Cell, Column, Table, workbook

COLUMNS = [
    Column("name", "平台", "link"),
    Column("income", "收入", "money", "万元", total=True),
    Column("share", "占比", "percent"),
    Column("count", "企业数", "number", "家", total=True),
    Column("day", "日期", "date"),
    Column("note", "备注"),
]
ROWS = [
    {
        "name": Cell("平台甲", url="/platforms/a/"),
        "income": Decimal("77590000"),
        "share": Decimal("0.6707"),
        "count": 14,
        "day": date(2024, 10, 31),
        "note": "=1+1",
    },
    {
        "name": "平台乙",
        "income": Cell(Decimal("32406400"), light="bad", title="低于目标"),
        "share": None,
        "count": 16,
        "day": None,
        "note": "@SUM(A1)",
    },
]
TABLE = Table("平台收入", COLUMNS, ROWS, unit="万元", as_of="2023年", note="口径:到账")


class Reader(HTMLParser):
    """Cells of the table as text, by part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1] and data.strip():
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]}{data}".split())


def html_of(table: Table) -> str:
    return Template("{% load tables %}{% table table %}").render(Context({"table": table}))


def sheet_of(table: Table) -> list[list[object]]:
    at = datetime(2024, 11, 1, 2, 0, tzinfo=UTC)
    return (
        CalamineWorkbook.from_filelike(BytesIO(workbook(table, "张三", at)))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )


def test_the_page_shows_what_the_columns_say():
    rows = Reader(html_of(TABLE)).rows
    assert rows[0] == ["平台", "收入（万元）", "占比", "企业数（家）", "日期", "备注"]
    assert rows[1] == ["平台甲", "7,759.00", "67.07%", "14", "2024-10-31", "=1+1"]
    assert rows[2] == ["平台乙", "3,240.64（预警）", "—", "16", "—", "@SUM(A1)"]
    assert rows[3] == ["合计", "10,999.64", "", "30", "", ""]


def test_the_page_carries_unit_day_note_and_the_mark():
    html = html_of(TABLE)
    for text in ("单位：万元", "统计期：2023年", "口径:到账", "演示数据"):
        assert text in html


def test_heads_have_scopes_and_cells_carry_what_to_sort_by():
    tags = Reader(html_of(TABLE)).tags
    assert [attributes["scope"] for tag, attributes in tags if tag == "th"] == ["col"] * 6 + ["row"] * 3
    values = [attributes["data-value"] for tag, attributes in tags if "data-value" in attributes]
    assert values[:5] == ["平台甲", "77590000", "0.6707", "14", "2024-10-31"]


def test_nothing_inline_for_the_content_security_policy():
    for tag, attributes in Reader(html_of(TABLE)).tags:
        assert tag not in {"script", "style"}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_an_empty_table_says_so_and_has_no_totals():
    html = html_of(Table("空表", COLUMNS))
    assert "暂无数据" in html
    assert "<tfoot>" not in html


def test_the_workbook_carries_title_unit_day_mark_and_who_made_it():
    sheet = sheet_of(TABLE)
    assert sheet[0][0] == "平台收入"
    assert sheet[1][0] == "单位：万元    统计期：2023年    演示数据"
    assert sheet[2][0] == "口径:到账"
    assert sheet[-1][0] == "制表人：张三    制表时间：2024-11-01 10:00    审核人："


def test_numbers_are_numbers_and_days_are_days_in_the_workbook():
    sheet = sheet_of(TABLE)
    assert sheet[4] == ["平台甲", 7759.0, 0.6707, 14.0, date(2024, 10, 31), "=1+1"]
    assert sheet[5][:2] == ["平台乙", 3240.64]
    assert sheet[6][1] == pytest.approx(10999.64)


def test_totals_in_the_workbook_are_sums_of_the_rows_above():
    xml = zipfile.ZipFile(BytesIO(workbook(TABLE, "x"))).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>SUM(B5:B6)</f><v>10999.64</v>" in xml


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(
        st.sampled_from(["=", "+", "-", "@", "\t", "http://x", "{=1}", "a", "\x00", "\x0b", "中", "'"]),
        max_size=6,
    ).map("".join)
)
def test_no_text_becomes_a_formula_or_a_link(text):
    data = workbook(Table(text, [Column("a", text)], [{"a": text}]), text)
    archive = zipfile.ZipFile(BytesIO(data))
    assert "<f>" not in archive.read("xl/worksheets/sheet1.xml").decode()
    assert not [name for name in archive.namelist() if "_rels/sheet" in name]


@pytest.mark.parametrize("title", ["", "a/b:c*[d]?", "很长的标题" * 20, "'quoted'", "History"])
def test_any_title_gives_a_workbook_that_opens(title):
    assert sheet_of(Table(title, [Column("a", "a")], [{"a": 1}]))


def test_an_endless_text_is_cut_to_what_a_cell_holds():
    assert len(sheet_of(Table("t", [Column("a", "a")], [{"a": "中" * 40_000}]))[4][0]) == 32_767


def test_texts_in_number_columns_are_shown_as_they_are():
    table = Table("t", [Column("n", "n", "number", total=True)], [{"n": "约三百"}, {"n": 5}])
    assert Reader(html_of(table)).rows[1] == ["约三百"]
    assert table.totals()[0].text == "5"


def test_money_in_yuan_stays_in_yuan():
    table = Table("t", [Column("m", "m", "money", "元")], [{"m": Decimal("1234.5")}])
    assert Reader(html_of(table)).rows[1] == ["1,234.50"]
    assert sheet_of(table)[4] == [1234.5]


def test_a_moment_is_shown_in_local_time():
    table = Table("t", [Column("d", "d", "date")], [{"d": datetime(2024, 10, 31, 20, 0, tzinfo=UTC)}])
    assert Reader(html_of(table)).rows[1] == ["2024-11-01 04:00"]
    assert sheet_of(table)[4] == [datetime(2024, 11, 1, 4, 0)]
