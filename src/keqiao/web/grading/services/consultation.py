"""The consultation (会商): minutes, and grades that the meeting changed, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.evaluation.grades import ordered
from keqiao.engine.schemes import Scheme
from keqiao.web.accounts.actors import Actor
from keqiao.web.evaluations import computation
from keqiao.web.grading.consecutive import Outcomes
from keqiao.web.grading.lines import as_data
from keqiao.web.grading.models import GradeLine, Grading
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.grading.quotas import groups_of, rooms
from keqiao.web.grading.selectors import lines_of
from keqiao.web.grading.words import MOST_MINUTES, in_words

Changes = Mapping[str, tuple[str, str]]
"""Code of a platform → (code of the grade the meeting gives, reason)."""


def consult(
    actor: Actor,
    pk: int,
    minutes: str,
    changes: Changes,
    *,
    since: int | None = None,
) -> Grading:
    """Record the consultation; it may be recorded again until the publicity begins.

    ``changes`` names the grade of each platform that the meeting dealt with; platforms that are left out keep what
    they have. Raises ValidationError with every refusal: no minutes, an unknown platform or grade, a change without a
    reason, a vetoed platform raised, a quota exceeded; and what the procedure raises.
    """
    with GRADINGS.acting(actor, pk, "consult", since=since) as work:
        grading = work.row
        work.change(minutes=in_words("minutes", minutes, MOST_MINUTES))
        scheme = computation.scheme_of(grading.run.scheme)
        lines = list(lines_of(grading))
        before = as_data(lines)
        problems = _apply(lines, changes, scheme) or exceeded(grading, scheme, lines)
        if problems:
            raise ValidationError(problems)
        outcomes = Outcomes(grading)
        for line in lines:
            line.outcomes = outcomes.of(line.platform.code, line.grade_code)
            line.save()
        work.note("lines", before, as_data(lines))
        work.detail["changed"] = [
            {"platform": line.platform.code, "from": line.computed_code, "to": line.grade_code}
            for line in lines
            if line.is_changed
        ]
    return grading


def _apply(lines: list[GradeLine], changes: Changes, scheme: Scheme) -> list[str]:
    """Set the grades asked for; return why some cannot be."""
    known = {line.platform.code: line for line in lines}
    problems = [
        _("This grading has no platform %(code)s.") % {"code": code[:64]}
        for code in changes
        if code not in known
    ]
    grades = {grade.code: grade for grade in scheme.grades}
    places = {grade.code: place for place, grade in enumerate(ordered(scheme.grades))}
    for code, (wanted, why) in changes.items():
        line = known.get(code)
        if line is None:
            continue
        reason = why.replace("\0", "").strip()
        refusal = _refusal(line, wanted, reason, places)
        if refusal:
            problems.append(f"{line.platform}{_(': ')}{refusal}")
        elif wanted == line.computed_code:
            line.grade_code, line.reason = line.computed_code, ""
            line.grade_zh, line.grade_en = line.computed_zh, line.computed_en
        else:
            name = grades[wanted].name
            line.grade_code, line.reason = wanted, reason
            line.grade_zh, line.grade_en = name.zh[:100], name.in_language("en")[:200]
    return problems


def _refusal(line: GradeLine, wanted: str, reason: str, places: Mapping[str, int]) -> str:
    if wanted == line.computed_code:
        return ""
    if wanted not in places:
        return _("The scheme has no grade %(code)s.") % {"code": wanted[:64]}
    if not line.computed_code:
        return _("By the scheme it is not graded in this period, so there is no grade to change.")
    if line.veto and places[wanted] < places.get(line.computed_code, 0):
        return _("A veto holds; its grade cannot be raised.")
    if not reason:
        return _("Say why the grade is changed.")
    if len(reason) > 1000:
        return _("At most %(count)s characters.") % {"count": 1000}
    return ""


def exceeded(grading: Grading, scheme: Scheme, lines: list[GradeLine]) -> list[str]:
    """Return the quotas that the grades of the lines exceed, each with its figures."""
    groups = groups_of(grading.run, scheme, grading.period)
    return [
        _("The quota is exceeded. %(figures)s") % {"figures": room.sentence}
        for room in rooms(scheme, lines, groups)
        if room.is_exceeded
    ]
