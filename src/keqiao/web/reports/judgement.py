"""What was found about the figures of a report or a document, as tables of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.phrases import ProseVerification
from keqiao.engine.phrases.sentences import LINTS, VERDICTS, words_of_check, words_of_fact
from keqiao.language import Message
from keqiao.web.reports.claims import Claim
from keqiao.web.reports.report_papers import CheckedReport
from keqiao.web.site.foreign_files import language
from keqiao.web.site.tables import Cell, Column, Light, Table

TONES: dict[str, Light] = {
    "holds": "good",
    "holds_by_rounding": "watch",
    "changed_since": "watch",
    "contradicts": "bad",
    "no_source": "none",
}
MOST_SHOWN = 2_000


@dataclass(frozen=True)
class ReportRemark:
    """A sentence about a figure or a line, its light, and where it is mended."""

    light: Light
    words: str
    url: str = ""


def in_language(sentence: Message) -> str:
    """A sentence in the reader's language."""
    return sentence.in_language(language())


def remarks(checked: CheckedReport, *, opens: bool) -> list[ReportRemark]:
    """What stands in the way of issuing a report, the gravest first; where ``opens``, each leads to the section where
    it is mended.
    """
    listed = [
        ReportRemark("bad", problem.in_language(language()), _section_url(checked, problem.line, opens))
        for problem in checked.problems
    ]
    verification = checked.verification
    if verification is None:
        return listed
    for check in verification.checks:
        if not check.holds or check.only_by_rounding:
            number = next(at for at in (*check.of, check.over) if at is not None)
            line = _line(verification.figures[number].place)
            words = in_language(words_of_check(check, verification))
            listed.append(
                ReportRemark("watch" if check.holds else "bad", words, _section_url(checked, line, opens))
            )
    for verified in verification.against_facts:
        url = _section_url(checked, _line(verified.place), opens)
        listed.append(ReportRemark("bad", in_language(words_of_fact(verified)), url))
    order = {"bad": 0, "watch": 1}
    return sorted(listed, key=lambda remark: order.get(remark.light, 2))


def claims_rows(checked: CheckedReport, *, opens: bool) -> list[dict[str, Any]]:
    """Every figure of a report with its fact, period, source and what stands behind it, as plain data."""
    rows = []
    verification = checked.verification
    for verified in verification.figures[:MOST_SHOWN] if verification else ():
        fact = verified.fact
        claim = _claim(checked.claims, fact.names[0]) if fact and verified.bound_to else None
        rows.append(
            {
                "figure": verified.figure.span,
                "section": _section_url(checked, _line(verified.place), opens),
                "name": fact.names[1] if fact and len(fact.names) > 1 else "",
                "url": claim.url if claim else "",
                "period": fact.as_of if fact else "",
                "verdict": verified.verdict,
                "source": str(claim.source) if claim else _("waits for its source"),
                "behind": claim.behind if claim else None,
            }
        )
    return rows


def claims_table(figures: Iterable[Mapping[str, Any]]) -> Table:
    """The table of :func:`claims_rows`."""
    columns = [
        Column("figure", _("Figure")),
        Column("name", _("Fact")),
        Column("period", _("Period")),
        Column("verdict", _("Verdict")),
        Column("source", _("Source")),
        Column("behind", _("Rows or facts behind it"), "number"),
    ]
    rows = [
        {
            "figure": Cell(figure["figure"], url=figure["section"]),
            "name": Cell(figure["name"], url=figure["url"]),
            "period": figure["period"],
            "verdict": _verdict(figure["verdict"]),
            "source": figure["source"],
            "behind": figure["behind"],
        }
        for figure in figures
    ]
    return Table(_("Figures and their sources"), columns, rows, name="claims", stacked=True)


def figures_table(verification: ProseVerification) -> Table:
    """Every figure of a document that was read back, with its verdict and weaknesses."""
    columns = [
        Column("place", pgettext("of a text", "Place")),
        Column("figure", _("Figure")),
        Column("verdict", _("Verdict")),
        Column("bound", _("Bound to")),
        Column("fact", _("The source says")),
        Column("lints", _("Weaknesses")),
    ]
    rows = [
        {
            "place": in_language(verified.place),
            "figure": verified.figure.span,
            "verdict": _verdict(verified.verdict),
            "bound": verified.bound_to,
            "fact": in_language(words_of_fact(verified)) if verified.fact is not None else "",
            "lints": "；".join(in_language(LINTS[lint]) for lint in verified.figure.lints),
        }
        for verified in verification.figures[:MOST_SHOWN]
    ]
    return Table(_("Figures of the document"), columns, rows, name="figures", stacked=True)


def document_remarks(verification: ProseVerification) -> list[ReportRemark]:
    """What does not agree in a document, and what was not read."""
    listed = [
        ReportRemark("watch" if check.holds else "bad", in_language(words_of_check(check, verification)))
        for check in verification.checks
        if not check.holds or check.only_by_rounding
    ]
    listed += [
        ReportRemark("bad", in_language(words_of_fact(verified))) for verified in verification.against_facts
    ]
    listed += [
        ReportRemark(
            "none",
            _("%(place)s: “%(digits)s” was not read.") % {"place": in_language(place), "digits": digits},
        )
        for place, digits in verification.unread[:100]
    ]
    return listed


def counts(verification: ProseVerification) -> list[tuple[str, int]]:
    """How many figures have which verdict, in words."""
    return [
        (in_language(said), sum(verified.verdict == name for verified in verification.figures))
        for name, said in VERDICTS.items()
    ]


def _verdict(verdict: str) -> Cell:
    return Cell(verdict, text=in_language(VERDICTS[verdict]), light=TONES[verdict])


def _claim(claims: Mapping[str, Claim], name: str) -> Claim | None:
    return claims.get(name)


def _line(place: Message) -> int:
    return int(place.values.get("number") or 0)


def _section_url(checked: CheckedReport, line: int, opens: bool) -> str:
    section = checked.composed.section_at(line) if line and opens else None
    return section.get_absolute_url() if section else ""
