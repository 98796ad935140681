"""Official documents in Word: what GB/T 9704-2012 asks for, read back from the XML by another library (lxml)."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.examples import examples

from keqiao.engine.papers import (
    Addressee,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Signature,
    word,
)
from keqiao.engine.papers.definition import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AT = datetime(2025, 3, 3, 2, tzinfo=UTC)
PARTS = (
    Addressee("各科创平台："),
    DocumentHeading("公示结果"),
    Paragraph("现予公示。"),
    DocumentTable(["序号", "平台", "等次"], [["1", "示范𬬭院", "优秀"], ["2", "乙院", "良好"]], [1, 6, 2]),
    DocumentHeading("公示时间"),
    DocumentHeading("起止", 2),
    DocumentHeading("方式", 2),
    DocumentHeading("其他"),
    DocumentHeading("联系", 2),
    Signature("示范市科学技术局", date(2025, 3, 9)),
)


def made(*parts, demonstration=False) -> bytes:
    return word(Document("关于等次的公示", parts, AT), mark="演示数据" if demonstration else "")


def xml(content: bytes, name: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def texts(content: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]


def test_page_and_grid():
    section = xml(made(*PARTS)).find(f".//{W}sectPr")
    size, margin, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    millimetres = {
        name: int(margin.get(f"{W}{name}")) / 1440 * 25.4 for name in ("top", "left", "right", "bottom")
    }
    assert millimetres == pytest.approx({"top": 37, "left": 28, "right": 26, "bottom": 35}, abs=0.05)
    width, height = (int(size.get(f"{W}{name}")) / 1440 * 25.4 for name in ("w", "h"))
    assert (width, height) == pytest.approx((210, 297), abs=0.05)
    # The type area of the standard is 156 × 225 mm, for 22 lines of 28 characters.
    assert width - 28 - 26 == pytest.approx(156, abs=0.05)
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "579")
    assert pytest.approx(225, abs=0.5) == 22 * 579 / 1440 * 25.4
    assert 28 * (16 - 0.25) / 72 * 25.4 <= 156


def test_text_lines_and_fonts():
    content = made(*PARTS)
    body = next(line for line in xml(content).iter(f"{W}p") if "".join(line.itertext()) == "现予公示。")
    spacing, indent = body.find(f"{W}pPr/{W}spacing"), body.find(f"{W}pPr/{W}ind")
    assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == ("579", "exact")
    assert indent.get(f"{W}firstLineChars") == "200"
    fonts, size = body.find(f".//{W}rFonts"), body.find(f".//{W}sz")
    assert (fonts.get(f"{W}eastAsia"), size.get(f"{W}val")) == ("仿宋_GB2312", "32")
    normal = next(
        style
        for style in xml(content, "word/styles.xml").iter(f"{W}style")
        if style.get(f"{W}styleId") == "Normal"
    )
    assert normal.find(f"{W}rPr/{W}spacing").get(f"{W}val") == "-5"
    title = next(line for line in xml(content).iter(f"{W}p") if "公示" in "".join(line.itertext()))
    assert title.find(f".//{W}rFonts").get(f"{W}eastAsia") == "方正小标宋简体"
    assert title.find(f".//{W}sz").get(f"{W}val") == "44"


def test_headings_are_counted():
    found = [text for text in texts(made(*PARTS)) if text and text[0] in "一二三（"]
    assert found == ["一、公示结果", "二、公示时间", "（一）起止", "（二）方式", "三、其他", "（一）联系"]


def test_a_table_repeats_its_head_and_leaves_the_grid():
    table = xml(made(*PARTS)).find(f".//{W}tbl")
    rows = table.findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    lines = table.findall(f".//{W}p")
    assert len(lines) == 9
    assert {line.find(f"{W}pPr/{W}snapToGrid").get(f"{W}val") for line in lines} == {"0"}
    order = [child.tag.removeprefix(W) for child in lines[0].find(f"{W}pPr")]
    assert order.index("snapToGrid") < order.index("jc")


def test_page_numbers_on_the_outer_side():
    with zipfile.ZipFile(io.BytesIO(made(*PARTS))) as archive:
        footers = [archive.read(name).decode() for name in archive.namelist() if "footer" in name]
        settings_ = archive.read("word/settings.xml").decode()
    assert len(footers) == 2
    assert {'w:jc w:val="right"' in footer for footer in footers} == {True, False}
    for footer in footers:
        assert " PAGE " in footer
        assert footer.count("—") == 2
    assert "evenAndOddHeaders" in settings_


def test_the_signature_ends_four_characters_from_the_right():
    lines = [line for line in xml(made(*PARTS)).iter(f"{W}p") if "".join(line.itertext())]
    day = next(line for line in lines if "".join(line.itertext()) == "2025年3月9日")
    assert day.find(f"{W}pPr/{W}ind").get(f"{W}rightChars") == "400"
    issuer = next(line for line in lines if "".join(line.itertext()) == "示范市科学技术局")
    # Eight characters above six (digits take half): one further right, so that both have one centre.
    assert issuer.find(f"{W}pPr/{W}ind").get(f"{W}rightChars") == "300"


def test_the_same_document_gives_the_same_bytes():
    assert made(*PARTS, demonstration=True) == made(*PARTS, demonstration=True)
    assert texts(made(*PARTS, demonstration=True))[0] == "演示数据"
    assert made(*PARTS) != made(*PARTS[1:])
    properties = docx.Document(io.BytesIO(made(*PARTS))).core_properties
    assert (properties.created, properties.modified, properties.title) == (AT, AT, "关于等次的公示")


@settings(max_examples=examples(40), deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_file_that_opens(text):
    content = made(
        Paragraph(text),
        DocumentTable([text], [[text]]),
        DocumentHeading(text),
        Signature(text, date(2025, 1, 1)),
    )
    assert len(docx.Document(io.BytesIO(content)).tables) == 1


def test_numerals():
    assert [numeral(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    for number in (0, 100):
        with pytest.raises(ValueError, match=str(number)):
            numeral(number)


def test_a_table_without_fitting_widths_is_refused():
    with pytest.raises(ValueError, match="width"):
        made(DocumentTable(["甲", "乙"], [], [1]))


def test_a_total_and_the_day_stand_with_what_is_before_them():
    """Head and first row, the last three rows, and the end of the text with issuer and day are on one page."""
    rows = [[str(number), "甲院", "1.00"] for number in range(9)] + [["", "合计", "9.00"]]
    table = DocumentTable(["序号", "单位名称", "金额"], rows, [1, 5, 2])
    body = xml(made(table, Paragraph("特此通知。"), Signature("示范市科学技术局", date(2025, 3, 9)))).find(
        f"{W}body"
    )
    kept = [row.find(f".//{W}keepNext") is not None for row in body.iter(f"{W}tr")]
    assert kept == [True, *[False] * 7, True, True, False]
    after = list(body.findall(f"{W}p"))[-4:]
    assert [line.find(f".//{W}keepNext") is not None for line in after] == [True, True, True, False]
    assert "".join(after[-1].itertext()) == "2025年3月9日"
