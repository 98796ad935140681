"""What waits on the way from a run to money: panels, cases, objections, gradings."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.selectors import visible_panels
from keqiao.web.grading.models import Grading, Objection
from keqiao.web.grading.selectors import APPEAL, DECIDE, gradings
from keqiao.web.grading.states import SHOWN_TO_ALL, decide_action
from keqiao.web.procedures.declaration import ToDo
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.selectors import visible_cases

OPEN_CASES = (ToleranceCase.State.APPLIED, ToleranceCase.State.CHECKED)


def waiting_decisions(user: Actor) -> list[ToDo]:
    """Return what waits for a user: for the bureau what it has to deal with, for a platform what it may object to."""
    found = _of_bureau(user) if user.has_right(DECIDE) else []
    if user.has_right(APPEAL):
        shown = gradings(user).filter(state__in=SHOWN_TO_ALL, publicity_to__gte=today())
        found += [
            ToDo(
                _("Grades published: %(grading)s. Objections until %(day)s")
                % {"grading": grading.title, "day": grading.publicity_to},
                grading.get_absolute_url(),
                "watch",
            )
            for grading in shown
        ]
    return found


def _of_bureau(user: Actor) -> list[ToDo]:
    found = []
    under_way = gradings(user).filter(state__in=SHOWN_TO_ALL).select_related("run", "final_by")
    for grading in under_way:
        count = Objection.objects.filter(grading=grading).exclude(state__in=Objection.ANSWERED).count()
        if count:
            text = _("%(grading)s: objections to answer: %(count)d")
            found.append(_told(text, grading, count))
        elif decide_action(user, grading, "finish"):
            found.append(_told(_("%(grading)s: the publicity has ended; the grades can be decided"), grading))
    cases = visible_cases(user).filter(state__in=OPEN_CASES).count()
    if cases:
        text = _("Cases of fault tolerance to deal with: %(count)d") % {"count": cases}
        found.append(ToDo(text, reverse("tolerance:cases"), "watch"))
    late = visible_panels(user).filter(state=ExpertPanel.State.SCORING, due_on__lt=today()).count()
    if late:
        text = _("Panels of experts overdue: %(count)d") % {"count": late}
        found.append(ToDo(text, reverse("experts:panels"), "bad"))
    return found


def _told(words: str, grading: Grading, count: int = 0) -> ToDo:
    return ToDo(words % {"grading": grading.code, "count": count}, grading.get_absolute_url(), "watch")
