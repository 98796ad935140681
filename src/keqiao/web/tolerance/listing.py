"""Tables of cases: the list with its workbook, the anonymous list of what was learned, the steps of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep
from keqiao.web.tolerance.rulebook import ground_of
from keqiao.web.tolerance.states import ACTIONS

LIGHTS: dict[str, Light] = {
    "draft": "none",
    "applied": "watch",
    "checked": "watch",
    "accepted": "good",
    "refused": "bad",
    "withdrawn": "none",
}


def cases_table(cases: Iterable[ToleranceCase]) -> Table:
    """Return the list of cases."""
    rows = [
        {
            "code": Cell(case.code, url=case.get_absolute_url()),
            "subject": Cell(case.subject or "—", url=case.get_absolute_url()),
            "platform": str(case.platform),
            "state": Cell(case.state, text=case.get_state_display(), light=LIGHTS[case.state]),
            "period": case.period,
            "indicators": _(", ").join(case.indicators),
            "ground": ground_of(case),
            "applied_at": case.applied_at,
            "decided_at": case.decided_at,
            "decided_by": str(case.decided_by) if case.decided_by else "",
        }
        for case in cases
    ]
    columns = [
        Column("code", _("Case")),
        Column("subject", pgettext("case", "Subject")),
        Column("platform", _("Platform")),
        Column("state", pgettext("case", "State")),
        Column("period", _("Period")),
        Column("indicators", _("Indicators touched")),
        Column("ground", pgettext("case", "Ground")),
        Column("applied_at", _("Applied for at"), "date"),
        Column("decided_at", _("Decided at"), "date"),
        Column("decided_by", _("Decided by")),
    ]
    return Table(_("Cases of fault tolerance"), columns, rows, name="cases")


@dataclass(frozen=True)
class Lesson:
    """What was learned from a case, without its platform."""

    ground: str
    period: str
    accepted: bool
    text: str


def lessons() -> list[Lesson]:
    """Return what was learned from decided cases, newest first; for every reader of evaluations."""
    decided = (ToleranceCase.State.ACCEPTED, ToleranceCase.State.REFUSED)
    rows = ToleranceCase.objects.filter(state__in=decided).exclude(lesson="").order_by("-decided_at", "-pk")
    return [
        Lesson(ground_of(case), case.period, case.state == ToleranceCase.State.ACCEPTED, case.lesson)
        for case in rows[:200]
    ]


@dataclass(frozen=True)
class Tale:
    """A step of a case in words."""

    at: datetime
    by: str
    action: str
    state: str
    reason: str


def tales(steps: Iterable[ToleranceStep]) -> list[Tale]:
    """Return the steps of a case in words, in their order."""
    states: dict[Any, Any] = dict(ToleranceCase.State.choices)
    return [
        Tale(
            step.at,
            str(step.by),
            _action(step),
            str(states.get(step.after.get("state"), "")),
            step.reason,
        )
        for step in steps
    ]


def _action(step: ToleranceStep) -> str:
    """What was done; a file that came or went is said so."""
    if step.action == "edit" and set(step.after) == {"files"}:
        return _("attached a file") if step.after["files"] else _("took a file away")
    known = ACTIONS.get(step.action)
    return str(known.name) if known else step.action
