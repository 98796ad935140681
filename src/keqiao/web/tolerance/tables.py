"""Tables of cases: the list with its workbook, the anonymous list of what was learned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rulebook import ground_of


def light_of(case: ToleranceCase) -> Light:
    """Return the light of the state of a case."""
    lights: dict[str, Light] = {"good": "good", "watch": "watch", "bad": "bad"}
    return lights.get(ToleranceCase.State.tone_of(case.state), "none")


def cases_table(cases: Iterable[ToleranceCase]) -> Table:
    """Return the list of cases."""
    rows = [
        {
            "code": Cell(case.code, url=case.get_absolute_url()),
            "subject": Cell(case.subject or "—", url=case.get_absolute_url()),
            "platform": str(case.platform),
            "state": Cell(case.state, text=case.get_state_display(), light=light_of(case)),
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
    return Table(_("Cases of fault tolerance"), columns, rows, name="cases", stacked=True)


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
