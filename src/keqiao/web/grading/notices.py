"""The notices of a grading as official documents: 公示 (publicity) and 定级通知 (final grades).

They are official Chinese documents whatever language the reader has chosen; every word of them that tells a figure, a
name or a day comes from the grading.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone, translation

from keqiao.engine.evaluation.grades import ordered
from keqiao.engine.papers import (
    Addressee,
    Align,
    Document,
    DocumentHeading,
    DocumentTable,
    Paragraph,
    Part,
    Signature,
)
from keqiao.web.audit.clock import BUREAU
from keqiao.web.evaluations import computation
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.registry.models import Region
from keqiao.web.site import numbers
from keqiao.web.site.papers import word

CHINESE = "zh-hans"


def publicity_title(grading: Grading) -> str:
    """Return the title of the notice of the publicity, by which its file is named too."""
    return f"关于{grading.title}的公示"


def final_title(grading: Grading) -> str:
    """Return the title of the notice of the final grades, by which its file is named too."""
    return f"关于{grading.title}定级结果的通知"


def publicity(grading: Grading, lines: Sequence[GradeLine]) -> bytes | None:
    """Return the notice of the publicity; None before the grades were published."""
    if not grading.is_open_to_all or grading.publicity_from is None or grading.publicity_to is None:
        return None
    step = grading.steps.filter(action__in=("publish", "rebase")).order_by("-pk").first()
    with translation.override(CHINESE):
        scheme = grading.run.scheme
        parts: list[Part] = [
            Addressee("各科创平台："),
            Paragraph(
                f"根据《{scheme.name_zh}》（{scheme.version}版），经测算和会商，形成“{grading.title}”结果，"
                f"现予公示。"
            ),
            DocumentHeading("公示结果"),
            _grades(grading, lines),
            DocumentHeading("公示时间"),
            Paragraph(f"{_day(grading.publicity_from)}至{_day(grading.publicity_to)}。"),
            DocumentHeading("异议提出"),
            Paragraph(
                f"对公示结果有异议的，请于公示期内由单位负责人以书面形式向{issuer_of(grading)}提出，写明所涉指标和理由，"
                "并附证明材料；也可在科创平台管理系统中提交。对异议将组织复核并书面答复；异议成立的，重新核定，"
                "等次或名次有变化的重新公示。逾期不予受理。"
            ),
            Paragraph(PARAMETERS.used_by(grading.documents).enquiries.in_chinese()),
            Signature(issuer_of(grading), grading.publicity_from),
        ]
        title = publicity_title(grading)
        return word(
            Document(
                title,
                parts,
                step.at if step is not None else grading.created_at,
                subject=grading.code,
            )
        )


def final(grading: Grading, lines: Sequence[GradeLine]) -> bytes | None:
    """Return the notice of the final grades; None before they are final."""
    if not grading.is_final or grading.final_at is None:
        return None
    with translation.override(CHINESE):
        day = timezone.localdate(grading.final_at, BUREAU)
        parts: list[Part] = [
            Addressee("各科创平台："),
            *map(Paragraph, basis(grading)),
            DocumentHeading("定级结果"),
            _grades(grading, lines),
            DocumentHeading("有关事项"),
            *map(Paragraph, matters(grading)),
        ]
        followed = outcomes(lines)
        if followed:
            parts += [DocumentHeading("连续定级处理"), *map(Paragraph, followed)]
        parts.append(Signature(issuer_of(grading), day))
        title = final_title(grading)
        return word(Document(title, parts, grading.final_at, subject=grading.code))


def basis(grading: Grading) -> list[str]:
    """Return what the final grades rest on, in the sentences of the notice."""
    scheme = grading.run.scheme
    clause = "经公示期满，异议均已答复" if grading.objections.exists() else "经公示无异议"
    said = [
        f"根据《{scheme.name_zh}》（{scheme.version}版），{clause}，"
        f"现将“{grading.title}”最终等次（编号{grading.code}）通知如下。"
    ]
    if grading.replaces is not None:
        said.append(f"本次定级更正{grading.replaces.code}号定级，以本通知为准。")
    return said


def matters(grading: Grading) -> list[str]:
    """Return when the grades were published and whom to ask."""
    return [
        f"公示时间为{_day(grading.publicity_from)}至{_day(grading.publicity_to)}。"
        f"评价资料存档备查，各单位可按规定申请查阅本单位的评价情况。",
        PARAMETERS.used_by(grading.documents).enquiries.in_chinese(),
    ]


def issuer_of(grading: Grading) -> str:
    """Return who issues it, the name of the region filled in."""
    region = Region.objects.first()
    issuer = PARAMETERS.used_by(grading.documents).issuer
    return issuer.replace("{region}", region.name if region is not None else "")


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else "—"


def in_order(grading: Grading, lines: Sequence[GradeLine]) -> list[GradeLine]:
    """Return lines as they are published: best grade first, by code within a grade."""
    scheme = computation.scheme_of(grading.run.scheme)
    order = {grade.code: place for place, grade in enumerate(ordered(scheme.grades))}
    return sorted(lines, key=lambda line: (order.get(line.grade_code, 99), line.platform.code))


def _grades(grading: Grading, lines: Sequence[GradeLine]) -> DocumentTable:
    """Return the list of grades as it is published."""
    listed = in_order(grading, lines)
    totals = PARAMETERS.used_by(grading.documents).show_totals
    heads = ["序号", "平台名称", "等次", *(["总分"] if totals else [])]
    rows = [
        [
            str(number),
            line.platform.organisation.name or line.platform.short_name,
            line.grade_zh or "—",
            *([numbers.number(line.total, 2)] if totals else []),
        ]
        for number, line in enumerate(listed, start=1)
    ]
    widths: list[float] = [1, 6, 2]
    align: list[Align] = ["center", "left", "center"]
    if totals:
        widths.append(2)
        align.append("right")
    return DocumentTable(heads, rows, widths, align)


def outcomes(lines: Sequence[GradeLine]) -> list[str]:
    """Return what follows for platforms that held a grade in several periods running, those in force only."""
    rows = []
    for line in lines:
        for outcome in line.outcomes:
            if outcome["by_final"]:
                periods = "、".join(place["period"] for place in reversed(outcome["held"]))
                rows.append(
                    f"{line.platform.organisation.name or line.platform.short_name}：{periods}年度与本年度均为"
                    f"“{line.grade_zh}”，按体系规定{outcome['zh']}。"
                )
    return rows
