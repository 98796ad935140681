"""The kinds of short papers: what a template of each may name, and how long each may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports.amounts import printed_fact
from keqiao.engine.reports.template_fields import TemplateField, TemplateFields
from keqiao.language import Message, message


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: its code, its name, its fields besides figures, and so many pages at most (0: any)."""

    code: str
    name: Message
    own: tuple[TemplateField, ...]
    pages: int = 0

    def fields(
        self, figures: Iterable[TemplateField] = (), aliases: Mapping[str, str] | None = None
    ) -> TemplateFields:
        """The fields of the kind with those of figures that the paper may name."""
        taken = {known.name for known in self.own}
        further = tuple(known for known in figures if known.name not in taken)
        return TemplateFields((*self.own, *further), aliases or {})


def figure_fields(facts: Iterable[SourceFact]) -> tuple[TemplateField, ...]:
    """A field for each fact, by its last name, which is the one that people read."""
    fields: dict[str, TemplateField] = {}
    for fact in facts:
        name = fact.names[-1]
        fields.setdefault(name, TemplateField(name, message("figure"), _printed(fact), fact.unit))
    return tuple(fields.values())


def _printed(fact: SourceFact) -> str:
    return printed_fact(SourceFact(fact.names, Decimal(123), fact.unit))


def _head(title: str, by: str) -> tuple[TemplateField, ...]:
    return (
        TemplateField("标题", message("title of the paper"), title),
        TemplateField(
            "副标题",
            message("line under the title: what day and period the figures are of"),
            "（截至2024年10月）",
        ),
        TemplateField("主送", message("to whom it goes"), "市人民政府"),
        TemplateField("落款", message("who issues it"), by),
        TemplateField("日期", message("day of issue"), "2024年11月8日"),
    )


_BY = "示范市科学技术局"
BRIEF = PaperKind(
    "brief",
    message("Brief of one page"),
    (
        *_head("重点科创平台运行情况简报", _BY),
        TemplateField(
            "总体情况",
            message("what the platforms are and reached, in sentences"),
            "全市重点科创平台总体运行平稳。",
        ),
        TemplateField(
            "主要指标",
            message("list: the leading figures of the city"),
            columns=(
                TemplateField("指标", message("name of the figure"), "研发人员"),
                TemplateField("本期", message("figure of the period"), "817人"),
                TemplateField("上年同期", message("figure of the same period a year before"), "756人"),
            ),
        ),
        TemplateField(
            "主要问题",
            message("list: what rules of diagnosis found"),
            columns=(
                TemplateField("问题", message("name of the rule"), "自我造血能力不足"),
                TemplateField("预警平台", message("platforms with an alarm"), "3家"),
                TemplateField("可判断平台", message("platforms that could be judged"), "13家"),
            ),
        ),
        TemplateField(
            "督办事项",
            message("list: tasks that are open, the most urgent first"),
            columns=(
                TemplateField("事项", message("title of the task"), "建立平台动态考评机制"),
                TemplateField("牵头单位", message("department that leads"), "市科技局"),
                TemplateField("应办日期", message("day on which it is due"), "2024-12-31"),
                TemplateField("状态", message("its light in words"), "黄灯：临近期限"),
            ),
        ),
    ),
    pages=1,
)
PROFILE = PaperKind(
    "profile",
    message("Profile of a platform"),
    (
        *_head("示范研究院概况", _BY),
        TemplateField("简介", message("summary of the register"), "平台面向产业开展技术研发与成果转化。"),
        TemplateField(
            "基本信息",
            message("list: what the register says"),
            columns=(
                TemplateField("项目", message("what it is"), "平台类型"),
                TemplateField("内容", message("what the register says of it"), "研发型"),
            ),
        ),
        TemplateField(
            "主要指标",
            message("list: the figures of the platform"),
            columns=(
                TemplateField("指标", message("name of the figure"), "研发人员"),
                TemplateField("本期", message("figure of the period"), "81人"),
                TemplateField("上年同期", message("figure of the same period a year before"), "75人"),
                TemplateField("全市", message("figure of all platforms"), "817人"),
            ),
        ),
        TemplateField(
            "诊断",
            message("list: lights of the rules of diagnosis"),
            columns=(
                TemplateField("问题", message("name of the rule"), "自我造血能力不足"),
                TemplateField("判断", message("its light in words"), "预警"),
            ),
        ),
        TemplateField(
            "孵化企业",
            message("list: firms that it incubates"),
            columns=(
                TemplateField("企业名称", message("name of the firm"), "示范科技有限公司"),
                TemplateField("入孵日期", message("day on which incubation began"), "2023-05-01"),
            ),
        ),
    ),
    pages=2,
)
NOTICE = PaperKind(
    "notice",
    message("Evaluation notice"),
    (
        *_head("关于2023年度科创平台定级结果的通知", _BY),
        TemplateField("依据", message("what the grades rest on"), "根据评价办法，现将定级结果通知如下。"),
        TemplateField(
            "定级结果",
            message("list: the grades, the best first"),
            columns=(
                TemplateField("序号", message("running number"), "1"),
                TemplateField("平台名称", message("name of the platform"), "示范研究院"),
                TemplateField("等次", message("final grade"), "优秀"),
                TemplateField("总分", message("total, where it is published"), "92.50分"),
            ),
        ),
        TemplateField(
            "有关事项", message("time of the publicity, whom to ask"), "公示时间为2024年5月6日至5月12日。"
        ),
    ),
)
KINDS = {kind.code: kind for kind in (BRIEF, PROFILE, NOTICE)}
