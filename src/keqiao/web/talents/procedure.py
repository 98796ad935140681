"""The procedure of an application for a talent programme.

::

    begin → draft ─submit→ submitted ─announce→ publicity ─grant→ granted ─pay→
        submitted ─send_back→ draft;  submitted, publicity ─refuse→ refused
        between submitted and announce an experts' panel of the class gives points
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.talents import notifications
from keqiao.web.talents.documents import RULES
from keqiao.web.talents.models import TalentApplication, TalentState
from keqiao.web.talents.review_subjects import is_under_review
from keqiao.web.talents.rights import APPLY, KEEP

State = TalentState


class TalentActing(Acting):
    """An action under way on a locked application."""

    row: TalentApplication

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: number and state, nothing of the person."""
        entry = {"application": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


def _permit(user: Actor, right: str, row: Any) -> Decision:
    return decide(user, right)


def _own(user: Actor, row: TalentApplication) -> str:
    if user.has_right(KEEP) or row.platform.unit_id == user.unit_id:
        return ""
    return _("The platform that applies does this itself, or the talent office for it.")


def _reviewed(user: Actor, row: TalentApplication) -> str:
    rules = RULES.in_force()
    if is_under_review(row):
        return _("Experts are judging it; their points stay sealed until the panel has ended.")
    if row.points is None:
        return _("Experts of its class judge it first: put it before a panel.")
    if float(row.points) < rules.review_points:
        return _("The review gave %(points)s points, %(asked)s are asked.") % {
            "points": f"{float(row.points):g}",
            "asked": f"{rules.review_points:g}",
        }
    return ""


def _over(user: Actor, row: TalentApplication) -> str:
    if row.publicity_until is not None and row.publicity_until >= today():
        return _("It is public until %(day)s.") % {"day": row.publicity_until.isoformat()}
    return ""


def _not_judged(user: Actor, row: TalentApplication) -> str:
    return _("Experts are judging it; the panel ends first.") if is_under_review(row) else ""


def _owes(user: Actor, row: TalentApplication) -> str:
    return "" if row.instalments.filter(paid_on=None).exists() else _("Everything is paid.")


def _waiting(state: str) -> Any:
    def rows(user: Actor) -> QuerySet[TalentApplication]:
        if not user.has_right(KEEP):
            return TalentApplication.objects.none()
        mine: QuerySet[TalentApplication] = TalentApplication.objects.visible_to(user).filter(state=state)
        return mine

    return rows


APPLICATIONS: Procedure[TalentActing] = Procedure(
    "talent_applications",
    model=TalentApplication,
    states=State,
    status=lambda row: str(row.get_state_display()),
    work=TalentActing,
    log="talents.",
    permit=_permit,
    related=("person", "platform", "programme"),
    actions=(
        Action(
            "begin",
            pgettext_lazy("talent", "begin"),
            to=State.DRAFT,
            right=(APPLY, KEEP),
            obstacle=_own,
            logged=gettext_lazy("begin an application for a talent programme"),
        ),
        Action(
            "write",
            pgettext_lazy("talent", "write"),
            at=(State.DRAFT,),
            right=(APPLY, KEEP),
            obstacle=_own,
            logged=gettext_lazy("write an application for a talent programme"),
        ),
        Action(
            "submit",
            pgettext_lazy("talent", "hand in"),
            at=(State.DRAFT,),
            to=State.SUBMITTED,
            right=(APPLY, KEEP),
            obstacle=_own,
            notify=notifications.of_step,
            logged=gettext_lazy("hand in an application for a talent programme"),
        ),
        Action(
            "send_back",
            pgettext_lazy("talent", "give back"),
            at=(State.SUBMITTED,),
            to=State.DRAFT,
            right=KEEP,
            obstacle=_not_judged,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("give back an application for a talent programme"),
        ),
        Action(
            "announce",
            pgettext_lazy("talent", "make public"),
            at=(State.SUBMITTED,),
            to=State.PUBLICITY,
            right=KEEP,
            obstacle=_reviewed,
            notify=notifications.of_step,
            logged=gettext_lazy("make an application for a talent programme public"),
        ),
        Action(
            "grant",
            pgettext_lazy("talent", "grant"),
            at=(State.PUBLICITY,),
            to=State.GRANTED,
            right=KEEP,
            obstacle=_over,
            notify=notifications.of_step,
            logged=gettext_lazy("grant an application for a talent programme"),
        ),
        Action(
            "refuse",
            pgettext_lazy("talent", "refuse"),
            at=(State.SUBMITTED, State.PUBLICITY),
            to=State.REFUSED,
            right=KEEP,
            obstacle=_not_judged,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("refuse an application for a talent programme"),
        ),
        Action(
            "pay",
            pgettext_lazy("talent", "pay"),
            at=(State.GRANTED,),
            right=KEEP,
            obstacle=_owes,
            logged=gettext_lazy("pay an instalment of a talent's grant"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Talents' applications to review: %(count)d"),
            actions=("announce", "send_back"),
            rows=_waiting(State.SUBMITTED),
            url=lambda: f"{reverse('talents:applications')}?state={State.SUBMITTED}",
        ),
    ),
)
