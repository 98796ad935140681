"""Tables of gradings: the list, the grades of one, its objections, what another run changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.engine.evaluation.grades import ordered
from keqiao.engine.schemes import Scheme
from keqiao.web.evaluations.intervals import outward, ranked
from keqiao.web.evaluations.listings import platform_url
from keqiao.web.evaluations.reading import words
from keqiao.web.grading.documents import PARAMETERS
from keqiao.web.grading.lines import GroundDifference
from keqiao.web.grading.models import GradeLine, Grading, Objection
from keqiao.web.grading.reader_view import Seen
from keqiao.web.registry.language import in_language
from keqiao.web.site import numbers
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.definition import Light


def gradings_table(gradings: Iterable[Grading]) -> Table:
    """Return the list of gradings."""
    rows = [
        {
            "code": Cell(grading.code, url=grading.get_absolute_url()),
            "title": Cell(grading.title, url=grading.get_absolute_url()),
            "period": grading.period,
            "state": Cell(grading.state, text=grading.get_state_display(), light=_light(grading)),
            "publicity": publicity_of(grading),
            "run": Cell(grading.run.code, url=grading.run.get_absolute_url()),
            "final_at": grading.final_at,
        }
        for grading in gradings
    ]
    columns = [
        Column("code", _("Number of the grading")),
        Column("title", _("Title")),
        Column("period", _("Period")),
        Column("state", pgettext("run", "State")),
        Column("publicity", _("Publicity")),
        Column("run", _("Run")),
        Column("final_at", _("Decided at"), "date"),
    ]
    return Table(_("Gradings"), columns, rows, name="gradings", stacked=True)


def _light(row: Grading | Objection) -> Light:
    """Return the light of a state."""
    lights: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}
    return lights.get(row.State.tone_of(row.state), "none")


def publicity_of(grading: Grading) -> str:
    """Return the days of the publicity; empty before there are any."""
    if grading.publicity_from is None or grading.publicity_to is None:
        return ""
    return _("%(first)s to %(last)s") % {"first": grading.publicity_from, "last": grading.publicity_to}


def why_url(grading: Grading, line: GradeLine) -> str:
    """Return the address of the page that says why a platform stands where it stands."""
    return platform_url(grading.run, line.platform.code, grading.period, grading.basis)


def points_url(objection: Objection, code: str) -> str:
    """Return where the points of an indicator stand that an objection names."""
    grading = objection.grading
    why = platform_url(grading.run, objection.platform.code, grading.period, grading.basis)
    return f"{why}#points-{code}"


def span(line: GradeLine) -> str:
    """Return the rank interval of a line as 2–5; empty where there is none."""
    low, high = outward(line.low, line.high)
    if low is None or high is None:
        return ""
    return str(low) if low == high else f"{low}–{high}"


def final_table(grading: Grading) -> Table:
    """Return which platform will hold which grade, as it is shown before the decision."""
    rows = [
        {"platform": str(line.platform), "grade": line.grade or numbers.NOTHING, "total": line.total}
        for line in grading.lines.select_related("platform")
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade")),
        Column("total", _("Total points"), "number", decimals=2),
    ]
    return Table(_("Grades to be decided"), columns, rows, as_of=grading.period, name="final")


def variant_words(scheme: Scheme, code: str) -> str:
    """Return the name of the yardstick that held; empty for the ordinary one."""
    variant = next((candidate for candidate in scheme.variants if candidate.code == code), None)
    return words(variant.name) if variant else code


def veto_words(scheme: Scheme, codes: str) -> str:
    """Return the names of the vetoes of a line."""
    names = {veto.code: words(veto.name) for veto in scheme.vetoes}
    return _(", ").join(names.get(code, code) for code in codes.split(",") if code)


def outcome_words(outcome: Mapping[str, Any]) -> str:
    """Return one outcome of a line with the grades of the earlier periods and where they stand."""
    name = in_language(outcome["zh"], outcome["en"])
    held = _(", ").join(
        _("%(period)s %(grade)s (%(source)s)")
        % {
            "period": period["period"],
            "grade": in_language(period["zh"], period["en"]) or period["code"],
            "source": period["source"],
        }
        for period in outcome["held"]
    )
    if outcome["by_final"]:
        return _("%(outcome)s: before, %(held)s") % {"outcome": name, "held": held}
    return _("not in force: %(outcome)s, which the run sees; the grades decided are %(held)s") % {
        "outcome": name,
        "held": held or "—",
    }


def remarks(seen: Seen, scheme: Scheme, line: GradeLine) -> str:
    """Return what stands beside a grade: borderline, yardstick, vetoes, outcomes, the reason of a change."""
    remarks = []
    if line.border:
        remarks.append(
            _("borderline, kept in %(share)s of draws") % {"share": numbers.percent(line.grade_stability, 1)}
        )
    if line.variant:
        remarks.append(variant_words(scheme, line.variant))
    if line.veto:
        remarks.append(_("veto: %(names)s") % {"names": veto_words(scheme, line.veto)})
    remarks += [outcome_words(outcome) for outcome in line.outcomes]
    if line.is_changed and seen.inside:
        remarks.append(_("changed by the consultation: %(reason)s") % {"reason": line.reason})
    return _("; ").join(remarks)


def places(scheme: Scheme) -> dict[str, int]:
    """Return the place of each grade, best first, so that columns sort by grade and not by letters."""
    return {grade.code: place for place, grade in enumerate(ordered(scheme.grades))}


def grade_cell(code: str, name: str, order: Mapping[str, int]) -> Cell:
    """Return a grade as a cell."""
    return Cell(order.get(code, 99), text=name or numbers.NOTHING)


def grades_table(seen: Seen, scheme: Scheme) -> Table:
    """Return the grades as the reader sees them: the published list by grade, or every detail by rank."""
    grading, order = seen.grading, places(scheme)
    lines = seen.lines
    if not seen.full:
        lines = sorted(lines, key=lambda line: (order.get(line.grade_code, 99), line.platform.code))
    totals = seen.full or PARAMETERS.used_by(grading.documents).show_totals
    rows = [_row(seen, scheme, line, order, totals=totals) for line in lines]
    columns = [Column("platform", _("Platform")), Column("grade", _("Grade"))]
    if totals:
        columns.append(Column("total", _("Total points"), "number", decimals=2))
    if seen.full:
        columns += [
            Column("rank", _("Rank (interval)"), "number", decimals=0),
            Column("computed", _("Grade computed")),
            Column("remarks", _("Remarks")),
        ]
    return Table(
        _("Final grades") if grading.is_final else _("Grades"),
        columns,
        rows,
        as_of=grading.period,
        name="grades",
    )


def _row(
    seen: Seen, scheme: Scheme, line: GradeLine, order: Mapping[str, int], *, totals: bool
) -> dict[str, Any]:
    url = why_url(seen.grading, line) if seen.is_open(line) else ""
    row: dict[str, Any] = {
        "platform": Cell(str(line.platform), url=url),
        "grade": grade_cell(line.grade_code, line.grade, order),
    }
    if totals:
        row["total"] = line.total
    if seen.full:
        row |= {
            "rank": Cell(line.rank, text=ranked(line.rank, span(line))),
            "computed": grade_cell(line.computed_code, line.computed, order),
            "remarks": remarks(seen, scheme, line),
        }
    return row


def objections_table(objections: Iterable[Objection]) -> Table:
    """Return the objections to a grading."""
    rows = [
        {
            "platform": Cell(str(objection.platform), url=objection.get_absolute_url()),
            "lodged_at": objection.lodged_at,
            "about": _(", ").join(objection.indicators),
            "state": Cell(objection.state, text=objection.get_state_display(), light=_light(objection)),
            "run": objection.new_run.code if objection.new_run else "",
        }
        for objection in objections
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("lodged_at", _("Lodged at"), "date"),
        Column("about", _("Indicators objected to")),
        Column("state", pgettext("run", "State")),
        Column("run", _("New run")),
    ]
    return Table(_("Objections"), columns, rows, name="objections")


def change_table(differences: Sequence[GroundDifference]) -> Table:
    """Return what another run makes of totals, ranks and grades."""
    rows = [
        {
            "platform": change.name,
            "total_before": change.total[0],
            "total_after": change.total[1],
            "rank_before": change.rank[0],
            "rank_after": change.rank[1],
            "grade_before": change.grade[0] or numbers.NOTHING,
            "grade_after": change.grade[1] or numbers.NOTHING,
        }
        for change in differences
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("total_before", _("Total before"), "number", decimals=2),
        Column("total_after", _("Total after"), "number", decimals=2),
        Column("rank_before", _("Rank before"), "number", decimals=0),
        Column("rank_after", _("Rank after"), "number", decimals=0),
        Column("grade_before", _("Grade before")),
        Column("grade_after", _("Grade after")),
    ]
    return Table(_("Changes"), columns, rows, unit=_("points"), name="rebased")
