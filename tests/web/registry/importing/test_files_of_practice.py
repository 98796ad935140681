"""Workbooks as they come from practice: percentages, long numbers, merged cells, totals, unseen characters, units."""

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from keqiao.engine.workbooks.grid import Grid
from keqiao.web.accounts.models import Unit
from keqiao.web.imports import services
from keqiao.web.registry.importing.importer import REGISTER_IMPORTER
from keqiao.web.registry.importing.reading import _under_headings
from keqiao.web.registry.models import Firm, Organisation, Platform, TechContract
from keqiao.web.registry.registers import register_of

DATA = Path(__file__).parent / "data"


@pytest.fixture
def parties(db):
    unit = Unit.objects.create(code="P01", name="甲", kind="platform")
    house = Organisation.objects.create(name="示范研究院")
    platform = Platform.objects.create(
        organisation=house,
        code="P01",
        short_name="院",
        type="rd",
        settled_on=date(2019, 1, 1),
        valid_from=date(2019, 1, 1),
        unit=unit,
    )
    firm = Firm.objects.create(
        organisation=Organisation.objects.create(name="企业", usci="91990101300015570A")
    )
    Organisation.objects.create(name="买方", usci="91990101300024223X")
    return platform, firm


def sheet(*rows, merged=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for span in merged:
        book.active.merge_cells(span)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def planned(user, register, content):
    return services.plan_file(user, REGISTER_IMPORTER, register, "a.xlsx", content).lines


HEAD = ["登记编号", "类别", "买方", "卖方", "合同额（元）", "技术交易额（元）", "签订日期"]
NAMES = ["registration_no", "kind", "buyer", "platform", "amount", "tech_amount", "signed_on"]


def contract(number, amount=10_000, **other):
    row = dict(
        zip(NAMES, [number, "service", "91990101300024223X", "P01", amount, 0, "2024-05-06"], strict=True)
    )
    return list((row | other).values())


def test_a_percentage_is_read_as_everywhere(officer, parties):
    (line,) = planned(officer, "equity", (DATA / "equity.xlsx").read_bytes())
    assert line["state"] == "new", line["errors"]
    assert line["after"]["percent"] == "30" and any("30%" in note for note in line["notes"])


@pytest.mark.parametrize("written", ["30%", "30", "３０％"])
def test_a_percentage_as_text(officer, parties, written):
    content = (DATA / "equity.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.active["E2"].number_format, book.active["E2"] = "@", written
    stream = io.BytesIO()
    book.save(stream)
    (line,) = planned(officer, "equity", stream.getvalue())
    assert line["after"]["percent"] == "30"


def test_long_numbers_are_never_written_as_nobody_sees_them(officer, parties):
    lines = planned(officer, "contracts", (DATA / "long_numbers.xlsx").read_bytes())
    assert [line["state"] for line in lines] == ["error", "error"]
    assert all("15位" in line["errors"]["registration_no"] for line in lines)


@pytest.mark.parametrize(("number", "text"), [(202333020000123, "202333020000123"), (12, "12"), (1.5, "1.5")])
def test_short_numbers_are_their_digits(officer, parties, number, text):
    (line,) = planned(officer, "contracts", sheet(NAMES, contract(number)))
    assert line["after"]["registration_no"] == text


def test_merged_cells_hold_for_all_their_rows_and_are_listed(officer, parties):
    lines = planned(officer, "contracts", (DATA / "merged_cells.xlsx").read_bytes())
    assert [line["state"] for line in lines] == ["new", "new"], [line["errors"] for line in lines]
    assert lines[1]["after"]["kind"] == lines[0]["after"]["kind"] == "consulting"
    assert any("C2:C3" in note for note in lines[1]["notes"])


def test_a_merged_figure_is_refused(officer, parties):
    lines = planned(officer, "contracts", sheet(NAMES, contract("1"), contract("2", None), merged=["E2:E3"]))
    assert all("E2:E3" in line["errors"]["amount"] for line in lines)


def test_cells_merged_over_columns_are_told_or_harmless(officer, parties):
    head = [*NAMES, None]
    lines = planned(
        officer,
        "contracts",
        sheet(head, [*contract("1"), None], [*contract("2"), None], merged=["C2:D2", "G3:H3"]),
    )
    assert "C2:D2" in lines[0]["errors"]["platform"] and "C2:D2" in lines[0]["errors"]["buyer"]
    assert lines[1]["state"] == "new", lines[1]["errors"]


@pytest.mark.parametrize(
    "merged", [["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"], []], ids=["merged", "not merged"]
)
def test_headings_of_two_rows_and_a_row_of_units(officer, parties, merged):
    upper = ["registration_no", "kind", "当事人", None, "金额", None, "signed_on"]
    lower = [None, None, "buyer", "platform", "amount", "tech_amount", None]
    units = [None, None, None, None, "万元", "万元", None]
    (line,) = planned(officer, "contracts", sheet(upper, lower, units, contract("1", 12.5), merged=merged))
    assert line["state"] == "new", line["errors"]
    assert Decimal(line["after"]["amount"]) == 125_000


@pytest.mark.parametrize(
    "name", ["合计", "合计：", "本年累计", "Σ", "其中：企业", "共2000家", "总计（家）", "Total:"]
)
def test_totals_become_no_organisations(officer, db, name):
    content = sheet(
        ["名称", "简称"], ["甲公司", ""], [name, "共2000家"], ["注：截至年末", ""], ["（一）事业单位", ""]
    )
    kept = services.plan_file(officer, REGISTER_IMPORTER, "organisations", "a.xlsx", content)
    assert [line["state"] for line in kept.lines] == ["new", "left_out", "left_out", "left_out"]
    assert name.rstrip("：")[:1] in kept.lines[1]["notes"][0]
    services.apply(officer, kept.pk)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["甲公司"]


def test_characters_that_nobody_sees_are_not_stored(officer, db):
    content = sheet(["\u200b名称"], ["甲\u200b公\u202e司\ufeff"], ["乙\u00a0公司"])
    kept = services.plan_file(officer, REGISTER_IMPORTER, "organisations", "a.xlsx", content)
    assert all("U+" in line["notes"][0] for line in kept.lines)
    services.apply(officer, kept.pk)
    assert set(Organisation.objects.values_list("name", flat=True)) == {"甲公司", "乙 公司"}


@pytest.mark.parametrize(
    ("title", "heading", "cell", "yuan"),
    [
        ("", "合同额（万元）", 12.5, "125000"),
        ("", "合同额（元）", 125000, "125000"),
        ("", "合同额（元）", "12.5万元", "125000"),
        ("", "合同额（万元）", "125000元", "125000"),
        ("单位：万元", "amount", 12.5, "125000"),
        ("单位：元", "amount", 12.5, "12.5"),
        ("合同表（单位：万元）", "amount", "1,200", "12000000"),
        ("", "合同额（元）", "1,234.50", "1234.5"),
    ],
)
@pytest.mark.usefixtures("parties")
def test_amounts_by_their_unit(officer, title, heading, cell, yuan):
    label = str(TechContract._meta.get_field("amount").verbose_name)
    heading = heading.replace("合同额", label)
    head = [heading if name == "amount" else name for name in NAMES]
    rows = [[title], head] if title else [head]
    (line,) = planned(officer, "contracts", sheet(*rows, contract("1", cell)))
    assert line["state"] == "new", line["errors"]
    assert Decimal(line["after"]["amount"]) == Decimal(yuan)


def test_a_heading_without_a_unit_is_told_and_another_unit_refused(officer, parties):
    (line,) = planned(officer, "contracts", sheet(NAMES, contract("1", 125000)))
    assert line["after"]["amount"] == "125000" and any("元" in note for note in line["notes"])
    with pytest.raises(ValidationError, match="亿元"):
        planned(officer, "contracts", sheet(["单位：亿元"], NAMES, contract("1", 1)))


@pytest.mark.parametrize("cell", ["4 2", "12,34", "1,2,3", "1e5", "NaN", "1e308", "9" * 25, 1e308, 1e27])
def test_no_number_is_put_together(officer, parties, cell):
    (line,) = planned(officer, "contracts", sheet(NAMES, contract("1", cell)))
    assert line["state"] == "error" and "amount" in line["errors"]


def test_a_first_amount_far_from_what_is_usual_is_asked_about(officer, parties):
    platform, _firm = parties
    for at in range(6):
        TechContract.objects.create(
            registration_no=f"H{at}",
            kind="service",
            buyer=platform.organisation,
            platform=platform,
            amount=Decimal(1_000_000 + at),
            tech_amount=Decimal(0),
            signed_on=date(2024, 1, 1),
        )
    lines = planned(officer, "contracts", sheet(NAMES, contract("1", 123.45), contract("2", 900_000)))
    assert lines[0]["warnings"] and not lines[1]["warnings"]


def test_columns_without_a_heading_are_listed(officer, db):
    kept = services.plan_file(
        officer, REGISTER_IMPORTER, "organisations", "a.xlsx", sheet(["名称", None], ["甲公司", 5])
    )
    assert any("B" in name for name in kept.unknown)


def test_full_width_numbers_of_patents_are_read(officer, parties):
    kept = services.plan_paste(
        officer,
        REGISTER_IMPORTER,
        "patents",
        "ＺＬ２０１７１０６０１８６２．３",
        {"owner_platform": "P01", "title": "题"},
    )
    assert kept.lines[0]["after"].get("application_no") == "201710601862.3", kept.lines[0]["errors"]


ROW = ["C2024-1", "技术开发", "买方", "院", 12.5, 10, "二〇二四年三月三十一日"]


def test_the_unit_of_a_group_holds_for_its_columns(officer, parties):
    upper = ["登记编号", "类别", "交易双方", None, "金额（万元）", None, "签订日期"]
    lower = [None, None, "买方名称", "卖方", "合同成交额", "技术交易额", None]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"]
    (line,) = planned(officer, "contracts", sheet(upper, lower, ROW, merged=merged))
    assert (line["after"]["amount"], line["after"]["tech_amount"]) == ("125000", "100000")
    assert line["after"]["signed_on"] == "2024-03-31"


def test_headings_with_the_noun_of_the_register_are_known(officer, parties):
    head = [
        "合同登记编号",
        "合同类别",
        "买方名称",
        "卖方名称",
        "合同成交金额（万元）",
        "技术交易额（万元）",
        "合同签订日期",
    ]
    (line,) = planned(officer, "contracts", sheet(head, ROW))
    assert line["after"]["amount"] == "125000"


def test_two_sheets_with_lines_are_refused(officer, parties):
    book = openpyxl.load_workbook(io.BytesIO(sheet(HEAD, ROW)))
    again = book.create_sheet("2023年")
    for row in (HEAD, ["C2023-1", *ROW[1:]]):
        again.append(row)
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(ValidationError) as refused:
        planned(officer, "contracts", stream.getvalue())
    assert "2023年" in refused.value.messages[0]


def test_what_is_missing_is_told_in_words(officer, parties):
    (line,) = planned(officer, "contracts", sheet(HEAD[:4], ROW[:4]))
    assert "null" not in str(line["errors"]).lower()


def grid_lines(*rows):
    """The lines of a sheet as the reader has it, without a file around it."""
    return _under_headings(register_of("contracts"), Grid("表", [list(row) for row in rows]))


def test_headings_again_are_left_out_and_another_table_is_refused(db):
    read = grid_lines(HEAD, ROW, HEAD, ["C2024-2", *ROW[1:]])
    assert [bool(line.left_out) for line in read.lines] == [False, True, False]
    with pytest.raises(ValidationError, match="第4行"):
        grid_lines(HEAD, ROW, ["2023年"], HEAD[::-1], ROW[::-1])


@pytest.mark.parametrize(
    ("heading", "large"),
    [
        ("合同额（含税，万元）", True),
        ("合同总额/万元", True),
        ("交易额【元】", False),
        ("合同额(10k yuan)*", True),
        ("金额（人民币万元）", True),
    ],
)
def test_units_in_headings(db, heading, large):
    read = grid_lines([*HEAD[:4], heading, *HEAD[5:]], ROW)
    assert ("amount" in read.ten_thousand) == large and "amount" in read.places
    assert not any("元读取" in note for line in read.lines for note in line.notes)


@pytest.mark.parametrize("unit", ["千元", "亿元", "美元", "USD"])
def test_another_unit_of_money_in_a_heading_is_refused(db, unit):
    with pytest.raises(ValidationError, match="元或万元"):
        grid_lines([*HEAD[:4], f"合同额（{unit}）", *HEAD[5:]], ROW)


NOTHING = "nothing"
CELLS = {
    # column, cell → what is read, or None where it is refused; a word that is said
    ("amount", "(12.5)"): (None, "负数"),
    ("amount", "（1,200）"): (None, "负数"),
    ("amount", "12.5-"): (None, "负数"),
    ("amount", "▲12.5"): (None, "负数"),
    ("tech_amount", "—"): (NOTHING, "空单元格"),
    ("signed_on", "2024-05-06 13:45:00"): ("2024-05-06", ""),
    ("signed_on", datetime(2024, 5, 6, 13, 45)): ("2024-05-06", ""),
    ("signed_on", 2024): ("2024-01-01", "2024-01-01"),
    ("signed_on", 2024.1): ("2024-01-01", "2024.10"),
    ("signed_on", "1900-01-01"): ("1900-01-01", "是否正确"),
    ("signed_on", "9999-12-31"): ("9999-12-31", "是否正确"),
    ("signed_on", "2024-05-06T00:00:00Z"): (None, "不是日期"),
    ("registration_no", datetime(2024, 3, 1)): (None, "日期"),
    ("registration_no", "'0012"): ("0012", ""),
    ("registration_no", "ＨＴ－１２"): ("HT-12", ""),
}


def test_cells_of_practice_are_read_right_or_refused_in_words(officer, parties):
    rows = [contract(f"N{at}") for at in range(len(CELLS))]
    for row, (column, cell) in zip(rows, CELLS, strict=True):
        row[NAMES.index(column)] = cell
    lines = planned(officer, "contracts", sheet(NAMES, *rows))
    for ((column, cell), (value, word)), line in zip(CELLS.items(), lines, strict=True):
        said = " ".join([*line["errors"].values(), *line["warnings"], *line["notes"]])
        assert line["after"].get(column) == (None if value == NOTHING else value), (column, cell, line)
        assert word in said and (value is None) == (line["state"] == "error"), (column, cell, line)


@pytest.mark.parametrize(
    "text",
    [
        "登记编号|类别|买方|卖方|合同额（元）|技术交易额（元）|签订日期\n0012|技术服务|买方|P01|1200|0|2024-05-06\n",
        '登记编号,类别,买方,卖方,合同额（元）,技术交易额（元）,签订日期\n="0012",技术服务,"买\n方",P01,"1,200",0,2024-05-06\n',
    ],
    ids=["strokes", "texts as formulas"],
)
def test_text_files_of_other_programs(officer, parties, text):
    plan = services.plan_file(officer, REGISTER_IMPORTER, "contracts", "a.csv", text.encode("gb18030"))
    (line,) = plan.lines
    assert line["state"] == "new", line["errors"]
    assert (line["after"]["registration_no"], line["after"]["amount"]) == ("0012", "1200")


def test_a_page_named_excel_is_refused_by_its_name(officer, parties):
    with pytest.raises(ValidationError, match=r"a\.xls "):
        services.plan_file(officer, REGISTER_IMPORTER, "contracts", "a.xls", b"<html><table></table></html>")


def test_what_is_struck_through_is_an_error_of_its_column(officer, parties):
    book = openpyxl.load_workbook(io.BytesIO(sheet(HEAD, contract("A-1"), contract("A-2"))))
    book.active["E3"].font = openpyxl.styles.Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    first, second = planned(officer, "contracts", stream.getvalue())
    assert first["state"] == "new" and not first["errors"]
    assert "删除线" in second["errors"]["amount"]
