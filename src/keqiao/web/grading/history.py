"""The steps of a grading as a reader reads them: when, who, what, and what changed; on which run."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.grading.lines import GroundDifference, differences
from keqiao.web.grading.models import Grading, GradingStep
from keqiao.web.grading.procedure import GRADINGS
from keqiao.web.procedures import history as procedures
from keqiao.web.procedures.history import FieldChange, StepInWords
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers

FIELDS = ("run", "publicity_from", "publicity_to")
"""What a history tells of a grading itself; its minutes and its state are read elsewhere."""


def history(grading: Grading) -> list[StepInWords]:
    """Return the steps of a grading, the last one first."""
    # Moments may be told by a story; the order of the keys is the order in which things were done.
    steps = grading.steps.select_related("by", "run", "objection__platform").order_by("-pk")
    names = {line.platform.code: line.platform for line in grading.lines.select_related("platform")}
    return procedures.entries(
        GRADINGS, steps, lambda step: _changes(step, names), lambda step: _remarks(step, names)
    )


def _changes(step: GradingStep, names: dict[str, Platform]) -> list[FieldChange]:
    """What a step changed: days, the run, grades of platforms."""
    changes = procedures.field_changes(GRADINGS, step, only=FIELDS)
    if step.action in {"consult", "rebase"}:
        changes += [
            FieldChange(difference.name, difference.grade[0] or "—", difference.grade[1] or "—")
            for difference in _differences(step, names)
            if difference.grade_code[0] != difference.grade_code[1]
        ]
    return changes


def _remarks(step: GradingStep, names: dict[str, Platform]) -> list[str]:
    """What is to be said of a step besides."""
    remarks = []
    if step.objection is not None:
        remarks.append(_("Objection of %(platform)s") % {"platform": step.objection.platform})
    if gaps := gaps_words(step.after.get("gaps")):
        remarks.append(gaps)
    if step.action in {"consult", "rebase"} and (others := _others(step, names)):
        text = ngettext(
            "%(count)d platform with another total or rank",
            "%(count)d platforms with another total or rank",
            others,
        )
        remarks.append(text % {"count": others})
    if dropped := step.after.get("dropped"):
        listed = _(", ").join(str(names.get(code, code)) for code in dropped)
        text = _("Grades that the consultation had changed and that fell away: %(names)s")
        remarks.append(text % {"names": listed})
    if step.action == "rebase" and not step.after.get("published_again"):
        remarks.append(_("No rank or grade changed; the publicity went on."))
    return remarks


def gaps_words(gaps: dict[str, Any] | None) -> str:
    """Return what a step keeps of the gaps in the figures of its run and why it was graded all the same; else empty."""
    if not gaps:
        return ""
    named = _(", ").join([*gaps["nowhere"], *gaps["partly"]])
    text = _("Figures are missing for %(share)s of the weight (%(names)s); graded because: %(reason)s")
    share = numbers.percent(gaps["weight_share"], 1)
    return text % {"share": share, "names": named, "reason": gaps["reason"]}


def gaps_of(grading: Grading) -> str:
    """Return the gaps of the run that a grading stands on, in words; empty where there are few."""
    last = grading.steps.filter(action__in=("prepare", "rebase")).order_by("-pk").first()
    return gaps_words(last.after.get("gaps")) if last is not None else ""


def _differences(step: GradingStep, names: dict[str, Platform]) -> list[GroundDifference]:
    return differences(step.before.get("lines", []), step.after.get("lines", []), names)


def _others(step: GradingStep, names: dict[str, Platform]) -> int:
    """How many platforms have another total or rank, but the same grade."""
    return sum(
        difference.grade_code[0] == difference.grade_code[1] for difference in _differences(step, names)
    )
