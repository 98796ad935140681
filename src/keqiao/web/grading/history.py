"""The steps of a grading as a reader reads them: when, who, what, on which run, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.grading.lines import differences
from keqiao.web.grading.models import Grading, GradingStep
from keqiao.web.grading.states import ACTIONS
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers


@dataclass(frozen=True)
class Told:
    """One step: moment, person, action, run, and what is to be said of it."""

    at: datetime
    by: str
    action: str
    run: str
    details: list[str]


def history(grading: Grading) -> list[Told]:
    """Return the steps of a grading, the last one first."""
    steps = list(grading.steps.select_related("by", "run"))
    names = {line.platform.code: line.platform for line in grading.lines.select_related("platform")}
    # Moments may be told by a story; the order of the keys is the order in which things were done.
    return [_told(step, names) for step in sorted(steps, key=lambda step: step.pk, reverse=True)]


def _told(step: GradingStep, names: dict[str, Platform]) -> Told:
    return Told(
        step.at, str(step.by), str(ACTIONS[step.action].name), step.run.code, list(_details(step, names))
    )


def _details(step: GradingStep, names: dict[str, Platform]) -> list[str]:
    found = []
    if step.reason:
        found.append(_("Reason: %(reason)s") % {"reason": step.reason})
    gaps = gaps_words(step.after.get("gaps"))
    if gaps:
        found.append(gaps)
    publicity = step.after.get("publicity")
    if publicity:
        found.append(
            _("Publicity from %(first)s to %(last)s") % {"first": publicity[0], "last": publicity[1]}
        )
    objection = step.after.get("objection")
    if objection:
        name = names.get(objection["platform"], objection["platform"])
        found.append(_("Objection of %(platform)s") % {"platform": name})
    if step.action in {"consult", "rebase"}:
        found += _changes(step.before, step.after, names)
    dropped = step.after.get("dropped")
    if dropped:
        listed = _(", ").join(str(names.get(code, code)) for code in dropped)
        found.append(
            _("Grades that the consultation had changed and that fell away: %(names)s") % {"names": listed}
        )
    if step.action == "rebase":
        found.append(_("Before: run %(run)s") % {"run": step.before.get("run", "—")})
        if not step.after.get("published_again"):
            found.append(_("No rank or grade changed; the publicity went on."))
    return found


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


def _changes(before: dict[str, Any], after: dict[str, Any], names: dict[str, Platform]) -> list[str]:
    changes = differences(before.get("lines", []), after.get("lines", []), names)
    told = [
        _("%(platform)s: %(before)s → %(after)s")
        % {"platform": change.name, "before": change.grade[0] or "—", "after": change.grade[1] or "—"}
        for change in changes
        if change.grade_code[0] != change.grade_code[1]
    ]
    others = len(changes) - len(told)
    if others:
        told.append(
            ngettext(
                "%(count)d platform with another total or rank",
                "%(count)d platforms with another total or rank",
                others,
            )
            % {"count": others}
        )
    return told
