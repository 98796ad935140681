"""The survey report of the demonstration city: its outline, the published figures, each with its fact."""

import io
import re

import pytest
from docx import Document

from keqiao.engine.papers import word
from keqiao.engine.phrases import verify_paragraphs, word_paragraphs
from keqiao.web.reports.models import SurveyReport
from keqiao.web.reports.report_papers import checked

pytestmark = pytest.mark.django_db
OUTLINE = [
    "关于重大科创平台建设运行情况的调研报告",
    "一、我市科创平台的发展概况及主要成效",
    "二、市外对比分析和市内成效分析",
    "（一）先进地区科创平台的发展概况",
    "（二）我市科创平台的成效分析",
    "（三）对比分析和实践启示",
    "三、当前我市科创平台面临的主要问题",
    "四、关于我市科创平台发展的几点思考",
    "（一）强化顶层设计，构建层次清晰、布局合理的平台体系",
    "（二）改革体制机制，探索产研融合、资源集约的发展模式",
    "（三）优化创新生态，营造人才敢为、社会支持的创新氛围",
    "附件1",
    "重点科创平台一览表",
    "附件2",
    "高成长性企业一览表",
]
PUBLISHED = "13家 817人 212人 336人 67.07% 44名 60位 20位 438件 104件 59项 102家 7759.00万元 3240.64万元"


def test_outline_figures_and_sources(demonstration):
    made = checked(SurveyReport.objects.get())
    assert made.problems == ()
    assert made.built is not None
    assert (made.built.doubtful, made.built.contradicts) == (0, False)

    # What was written is read back from the Word file alone.
    content = word(made.built.document)
    paragraphs = word_paragraphs(content)
    facts = [claim.fact for claim in made.claims.values()]
    verified = verify_paragraphs(paragraphs, facts)
    assert verified.coverage == 1
    assert all(figure.bound_to and figure.verdict == "holds" for figure in verified.figures)
    assert all(made.claims[figure.fact.names[0]].behind > 0 for figure in verified.figures)
    told = {figure.figure.span for figure in verified.figures}
    assert set(PUBLISHED.split()) <= told

    lines = [line.text for line in Document(io.BytesIO(content)).paragraphs]
    heads = [line for line in lines if line in OUTLINE or re.match(r"[一二三四]、|（[一二三四]）", line)]
    assert heads == OUTLINE
    text = "\n".join(lines)
    assert all(f"{ordinal}是" in text for ordinal in "一二三")
    tables = Document(io.BytesIO(content)).tables
    assert [len(table.rows) for table in tables[-2:]] == [1 + 13 + 1, 1 + 55]
