"""What waits on the way from a run to money: panels, cases, objections, gradings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.audit.clock import today
from keqiao.web.evaluations.deciding.selectors import APPEAL, DECIDE, decisions
from keqiao.web.evaluations.deciding.states import SHOWN_TO_ALL, decide_action
from keqiao.web.evaluations.experts.selectors import visible_panels
from keqiao.web.evaluations.models import Decision, ExpertPanel, Objection, ToleranceCase
from keqiao.web.evaluations.tolerance.selectors import visible_cases
from keqiao.web.procedures.declaration import ToDo

OPEN_CASES = (ToleranceCase.State.APPLIED, ToleranceCase.State.CHECKED)


def waiting_decisions(user: Any) -> list[ToDo]:
    """Return what waits for a user: for the bureau what it has to deal with, for a platform what it may object to."""
    found = _of_bureau(user) if user.has_right(DECIDE) else []
    if user.has_right(APPEAL):
        shown = decisions(user).filter(state__in=SHOWN_TO_ALL, publicity_to__gte=today())
        found += [
            ToDo(
                _("Grades published: %(grading)s. Objections until %(day)s")
                % {"grading": decision.title, "day": decision.publicity_to},
                decision.get_absolute_url(),
                "watch",
            )
            for decision in shown
        ]
    return found


def _of_bureau(user: Any) -> list[ToDo]:
    found = []
    under_way = decisions(user).filter(state__in=SHOWN_TO_ALL).select_related("run", "final_by")
    for decision in under_way:
        count = Objection.objects.filter(decision=decision).exclude(state__in=Objection.ANSWERED).count()
        if count:
            text = _("%(grading)s: objections to answer: %(count)d")
            found.append(_told(text, decision, count))
        elif decide_action(user, decision, "finish"):
            found.append(
                _told(_("%(grading)s: the publicity has ended; the grades can be decided"), decision)
            )
    cases = visible_cases(user).filter(state__in=OPEN_CASES).count()
    if cases:
        text = _("Cases of fault tolerance to deal with: %(count)d") % {"count": cases}
        found.append(ToDo(text, reverse("evaluations:tolerance"), "watch"))
    late = visible_panels(user).filter(state=ExpertPanel.State.SCORING, due_on__lt=today()).count()
    if late:
        text = _("Panels of experts overdue: %(count)d") % {"count": late}
        found.append(ToDo(text, reverse("evaluations:panels"), "bad"))
    return found


def _told(words: str, decision: Decision, count: int = 0) -> ToDo:
    return ToDo(words % {"grading": decision.code, "count": count}, decision.get_absolute_url(), "watch")
