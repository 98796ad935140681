"""What short papers say, in Chinese whoever asks: brief of the city, profile of a platform, notice of a grading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone, translation

from keqiao.engine.papers import Align
from keqiao.engine.phrases import SourceFact
from keqiao.engine.reports import PaperBlock, PaperTable, ShortPaper
from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import BUREAU, present
from keqiao.web.charts.render import png
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import SnapshotUnit
from keqiao.web.grading import notices
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.oversight import selectors as findings
from keqiao.web.oversight.documents import TASKS
from keqiao.web.oversight.models import OPEN_STATES, DiagnosisLine, Task
from keqiao.web.registry.models import IncubationLink, Platform
from keqiao.web.reports.claims import Claim, ReportClaims
from keqiao.web.reports.drawn_sections import CHINESE, FIRMS
from keqiao.web.reports.report_papers import chart_of

MOST_TASKS, MOST_FIRMS, MOST_FIGURES = 40, 40, 16
PICTURE = "位置"
NOTHING = "—"
PLATFORMS = "platform_count"


def brief_of(claims: ReportClaims, actor: Actor) -> ShortPaper:
    """The brief of a page: what the city's platforms are, leading figures against the year before, problems, tasks."""
    report = claims.report
    with translation.override(CHINESE):
        of_city = claims.of_city
        listed = [code for code in _leading(claims) if code in of_city]
        said = "、".join(f"{claims.names(code)[0]}{{{{{code}}}}}" for code in listed[:6])
        summary = f"全市{said}。" if said else "本期快照中尚无全市数据。"
        tasks = list(_tasks(actor))
        blocks = (
            PaperBlock("总体情况", paragraphs=(f"**总体情况：**{summary}",)),
            PaperBlock(
                "指标",
                table=PaperTable(
                    "主要指标",
                    "表1 主要指标",
                    ("指标", "本期", "上年同期"),
                    tuple(_against_year_before(claims, code) for code in listed),
                    ("left", "right", "right"),
                    least=2,
                ),
            ),
            PaperBlock(
                "问题",
                table=PaperTable(
                    "主要问题",
                    "表2 诊断发现的主要问题",
                    ("问题", "预警平台", "可判断平台"),
                    tuple(_problems(claims)),
                    ("left", "right", "right"),
                    least=2,
                ),
            ),
            PaperBlock(
                "督办",
                table=PaperTable(
                    "督办事项",
                    "表3 未销号督办事项",
                    ("事项", "牵头单位", "应办日期", "状态"),
                    tuple(tasks),
                    least=2,
                ),
            ),
        )
        return ShortPaper(
            "重点科创平台运行情况简报",
            blocks,
            [claim.fact for claim in of_city.values()],
            subtitle=f"（{_period_words(claims)}）",
            by=report.issuer,
            on=timezone.localdate(report.issued_at or report.drawn_up_at),
            signed=False,
        )


def profile_of(claims: ReportClaims, unit: SnapshotUnit, *, with_picture: bool = True) -> ShortPaper:
    """The profile of a platform in two pages: register, figures against the year before and the city, lights, firms."""
    report = claims.report
    with translation.override(CHINESE):
        platform = Platform.objects.select_related("organisation").get(pk=unit.platform_id)
        own, of_city = claims.of_platform(unit), claims.of_city
        facts = [claim.fact for claim in own.values()]
        facts += [
            replace(
                of_city[code].fact,
                names=(of_city[code].fact.names[0], *(f"全市{name}" for name in claims.names(code))),
            )
            for code in claims.measures
            if code in of_city
        ]
        listed = [code for code in _leading(claims) if code in own and code != PLATFORMS]
        listed += [
            code for code in claims.measures if code in own and code not in listed and code != PLATFORMS
        ]
        leading = claims.outline.leading_measure
        pictures: dict[str, bytes] = {}
        if leading in own:
            chart = chart_of(claims, leading, claims.of_platforms([leading]))
            pictures[PICTURE] = png(chart, 640, 260) if with_picture else b""
        blocks = (
            PaperBlock(
                "简介",
                paragraphs=(platform.summary,) if platform.summary else (),
                table=PaperTable(
                    "基本信息", "表1 基本信息", ("项目", "内容"), tuple(_register(platform, unit)), least=12
                ),
            ),
            PaperBlock(
                "指标",
                table=PaperTable(
                    "主要指标",
                    "表2 主要指标",
                    ("指标", "本期", "上年同期", "全市"),
                    tuple(_beside_city(claims, code, own) for code in listed[:MOST_FIGURES]),
                    ("left", "right", "right", "right"),
                    least=5,
                ),
            ),
            PaperBlock(
                "图",
                picture=(PICTURE, f"图1 {claims.names(leading)[0]}在各平台中的位置")
                if pictures
                else ("", ""),
            ),
            PaperBlock(
                "问题",
                table=PaperTable(
                    "诊断", "表3 问题诊断", ("问题", "判断"), tuple(_lights(claims, unit)), least=3
                ),
            ),
            PaperBlock(
                "企业",
                table=PaperTable(
                    "孵化企业", "表4 在孵企业", ("企业名称", "入孵日期"), tuple(_firms(claims, unit)), least=3
                ),
            ),
        )
        return ShortPaper(
            f"{unit.name}概况",
            blocks,
            facts,
            subtitle=f"（{_period_words(claims)}）",
            by=report.issuer,
            on=timezone.localdate(report.issued_at or report.drawn_up_at),
            signed=False,
            pictures=pictures,
        )


def notice_of(grading: Grading, lines: list[GradeLine]) -> ShortPaper | None:
    """The notice of final grades, with bound totals where they are published; None before they are final."""
    if not grading.is_final or grading.final_at is None:
        return None
    with translation.override(CHINESE):
        totals = PARAMETERS.used_by(grading.documents).show_totals
        facts, rows = [], []
        for number, line in enumerate(notices.in_order(grading, lines), 1):
            name = f"total_{line.platform.code}"
            total = NOTHING
            if totals and line.total is not None:
                facts.append(
                    SourceFact((name, f"{line.platform.short_name}.总分"), _points(line.total), "分")
                )
                total = f"{{{{{name}}}}}"
            full = line.platform.organisation.name or line.platform.short_name
            rows.append((str(number), full, line.grade_zh or NOTHING, *([total] if totals else [])))
        heads = ("序号", "平台名称", "等次", *(["总分"] if totals else []))
        align: tuple[Align, ...] = ("center", "left", "center", "right")
        table = PaperTable(
            "定级结果",
            "表1 定级结果",
            heads,
            tuple(rows),
            align[: len(heads)],
            least=len(rows),
        )
        return ShortPaper(
            notices.final_title(grading),
            (
                PaperBlock("依据", paragraphs=tuple(notices.basis(grading))),
                PaperBlock("结果", heading="定级结果", table=table),
                PaperBlock(
                    "有关事项",
                    heading="有关事项",
                    paragraphs=(*notices.matters(grading), *notices.outcomes(lines)),
                ),
            ),
            facts,
            addressee="各科创平台：",
            by=notices.issuer_of(grading),
            on=timezone.localdate(grading.final_at, BUREAU),
            mark_doubtful=False,
        )


def _points(total: float) -> Decimal:
    return Decimal(repr(total)).quantize(Decimal("0.01"))


def _leading(claims: ReportClaims) -> list[str]:
    """The measures that are listed first: those of the outline."""
    outline = claims.outline
    codes = (PLATFORMS, *outline.platform_columns, outline.leading_measure, *outline.leading_columns)
    return [code for code in dict.fromkeys(codes) if code in claims.measures]


def _period_words(claims: ReportClaims) -> str:
    return f"数据截至{claims.report.as_of}，年度数据为{claims.report.year}年"


def _against_year_before(claims: ReportClaims, code: str) -> tuple[str, ...]:
    before = f"before_{code}"
    known = any(claim.fact.names[0] == before for claim in claims.of_city.values())
    return claims.names(code)[0], f"{{{{{code}}}}}", f"{{{{{before}}}}}" if known else NOTHING


def _beside_city(claims: ReportClaims, code: str, own: Mapping[str, Claim]) -> tuple[str, ...]:
    name = claims.names(code)[0]
    return (
        name,
        f"{{{{{name}}}}}",
        f"{{{{上年{name}}}}}" if f"before_{code}" in own else NOTHING,
        f"{{{{全市{name}}}}}" if code in claims.of_city else NOTHING,
    )


def _problems(claims: ReportClaims) -> Iterator[tuple[str, ...]]:
    """The rules that show an alarm, those of most platforms first."""
    diagnosis = claims.report.diagnosis
    if diagnosis is None:
        return
    bad = {
        rule.code: diagnosis.city.get(rule.code, {}).get("lights", {}).get("bad", 0)
        for rule in findings.rules_of(diagnosis).rules
    }
    for rule in sorted(findings.rules_of(diagnosis).rules, key=lambda rule: -bad[rule.code]):
        if bad[rule.code]:
            yield words(rule.name), f"{{{{诊断{rule.code}预警}}}}", f"{{{{诊断{rule.code}判断}}}}"


def _tasks(actor: Actor) -> Iterator[tuple[str, ...]]:
    """The open tasks that the reader may see, the most urgent first."""
    tasks = Task.objects.visible_to(actor).filter(state__in=OPEN_STATES).select_related("lead")
    rules, day = TASKS.in_force(), timezone.localdate(present())
    first = sorted(tasks.order_by("due_on", "pk")[:MOST_TASKS], key=lambda task: task.counted_due)
    for task in first:
        band = rules.band((task.counted_due - day).days)
        yield task.title, str(task.lead), task.counted_due.isoformat(), words(band.words)


def _register(platform: Platform, unit: SnapshotUnit) -> Iterator[tuple[str, str]]:
    listed = {
        "全称": platform.organisation.name,
        "平台类型": str(unit.words.get("platform_type", "")) or str(platform.get_type_display()),
        "级别": str(platform.get_level_display()),
        "发展阶段": str(platform.get_stage_display()),
        "落户时间": platform.settled_on.isoformat(),
        "研究方向": platform.research_direction,
        "市场方向": platform.market_direction,
        "产业集群": "、".join(str(cluster) for cluster in platform.clusters.all()),
        "共建方": "、".join(str(partner) for partner in platform.partners.all()[:6]),
    }
    yield from ((name, text) for name, text in listed.items() if text)


def _lights(claims: ReportClaims, unit: SnapshotUnit) -> Iterator[tuple[str, str]]:
    """What rules of diagnosis say of the platform: alarms first, what could not be judged left out."""
    diagnosis = claims.report.diagnosis
    if diagnosis is None:
        return
    lights = dict(
        DiagnosisLine.objects.filter(diagnosis=diagnosis, platform=unit.platform_id).values_list(
            "rule", "light"
        )
    )
    said = {"bad": "预警", "watch": "关注", "good": "正常"}
    for light, word in said.items():
        for rule in findings.rules_of(diagnosis).rules:
            if lights.get(rule.code) == light:
                yield words(rule.name), word


def _firms(claims: ReportClaims, unit: SnapshotUnit) -> Iterator[tuple[str, str]]:
    """The firms that it incubates on the last day of the report, the latest first."""
    day = claims.period(FIRMS).end
    links = IncubationLink.objects.filter(platform=unit.platform_id, valid_from__lte=day)
    links = links.exclude(valid_to__lt=day).select_related("firm__organisation")
    for link in links.order_by("-valid_from", "pk")[:MOST_FIRMS]:
        yield link.firm.organisation.name, link.valid_from.isoformat()
