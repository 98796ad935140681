"""The sections with which a report begins: texts of its outline, and what is drawn up from its snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import translation

from keqiao.web.audit.clock import today
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.models import SnapshotFigure
from keqiao.web.oversight import selectors as findings
from keqiao.web.oversight.documents import TASKS
from keqiao.web.oversight.models import OPEN_STATES, RecommendationOrigin, Task
from keqiao.web.registry.models import FirmCertificate, IncubationLink
from keqiao.web.reports.claims import ReportClaims
from keqiao.web.reports.documents import OutlineSection

CHINESE = "zh-hans"
LEADING = 2
"""Platforms whose results are told one by one."""
ORDINALS = "一二三四五六七八九十"
MOST_FIRMS, MOST_TASKS = 2_000, 100
FIRMS = "high_growth_firms"


@dataclass(frozen=True)
class DrawnSection:
    """A section to be stored."""

    level: str
    heading: str
    text: str


def drawn_up(claims: ReportClaims) -> list[DrawnSection]:
    """Return the sections by the outline, in Chinese whoever asks; one that nothing can be said in is left out."""
    drawn = []
    with translation.override(CHINESE):
        for section in claims.outline.sections:
            text = DRAWN[section.kind](claims, section)
            if text or section.heading:
                drawn.append(DrawnSection(section.level, section.heading, text))
    return drawn


def _text(claims: ReportClaims, section: OutlineSection) -> str:
    return section.text.strip()


def _findings(claims: ReportClaims, section: OutlineSection) -> str:
    """Problem by problem: the rules that show an alarm, with how many platforms of those judged."""
    diagnosis = claims.report.diagnosis
    lines = [section.text.strip()] if section.text.strip() else []
    if diagnosis is None:
        return "\n".join(lines)
    rules = findings.rules_of(diagnosis)
    for number, group in enumerate(rules.groups):
        of_group = [rule for rule in rules.rules if rule.group == group.code]
        said = [
            f"{words(rule.name)}方面，在可以判断的{{{{诊断{rule.code}判断}}}}平台中，{{{{诊断{rule.code}预警}}}}为预警，"
            f"占{{{{诊断{rule.code}预警占比}}}}"
            for rule in of_group
            if diagnosis.city.get(rule.code, {}).get("lights", {}).get("bad")
        ]
        lead = f"**{ORDINALS[number]}是{words(group.name)}。**"
        lines.append(lead + ("；".join(said) + "。" if said else "各项诊断规则均未发现预警平台。"))
    return "\n".join(lines)


def _leaders(claims: ReportClaims, section: OutlineSection) -> str:
    """The platforms that lead by a measure, with what they reached."""
    outline = claims.outline
    of_platforms = claims.of_platforms({outline.leading_measure, *outline.leading_columns})
    ranked = sorted(
        (unit for unit in claims.units if (unit.code, outline.leading_measure) in of_platforms),
        key=lambda unit: (-of_platforms[unit.code, outline.leading_measure].fact.value, unit.code),
    )[:LEADING]
    if not ranked:
        return section.text.strip()
    lines = [f"综合现实表现和数据统计，课题组对{'和'.join(unit.name for unit in ranked)}作了重点剖析。"]
    for number, unit in enumerate(ranked):
        results = "，".join(
            f"{_name(claims, code)}{{{{{unit.code}.{code}}}}}"
            for code in outline.leading_columns
            if (unit.code, code) in of_platforms
        )
        lines.append(f"**{ORDINALS[number]}是{unit.name}。**{results}。")
    return "\n".join(lines)


def _platforms(claims: ReportClaims, section: OutlineSection) -> str:
    """Table 1: the platforms with the figures of each, and those of the city, which count what is shared once."""
    columns = [code for code in claims.outline.platform_columns if code in claims.measures]
    of_platforms = claims.of_platforms(columns)
    heads = ["序号", "平台", "类型", *(f"{_name(claims, code)}（{_unit(claims, code)}）" for code in columns)]
    rows = []
    for number, unit in enumerate(claims.units, 1):
        cells = [
            f"{{{{{unit.code}.{code}}}}}" if (unit.code, code) in of_platforms else "—" for code in columns
        ]
        rows.append([str(number), unit.name, str(unit.words.get("platform_type", "")), *cells])
    totals = [f"{{{{{code}}}}}" if code in claims.of_city else "—" for code in columns]
    rows.append(["", "去重后", "", *totals])
    day = claims.period(columns[0]).code
    caption = f"表1 重点科创平台一览表（时点数据截至{day}，时期数据为{claims.report.year}年）"
    return _table(caption, heads, rows, ["center", "left", "left", *["right"] * len(columns)])


def _firms(claims: ReportClaims, section: OutlineSection) -> str:
    """Table 2: the firms behind the figure of the city, each once, with the certificates that make it one."""
    figure = SnapshotFigure.objects.filter(
        snapshot=claims.report.snapshot_id,
        platform=None,
        measure__code=FIRMS,
        period=claims.period(FIRMS).code,
        basis="reported",
    ).first()
    if figure is None or not figure.row_ids:
        return ""
    links = IncubationLink.objects.filter(pk__in=figure.row_ids).select_related(
        "firm__organisation", "platform"
    )
    of_firm: dict[int, list[IncubationLink]] = {}
    for link in links.order_by("firm__organisation__name", "pk"):
        of_firm.setdefault(link.firm_id, []).append(link)
    held: dict[int, list[str]] = {}
    day = claims.period(FIRMS).end
    for certificate in FirmCertificate.objects.filter(firm__in=list(of_firm), granted_on__lte=day).order_by(
        "pk"
    ):
        if certificate.expires_on is None or certificate.expires_on >= day:
            held.setdefault(certificate.firm_id, []).append(str(certificate.get_kind_display()))
    rows = [
        [
            str(number),
            own[0].firm.organisation.name,
            "、".join(dict.fromkeys(link.platform.short_name for link in own)),
            "、".join(dict.fromkeys(held.get(firm, []))),
        ]
        for number, (firm, own) in enumerate(list(of_firm.items())[:MOST_FIRMS], 1)
    ]
    heads = ["序号", "企业名称", "孵化平台", "认定依据"]
    count = f"共{{{{{FIRMS}}}}}，按统一社会信用代码去重。"
    caption = f"表2 高成长性企业一览表（截至{claims.period(FIRMS).code}）"
    return f"{count}\n{_table(caption, heads, rows, ['center', 'left', 'left', 'left'])}"


def _open_tasks(claims: ReportClaims, section: OutlineSection) -> str:
    """What came of the report before: its tasks that are still open."""
    tasks = Task.objects.filter(
        recommendation__origin=RecommendationOrigin.REPORT, state__in=OPEN_STATES
    ).select_related("lead")
    rules, day = TASKS.in_force(), today()
    rows = [
        [
            task.code,
            task.title,
            str(task.lead),
            task.counted_due.isoformat(),
            words(rules.band((task.counted_due - day).days).words),
        ]
        for task in tasks.order_by("due_on", "pk")[:MOST_TASKS]
    ]
    if not rows:
        return ""
    lead = "上次调研报告提出的建议中，下列督办事项尚未销号。"
    heads = ["编号", "督办事项", "牵头单位", "应办日期", "状态"]
    return f"{lead}\n{_table('表 上次报告尚未销号的督办事项', heads, rows, ['left'] * 5)}"


def _name(claims: ReportClaims, code: str) -> str:
    return claims.names(code)[0]


def _unit(claims: ReportClaims, code: str) -> str:
    unit = claims.measures[code].unit
    return "万元" if unit == "元" else unit


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[str]) -> str:
    marks = {"left": ":---", "center": ":---:", "right": "---:"}
    lines = [heads, [marks[side] for side in align], *rows]
    # A line that begins with 表 and ends without a full stop is the caption of the table below it.
    return "\n".join(
        [
            caption,
            *("| " + " | ".join(str(cell).replace("|", "／") for cell in line) + " |" for line in lines),
        ]
    )


Drawing = Callable[[ReportClaims, OutlineSection], str]
DRAWN: dict[str, Drawing] = {
    "text": _text,
    "findings": _findings,
    "leaders": _leaders,
    "platforms": _platforms,
    "firms": _firms,
    "open_tasks": _open_tasks,
}
