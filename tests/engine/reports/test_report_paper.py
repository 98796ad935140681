"""Fields are filled from facts and bound; what nothing supports is marked; what is written reads back."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.papers import Attachment, AttachmentList, DocumentTable, Paragraph, Signature, word
from keqiao.engine.phrases import SourceFact, verify_paragraphs, word_paragraphs
from keqiao.engine.reports import DraftError, build_report, printed_fact, read_draft

FACTS = [
    SourceFact(("重点科创平台",), Decimal(13), "家"),
    SourceFact(("研发人员",), Decimal(817), "人", "2024-10-31"),
    SourceFact(("博士",), Decimal(212), "人"),
    SourceFact(("硕士",), Decimal(336), "人"),
    SourceFact(("硕博占比",), Decimal("67.0747"), "%"),
    SourceFact(("营业收入",), Decimal(109_996_400), "元"),
]
AT = datetime(2025, 9, 2, tzinfo=UTC)
DRAFT = """# 调研报告
全市{{重点科创平台}}平台现有研发人员{{研发人员}}，其中博士{{博士}}、硕士{{硕士}}，硕博占比{{硕博占比}}。
## 收入
营业收入{{营业收入|亿元}}，同比增长12.3%，力争达到5亿元。
表1 收入
| 平台 | 营业收入（万元） |
| --- | --- |
| 合计 | {{营业收入}} |
"""


def test_what_is_written_reads_back() -> None:
    report = build_report(read_draft(DRAFT), FACTS, at=AT)
    assert (report.bound, report.doubtful, report.contradicts) == (7, 1, False)
    paragraphs = word_paragraphs(word(report.document))
    again = verify_paragraphs(paragraphs, FACTS)
    assert {figure.bound_to for figure in again.figures if figure.bound_to} == {
        "重点科创平台",
        "研发人员",
        "博士",
        "硕士",
        "硕博占比",
        "营业收入",
        "营业收入__2",
    }
    assert {figure.verdict for figure in again.figures if figure.bound_to} == {"holds"}
    assert [paragraph.text for paragraph in paragraphs][-1] == "10999.64"


def test_marks_are_no_part_of_what_is_read() -> None:
    text = "# 报告\n人员由3人增加到5人，净增4人，其中{{博士}}。"
    report = build_report(read_draft(text), FACTS, at=AT)
    again = verify_paragraphs(word_paragraphs(word(report.document)), FACTS)
    assert [figure.figure.span for figure in again.figures] == ["3人", "5人", "4人", "212人"]
    assert [figure.bound_to for figure in again.figures] == ["", "", "", "博士"]
    assert [check.holds for check in again.checks if check.type == "difference"] == [False]


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), st.sampled_from([-1, 0, 1, 1000]))
def test_a_total_is_tried_against_its_parts(parts: list[int], more: int) -> None:
    listed = "、".join(f"第{number}部分{part}家" for number, part in zip("甲乙丙丁戊己", parts, strict=False))
    total = sum(parts) + more
    draft = read_draft(f"# 报告\n企业共计{total}家，其中{listed}，其他0家。")
    (check,) = (found for found in build_report(draft, (), at=AT).verification.checks if found.type == "sum")
    assert check.holds == (more == 0)


def test_a_bound_figure_that_was_edited_contradicts_its_fact() -> None:
    document = docx.Document(io.BytesIO(word(build_report(read_draft(DRAFT), FACTS, at=AT).document)))
    run = next(run for line in document.paragraphs for run in line.runs if run.text == "817人")
    run.text = "871人"
    stream = io.BytesIO()
    document.save(stream)
    again = verify_paragraphs(word_paragraphs(stream.getvalue()), FACTS)
    assert [(figure.figure.span, figure.fact.value) for figure in again.against_facts if figure.fact] == [
        ("871人", Decimal(817))
    ]


def test_a_typed_figure_waits_for_its_source() -> None:
    report = build_report(read_draft(DRAFT), FACTS, at=AT)
    texts = [
        "".join(span.text for span in part.spans)
        for part in report.document.parts
        if isinstance(part, Paragraph)
    ]
    # A growth that no fact tells waits; what is aimed at does not.
    assert texts[1] == "营业收入1.10亿元，同比增长12.3%【待佐证】，力争达到5亿元。"


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        # What follows from facts needs none of its own; that a whole number lies behind a growth is no source.
        ("研发人员{{研发人员}}，其中博士{{博士}}、硕士{{硕士}}，硕博占67.07%。", 0),
        ("研发人员{{研发人员}}，同比增长5%。", 1),
        ("收入共5.0亿元，其中服务2.0亿元、产品3.0亿元。", 3),
        ("硕博占比67.07%。", 0),
    ],
)
def test_what_has_a_source(text: str, doubtful: int) -> None:
    assert build_report(read_draft(f"# 题\n{text}"), FACTS, at=AT).doubtful == doubtful


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("研发人员817人。", False),
        ("研发人员820人。", True),
        ("收入共5.0亿元，其中服务2.0亿元、产品2.0亿元、其他2.0亿元。", True),
    ],
)
def test_typed_figures_are_tried_against_facts_and_one_another(text: str, contradicts: bool) -> None:
    assert build_report(read_draft(f"# 题\n{text}"), FACTS, at=AT).contradicts is contradicts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{研发人数}}", "Line 2: No fact is named “研发人数”.*研发人员"),
        ("{{研发人员|万元}}", "is not told in 万元"),
        ("{{研发人员", "not closed"),
        ("{{}}", "not closed or has no name"),
    ],
)
def test_a_field_that_cannot_be_filled_is_told(text: str, told: str) -> None:
    with pytest.raises(DraftError, match=told):
        build_report(read_draft(f"# 题\n{text}"), FACTS, at=AT)


def test_attachments_close_the_text_and_wide_tables_stand_across() -> None:
    heads = " | ".join(f"列{number}" for number in range(8))
    draft = read_draft(
        f"---\ntitle: 题\nby: 某委\ndate: 2025-09-02\n---\n文。\n## 附件：名录\n| {heads} |\n## 附件：问卷\n文。"
    )
    parts = build_report(draft, FACTS, at=AT).document.parts
    kinds = [type(part) for part in parts]
    assert kinds == [Paragraph, AttachmentList, Signature, Attachment, DocumentTable, Attachment, Paragraph]
    assert [part.number for part in parts if isinstance(part, Attachment)] == [1, 2]
    assert Signature("某委", date(2025, 9, 2)) in parts
    sections = docx.Document(io.BytesIO(word(build_report(draft, FACTS, at=AT).document))).sections
    assert [section.orientation.name for section in sections] == ["PORTRAIT", "LANDSCAPE", "PORTRAIT"]


@given(
    st.decimals(0, 10**12, places=4, allow_nan=False),
    st.sampled_from(["元", "%", "家"]),
    st.sampled_from(["", "万元", "亿元"]),
)
def test_a_printed_fact_reads_back_as_itself(value: Decimal, unit: str, told_in: str) -> None:
    fact = SourceFact(("名",), value, unit)
    text = printed_fact(fact, told_in if unit == "元" else "")
    (verified,) = verify_paragraphs(word_paragraphs_of(text, fact), [fact]).figures
    assert verified.verdict in {"holds", "holds_by_rounding"}


def word_paragraphs_of(text: str, fact: SourceFact):
    report = build_report(read_draft(f"# 题\n名{text}"), [fact], at=AT)
    return word_paragraphs(word(report.document))[1:]
