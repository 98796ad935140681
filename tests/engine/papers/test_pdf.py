"""The PDF of an official paper: 22 lines of 28 characters on a full page, the same bytes for the same paper."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from keqiao.engine.papers import (
    Attachment,
    AttachmentList,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Signature,
    TextSpan,
    pdf,
    web_page,
)

pytest.importorskip("typst")
AT = datetime(2025, 9, 2, tzinfo=UTC)
LONG = "围绕产业集群先后引建科创平台形成产业发展与科技创新齐头并进相融互促的良好局面" * 40
HOSTILE = '“引号" #read("/etc/passwd") [括号] $公式$ \\ */ <script>'


def lines_of(page):
    """The left and right edges of the characters of each line, from above."""
    text = page.get_textpage()
    lines = {}
    for number in range(text.count_chars()):
        if text.get_text_range(number, 1).strip():
            left, bottom, right, _ = text.get_charbox(number, loose=True)
            lines.setdefault(round(bottom), []).append((left, right))
    return [sorted(lines[height]) for height in sorted(lines, reverse=True)], sorted(lines, reverse=True)


def test_a_full_page_has_22_lines_of_28_characters():
    made = pypdfium2.PdfDocument(pdf(Document("标题", [Paragraph(LONG)], AT)))
    lines, heights = lines_of(made[1])
    assert [len(line) for line in lines[:22]] == [28] * 22
    # 225 mm in 22 lines, 156 mm from the left edge at 28 mm.
    assert (heights[0] - heights[21]) / 21 * 25.4 / 72 == pytest.approx(225 / 22, abs=0.05)
    assert lines[0][0][0] * 25.4 / 72 == pytest.approx(28, abs=0.2)
    assert lines[0][-1][1] * 25.4 / 72 == pytest.approx(28 + 156, abs=0.3)
    made.close()


def test_texts_are_no_mark_up_and_the_same_paper_gives_the_same_bytes():
    document = Document(
        "关于调研的\n报告",
        [
            DocumentHeading("概况"),
            Paragraph(
                [
                    TextSpan(HOSTILE, bold=True),
                    TextSpan("817人", bound="rd"),
                    TextSpan("【待佐证】", doubtful=True),
                ]
            ),
            AttachmentList(["甲", "乙"]),
            Signature("示范市人大办", date(2025, 9, 2)),
            Attachment("一览表", 1),
            DocumentTable(["序号"] * 9, [["1"] * 9], wide=True, caption="表1 平台"),
        ],
        AT,
    )
    content = pdf(document, mark="演示数据")
    assert content == pdf(document, mark="演示数据")
    made = pypdfium2.PdfDocument(content)
    first, last = (made[number].get_textpage().get_text_range() for number in (0, len(made) - 1))
    assert "/etc/passwd" in first.replace("\r\n", "")
    assert made[len(made) - 1].get_width() > made[len(made) - 1].get_height()
    assert "附件1" in last
    made.close()
    page = web_page(document)
    assert "&lt;script&gt;" in page
    assert "<script" not in page
