"""Short papers of a report as files: in the template in force or in the standard layout, within their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from keqiao.engine.papers.pdf import by_office, has_typst, office, pdf
from keqiao.engine.reports import FittedPaper, ShortPaper, fill_template, fitted
from keqiao.engine.reports.annexes import AnnexFigure, AnnexSheet, annex_workbook
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import SnapshotUnit
from keqiao.web.grading import selectors as gradings
from keqiao.web.grading.models import Grading
from keqiao.web.jobs.progress import Refused
from keqiao.web.reports.claims import Claim, ReportClaims
from keqiao.web.reports.drawn_sections import CHINESE
from keqiao.web.reports.models import SurveyReport
from keqiao.web.reports.paper_contents import brief_of, notice_of, profile_of
from keqiao.web.reports.report_papers import mark, moment_of
from keqiao.web.reports.word_templates import TEMPLATES, template_fields
from keqiao.web.site.papers import word
from keqiao.web.site.watcher import Watcher

MOST_GRADINGS = 20
ANNEXES = "annexes"
TOO_LONG = gettext_noop("The paper does not fit on its %(pages)d pages even when it is shortened.")


class PaperFile(NamedTuple):
    """A file of a paper, and what the audit log keeps of how it was made."""

    content: bytes
    detail: dict[str, str | int]


@dataclass(frozen=True)
class WantedPaper:
    """A paper of a report: its kind, and which platform or grading it is about."""

    report: SurveyReport
    kind: str
    subject: str = ""

    @property
    def name(self) -> str:
        """How its file is called."""
        return "-".join(filter(None, (self.report.code, self.kind, self.subject)))


NAMES: dict[str, str | Promise] = {
    "brief": _("Brief of one page"),
    "profile": _("Profile of a platform"),
    "notice": _("Evaluation notice"),
    ANNEXES: _("Annexes (Excel)"),
}


def formats(kind: str) -> list[str]:
    """The formats in which this installation writes a kind of paper."""
    if kind == ANNEXES:
        return ["xlsx"]
    printed = office() is not None if TEMPLATES[kind].in_force().word else has_typst() or office() is not None
    return ["docx", "pdf"] if printed else ["docx"]


def paper_file(wanted: WantedPaper, actor: Actor, file_format: str, watcher: Watcher) -> PaperFile:
    """Make a paper. Raises Http404 for a platform or grading that is not there, Refused in words."""
    claims = ReportClaims(wanted.report)
    watcher.update(0.1)
    if wanted.kind == ANNEXES:
        return PaperFile(annexes_of(claims, watcher), {})
    paper = CONTENTS[wanted.kind](claims, wanted.subject, actor)
    watcher.update(0.4)
    kind, at = TEMPLATES[wanted.kind], moment_of(wanted.report)
    template = kind.in_force()
    with translation.override(CHINESE):
        fit = (
            fitted(paper, kind.paper.pages, mark=mark(), at=at)
            if kind.paper.pages
            else FittedPaper(paper, paper.built(at), 0)
        )
    watcher.update(0.7)
    if fit.built.contradicts:
        raise Refused(gettext_noop("The figures of the paper contradict one another; look at the report."))
    if 0 < kind.paper.pages < fit.pages:
        raise Refused(TOO_LONG, pages=kind.paper.pages)
    if not template.word:
        content = word(fit.document) if file_format == "docx" else pdf(fit.document, mark=mark())
        return PaperFile(content, {"pages": fit.pages})
    content = filled(wanted.kind, fit.paper)
    return PaperFile(
        by_office(content) if file_format == "pdf" else content, {"template": template.file_name}
    )


def filled(kind: str, paper: ShortPaper) -> bytes:
    """The template in force, filled with a paper."""
    fields = template_fields(TEMPLATES[kind].paper)
    content = TEMPLATES[kind].in_force().content
    return fill_template(content, fields, paper.texts(), paper.lists(), paper.all_facts, mark=mark())


def _brief(claims: ReportClaims, subject: str, actor: Actor) -> ShortPaper:
    return brief_of(claims, actor)


def unit_of(claims: ReportClaims, code: str) -> SnapshotUnit:
    """A platform of a report by its code. Raises Http404."""
    unit = next((unit for unit in claims.units if unit.code == code), None)
    if unit is None:
        raise Http404
    return unit


def _profile(claims: ReportClaims, subject: str, actor: Actor) -> ShortPaper:
    return profile_of(claims, unit_of(claims, subject))


def grading_of(actor: Actor, code: str) -> Grading:
    """A final grading that the reader may see, by its code. Raises Http404, PermissionDenied."""
    if not actor.has_right(gradings.VIEW):
        raise PermissionDenied
    grading = gradings.final_gradings(actor).filter(code=code).first()
    if grading is None:
        raise Http404
    return grading


def _notice(claims: ReportClaims, subject: str, actor: Actor) -> ShortPaper:
    grading = grading_of(actor, subject)
    paper = notice_of(grading, list(gradings.lines_of(grading)))
    if paper is None:
        raise Http404
    return paper


Content = Callable[[ReportClaims, str, Actor], ShortPaper]
CONTENTS: dict[str, Content] = {"brief": _brief, "profile": _profile, "notice": _notice}


def annexes_of(claims: ReportClaims, watcher: Watcher) -> bytes:
    """The annexes of a report: the city's figures, those of every platform, and where each comes from."""
    with translation.override(CHINESE):
        of_city = claims.of_city
        of_platforms = claims.of_platforms(claims.measures)
        watcher.update(0.5)
        codes = [
            code
            for code in claims.measures
            if any((unit.code, code) in of_platforms for unit in claims.units)
        ]
        heads = (
            "序号",
            "平台",
            "类型",
            *(f"{claims.names(code)[0]}（{_unit(claims, code)}）" for code in codes),
        )
        rows: list[tuple[str | int | AnnexFigure | None, ...]] = [
            (
                number,
                unit.name,
                str(unit.words.get("platform_type", "")),
                *(_figure(of_platforms.get((unit.code, code))) for code in codes),
            )
            for number, unit in enumerate(claims.units, 1)
        ]
        rows.append((None, "全市（去重后）", "", *(_figure(of_city.get(code)) for code in codes)))
        city = [
            (
                claims.names(code)[0],
                _unit(claims, code),
                claims.period(code).code,
                AnnexFigure(code),
                AnnexFigure(f"before_{code}"),
            )
            for code in claims.measures
            if code in of_city
        ]
        day, year = claims.report.as_of, claims.report.year
        sheets = (
            AnnexSheet(
                "全市主要指标",
                f"附表1 全市主要指标（截至{day}，时期数据为{year}年）",
                ("指标", "单位", "统计期", "本期", "上年同期"),
                tuple(city),
            ),
            AnnexSheet(
                "平台一览表", f"附表2 重点科创平台一览表（截至{day}，时期数据为{year}年）", heads, tuple(rows)
            ),
        )
        everything = claims.everything
        return annex_workbook(
            sheets,
            [claim.fact for claim in everything],
            at=moment_of(claims.report),
            mark=mark(),
            sources={claim.fact.names[0]: str(claim.source) for claim in everything},
        )


def _figure(claim: Claim | None) -> AnnexFigure | str:
    return "—" if claim is None else AnnexFigure(claim.fact.names[0])


def _unit(claims: ReportClaims, code: str) -> str:
    unit = claims.measures[code].unit
    return "万元" if unit == "元" else unit
