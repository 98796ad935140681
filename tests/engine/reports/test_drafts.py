"""A draft is read by its marks; what is wrong in it is told with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.reports import DraftError, read_draft
from keqiao.engine.reports.draft import DraftLine, DraftTable

DRAFT = """---
标题: 关于平台的调研报告
副标题: 课题组
落款: 示范市人大常委会办公室
日期: 2025-09-02
---
导语。
## 一、概况
### （一）人员
**一是**引进。
表1 平台名录
| 平台 | 收入（万元） |
| --- | ---: |
| 甲院 | 100 |
## 附件：问卷
"""


def test_head_parts_and_tables() -> None:
    draft = read_draft(DRAFT)
    assert (draft.title, draft.subtitle, draft.by, draft.on) == (
        "关于平台的调研报告",
        "课题组",
        "示范市人大常委会办公室",
        date(2025, 9, 2),
    )
    lines = [(part.kind, part.text, part.line) for part in draft.parts if isinstance(part, DraftLine)]
    assert lines == [
        ("paragraph", "导语。", 7),
        ("heading", "概况", 8),
        ("subheading", "人员", 9),
        ("paragraph", "**一是**引进。", 10),
        ("attachment", "问卷", 15),
    ]
    (table,) = [part for part in draft.parts if isinstance(part, DraftTable)]
    assert (table.caption, table.heads, table.rows, table.align) == (
        "表1 平台名录",
        ("平台", "收入（万元）"),
        ((14, ("甲院", "100")),),
        ("left", "right"),
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("正文。", "The draft has no title."),
        ("---\ntitle: 题\n正文", "do not end"),
        ("---\n- 题\n---\n", "no YAML"),
        ("---\ntitle: 题\nauthor: 甲\n---\n", "There is no field author."),
        ("---\ntitle: 题\ndate: 昨天\n---\n", "昨天 is no day."),
        ("# 题\n#### 三级\n", "Line 2: Headings have two levels."),
        ("# 题\n| 甲 | 乙 |\n| 1 |\n", "Line 3: The row has 1 cells, the head 2."),
    ],
)
def test_what_is_wrong_is_told(text: str, told: str) -> None:
    with pytest.raises(DraftError, match=told.replace(".", r"\.")):
        read_draft(text)


def test_a_caption_without_a_table_is_a_paragraph() -> None:
    draft = read_draft("# 题\n表示感谢\n\n正文。\n表2 无表")
    assert [part.text for part in draft.parts if isinstance(part, DraftLine)] == [
        "表示感谢",
        "正文。",
        "表2 无表",
    ]


@given(st.text(alphabet="#|-{}*表附件：\n 甲1", max_size=80))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        read_draft(text)
    except DraftError as error:
        assert error.findings
