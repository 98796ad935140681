"""Short papers: as many rows as their pages hold, what is left out is said; annexes bind each number by a name."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from keqiao.engine.papers import word
from keqiao.engine.papers.pdf import has_typst
from keqiao.engine.phrases import SourceFact, verify_paragraphs, word_paragraphs
from keqiao.engine.reports import fitted
from keqiao.engine.reports.annexes import annex_workbook
from keqiao.engine.reports.fact_papers import (
    annexes_of_facts,
    brief_of_facts,
    notice_of_grades,
    profile_of_facts,
)

DAY = date(2025, 9, 2)
AT = datetime(2025, 9, 2, tzinfo=UTC)
NAMES = [f"第{sign}项指标" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"]
FACTS = [SourceFact((f"f{number}", name), Decimal(number + 10), "人") for number, name in enumerate(NAMES)]
FACTS += [
    SourceFact(("a1", "甲院.研发人员"), Decimal(150), "人"),
    SourceFact(("a0", "甲院.上年研发人员"), Decimal(138), "人"),
    SourceFact(("a2", "甲院.营业收入"), Decimal(30_000_000), "元"),
    SourceFact(("c1", "研发人员"), Decimal(817), "人"),
]


@pytest.mark.skipif(not has_typst(), reason="typst is not installed (extra pdf)")
def test_a_brief_fits_its_page_and_says_what_it_leaves_out():
    paper = brief_of_facts(FACTS, "简报", by="示范局", on=DAY)
    fit = fitted(paper, 1, mark="演示数据", at=AT)
    assert fit.pages == 1
    table = fit.paper.blocks[1].table
    assert table.left_out > 0
    assert len(table.rows) + table.left_out == len(NAMES) + 1
    one_more = paper.shortened(table.left_out - 1)
    assert fitted(one_more, 1, mark="演示数据", at=AT).paper.blocks[1].table.left_out == table.left_out
    text = "".join(paragraph.text for paragraph in word_paragraphs(word(fit.document)))
    assert f"另有{table.left_out}项从略" in text


def test_every_figure_of_a_paper_is_bound_and_holds():
    for paper in (brief_of_facts(FACTS, "简报"), profile_of_facts(FACTS, "甲院")):
        built = paper.built(AT)
        assert (built.doubtful, built.contradicts) == (0, False)
        verified = verify_paragraphs(word_paragraphs(word(built.document)), FACTS)
        assert {figure.verdict for figure in verified.figures} == {"holds"}
        assert all(figure.bound_to for figure in verified.figures)
    with pytest.raises(LookupError):
        profile_of_facts(FACTS, "乙院")


def test_a_notice_tells_every_platform_and_marks_nothing():
    grades = [(f"平台{number}院", "合格") for number in range(60)]
    paper = notice_of_grades(grades, "关于定级结果的通知", "根据三支柱办法，通知如下。", by="示范局", on=DAY)
    assert paper.spare == 0
    text = "".join(paragraph.text for paragraph in word_paragraphs(word(paper.built(AT).document)))
    assert all(platform in text for platform, _ in grades)
    assert "待佐证" not in text


def test_annexes_hold_numbers_bound_by_names():
    content = annex_workbook(annexes_of_facts(FACTS), FACTS, at=AT, mark="演示数据", sources={"a2": "决算"})
    assert content == annex_workbook(
        annexes_of_facts(FACTS), FACTS, at=AT, mark="演示数据", sources={"a2": "决算"}
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["主要指标", "平台一览表", "数据来源"]
    sheet = book["平台一览表"]
    assert [cell.value for cell in sheet[3]] == ["序号", "平台", "研发人员（人）", "营业收入（万元）"]
    assert [cell.value for cell in sheet[4]] == [1, "甲院", 150, 3000]
    assert book.defined_names["_kq_a2"].attr_text == "平台一览表!$D$4".replace("平台一览表", "'平台一览表'")
    listed = {row[1].value: row[5].value for row in book["数据来源"].iter_rows(min_row=4)}
    assert listed["_kq_a2"] == "决算"
