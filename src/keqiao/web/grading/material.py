"""What the meeting needs on paper (会商材料): borderline and near cases, vetoes, outcomes, quotas, changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _

from keqiao.engine.evaluation.grades import ordered
from keqiao.engine.schemes import Scheme
from keqiao.web.evaluations.intervals import certainty, ranked
from keqiao.web.evaluations.rating_sentences import ratings
from keqiao.web.evaluations.reading import words
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.grading.quotas import groups_of, rooms
from keqiao.web.grading.reader_view import Seen
from keqiao.web.grading.selectors import earlier_final, lines_of
from keqiao.web.grading.tables import (
    grade_cell,
    outcome_words,
    places,
    span,
    variant_words,
    veto_words,
)
from keqiao.web.site import numbers
from keqiao.web.site.punctuation import listed
from keqiao.web.site.tables import Cell, Column, Table

NEAR = 2.0
"""Points within which a total counts as near a threshold; a matter of what is listed, nothing depends on it."""


def quota_sentences(seen: Seen, scheme: Scheme) -> list[str]:
    """Return the figures of each quota of the scheme."""
    grading = seen.grading
    return [
        room.sentence for room in rooms(scheme, seen.lines, groups_of(grading.run, scheme, grading.period))
    ]


def tables(seen: Seen, scheme: Scheme) -> list[Table]:
    """Return the tables of the material that have rows."""
    tables = [
        _borderline(seen, scheme),
        _near(seen, scheme),
        _special(seen, scheme),
        _experts(seen, scheme),
        _since_earlier(seen, scheme),
    ]
    return [
        Table(
            table.title,
            table.columns,
            table.rows,
            as_of=seen.grading.period,
            note=table.note,
            name=table.name,
        )
        for table in tables
        if table.rows
    ]


def _borderline(seen: Seen, scheme: Scheme) -> Table:
    order = places(scheme)
    rows = [
        {
            "platform": str(line.platform),
            "total": line.total,
            "rank": Cell(line.rank, text=ranked(line.rank, span(line))),
            "grade": grade_cell(line.computed_code, line.computed, order),
            "kept": line.grade_stability,
        }
        for line in seen.lines
        if line.border
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("total", _("Total points"), "number", decimals=2),
        Column("rank", _("Rank (interval)"), "number", decimals=0),
        Column("grade", _("Grade computed")),
        Column("kept", _("Draws that keep the grade"), "percent"),
    ]
    grading = seen.grading
    sure = certainty(grading.run, grading.period, grading.basis)
    note = _(
        "Fewer than %(share)s of the draws keep the grade: small changes of weights would decide it otherwise."
    ) % {"share": numbers.percent(sure.least, 0)}
    return Table(_("Borderline cases"), columns, rows, note=note, name="borderline")


def _near(seen: Seen, scheme: Scheme) -> Table:
    order = places(scheme)
    rows = []
    for line in seen.lines:
        if line.total is None or not line.computed_code:
            continue
        for grade in scheme.grades:
            distance = None if grade.at is None else line.total - grade.at
            if distance is not None and abs(distance) <= NEAR:
                rows.append(
                    {
                        "platform": str(line.platform),
                        "total": line.total,
                        "grade": grade_cell(line.computed_code, line.computed, order),
                        "threshold": _("%(grade)s from %(points)s")
                        % {"grade": words(grade.name), "points": numbers.number(grade.at)},
                        "distance": distance,
                    }
                )
    columns = [
        Column("platform", _("Platform")),
        Column("total", _("Total points"), "number", decimals=2),
        Column("grade", _("Grade computed")),
        Column("threshold", _("Threshold")),
        Column("distance", _("Distance in points"), "number", decimals=2),
    ]
    note = _("Totals within %(points)s points of a threshold.") % {"points": numbers.number(NEAR)}
    return Table(_("Near a threshold"), columns, rows, note=note, name="near")


def _special(seen: Seen, scheme: Scheme) -> Table:
    order = places(scheme)
    rows = [
        {
            "platform": str(line.platform),
            "grade": grade_cell(line.computed_code, line.computed, order),
            "why": _("; ").join(why),
        }
        for line in seen.lines
        if (why := _whys(scheme, line))
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("grade", _("Grade computed")),
        Column("why", _("What holds")),
    ]
    return Table(_("Vetoes, start-up protection, several periods running"), columns, rows, name="special")


def _whys(scheme: Scheme, line: GradeLine) -> list[str]:
    remarks = []
    if line.veto:
        remarks.append(_("veto: %(names)s") % {"names": veto_words(scheme, line.veto)})
    if line.variant:
        remarks.append(variant_words(scheme, line.variant))
    return remarks + [outcome_words(outcome) for outcome in line.outcomes]


def _experts(seen: Seen, scheme: Scheme) -> Table:
    """What closed panels say in short of each platform, as the snapshot of the run knew it; never who scored what."""
    grading = seen.grading
    known_at = grading.run.snapshot.known_at
    rows = [
        {"platform": str(line.platform), "rated": rated, "spread": spread}
        for line in seen.lines
        for rated, spread in ratings(scheme, line.platform, grading.period, known_at)
    ]
    columns = [
        Column("platform", _("Platform")),
        Column("rated", _("What experts rated")),
        Column("spread", _("Mean and spread")),
    ]
    return Table(_("Ratings by experts"), columns, rows, name="experts")


def _since_earlier(seen: Seen, scheme: Scheme) -> Table:
    columns: Sequence[Column] = [
        Column("platform", _("Platform")),
        Column("before", _("Grade then")),
        Column("rank_before", _("Rank then"), "number", decimals=0),
        Column("now", _("Grade now")),
        Column("rank_now", _("Rank now"), "number", decimals=0),
    ]
    before = earlier_final(seen.grading)
    if before is None:
        return Table(_("Against the last final grades"), columns, name="since")
    order = {grade.code: place for place, grade in enumerate(ordered(scheme.grades))}
    was = {line.platform.code: line for line in lines_of(before)}
    rows = []
    for line in seen.lines:
        old = was.get(line.platform.code)
        if old is not None and old.grade_code == line.grade_code:
            continue
        rows.append(
            {
                "platform": str(line.platform),
                "before": grade_cell(old.grade_code, old.grade, order) if old else numbers.NOTHING,
                "rank_before": old.rank if old else None,
                "now": grade_cell(line.grade_code, line.grade, order),
                "rank_now": line.rank,
            }
        )
    note = _("Platforms whose grade differs from %(grading)s (%(period)s).") % {
        "grading": before.code,
        "period": before.period,
    }
    return Table(_("Against the last final grades"), columns, rows, note=note, name="since")


def final_effects(grading: Grading) -> list[str]:
    """Say what the decision of a grading does: how many get which grade, what follows, that it stays."""
    counts = Counter(line.grade or numbers.NOTHING for line in grading.lines.all())
    named = listed(
        _("%(grade)s %(count)d") % {"grade": grade, "count": count} for grade, count in counts.items()
    )
    return [
        _("%(count)d platforms get their final grades of %(period)s: %(grades)s.")
        % {"count": sum(counts.values()), "period": grading.period, "grades": named},
        _("Every platform is told of its grade; money may be shared out by these grades from then on."),
        _("Nobody can change them afterwards; a wrong grade is put right only by a new grading."),
    ]
