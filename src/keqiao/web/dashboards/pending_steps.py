"""What waits on the way from a run to money: panels, cases, objections, gradings."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.experts.models import ExpertPanel
from keqiao.web.experts.selectors import visible_panels
from keqiao.web.grading.selectors import DECIDE
from keqiao.web.procedures.declaration import ToDo


def waiting_decisions(user: Actor) -> list[ToDo]:
    """Return what waits for the bureau: panels that are late."""
    if not user.has_right(DECIDE):
        return []
    found = []
    late = visible_panels(user).filter(state=ExpertPanel.State.SCORING, due_on__lt=today()).count()
    if late:
        text = _("Panels of experts overdue: %(count)d") % {"count": late}
        found.append(ToDo(text, reverse("experts:panels"), "bad"))
    return found
