"""The procedures of a call and of an application: which step is possible when, who may take it, and why not.

::

    draft → DRAFT ─edit→ ─publish→ OPEN ─close→ CLOSED
    notify → notified ─declare→ interested ─hand_in→ material ─recommend→ recommended ─submit→ submitted
        ─approve→ approved ─receive→ paid;  submitted ─reject→ rejected;  notified, interested ─decline→ declined
        apply makes an interested one, grant (免申即享) a recommended one; after the result the applicant rates
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.calls import notifications
from keqiao.web.calls.models import ApplicationState, CallApplication, CallState, UpwardCall
from keqiao.web.calls.rights import APPLY, KEEP
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.programmes.models import ProgrammeResult, ResultState
from keqiao.web.programmes.selectors import own_subject

State = ApplicationState
OVER = (State.APPROVED, State.PAID, State.REJECTED)
COUNTED = (State.RECOMMENDED, State.SUBMITTED, State.APPROVED, State.PAID)
"""States in which an application takes one of the places."""


class CallActing(Acting):
    """An action under way on a locked call."""

    row: UpwardCall

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: number and state, no text."""
        entry = {"call": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


class ApplicationActing(Acting):
    """An action under way on a locked application."""

    row: CallApplication

    def move(self, to: str) -> None:
        """Bring the application into a state, and keep since when it is there."""
        if self.is_new or self.row.state != to:
            self.row.moved_at = self.at
        super().move(to)

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        entry = {"application": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


def _permit(user: Actor, right: str, row: Any) -> Decision:
    """Whether the user holds a right at all; whether it reaches the row say visibility and obstacles."""
    return decide(user, right)


def _undated(user: Actor, call: UpwardCall) -> str:
    if call.pk and call.deadlines.filter(for_applicant=True).exists():
        return ""
    return _("Say first by when applicants have to hand in: one deadline is the last one for them.")


CALLS: Procedure[CallActing] = Procedure(
    "calls",
    model=UpwardCall,
    states=CallState,
    status=lambda call: str(call.get_state_display()),
    work=CallActing,
    log="calls.",
    permit=_permit,
    related=("programme",),
    actions=(
        Action(
            "draft",
            pgettext_lazy("call", "draft"),
            to=CallState.DRAFT,
            right=KEEP,
            logged=gettext_lazy("draft a call"),
        ),
        Action(
            "edit",
            pgettext_lazy("call", "correct"),
            at=(CallState.DRAFT, CallState.OPEN),
            right=KEEP,
            logged=gettext_lazy("correct a call"),
        ),
        Action(
            "publish",
            pgettext_lazy("call", "publish"),
            at=(CallState.DRAFT,),
            to=CallState.OPEN,
            right=KEEP,
            obstacle=_undated,
            stamp="published",
            logged=gettext_lazy("publish a call"),
        ),
        Action(
            "close",
            pgettext_lazy("call", "close"),
            at=(CallState.OPEN,),
            to=CallState.CLOSED,
            right=KEEP,
            reason=Reason.OPTIONAL,
            logged=gettext_lazy("close a call"),
        ),
    ),
)


def _own(user: Actor, application: CallApplication) -> str:
    """The applicant itself, by its users."""
    own = own_subject(user)
    if own is not None and own.pk == application.organisation_id:
        return ""
    return _("The applicant does this itself.")


def _open(user: Actor, application: CallApplication) -> str:
    if application.call.state != CallState.OPEN:
        return _("The call is not open.")
    return _own(user, application)


def _places(user: Actor, application: CallApplication) -> str:
    quota = application.call.quota
    if quota is None:
        return ""
    taken = CallApplication.objects.filter(call=application.call_id, state__in=COUNTED)
    if taken.exclude(pk=application.pk).count() < quota:
        return ""
    return _("All %(count)d places of the call are taken.") % {"count": quota}


def _due_unasked(user: Actor, application: CallApplication) -> str:
    call = application.call
    if not call.unasked or call.state != CallState.OPEN:
        return _("The call is not one that is granted without application.")
    results = ProgrammeResult.objects.filter(
        version=call.programme_id, organisation=application.organisation_id
    )
    if call.programme_id is None or not results.filter(state=ResultState.MET).exists():
        return _("The facts that are known do not show that the programme fits.")
    return _places(user, application)


def _waiting(*states: str) -> Any:
    def rows(user: Actor) -> QuerySet[CallApplication]:
        if not user.has_right(KEEP):
            return CallApplication.objects.none()
        mine: QuerySet[CallApplication] = CallApplication.objects.visible_to(user).filter(state__in=states)
        return mine

    return rows


APPLICATIONS: Procedure[ApplicationActing] = Procedure(
    "call_applications",
    model=CallApplication,
    states=State,
    status=lambda application: str(application.get_state_display()),
    work=ApplicationActing,
    log="calls.application_",
    permit=_permit,
    related=("call", "call__programme", "organisation"),
    actions=(
        Action(
            "notify",
            pgettext_lazy("application", "tell"),
            to=State.NOTIFIED,
            right=KEEP,
            notify=notifications.of_fit,
            logged=gettext_lazy("tell whom a call fits"),
        ),
        Action(
            "apply",
            pgettext_lazy("application", "apply"),
            to=State.INTERESTED,
            right=APPLY,
            obstacle=_open,
            notify=notifications.of_step,
            logged=gettext_lazy("apply for a call"),
        ),
        Action(
            "grant",
            pgettext_lazy("application", "confirm without application"),
            to=State.RECOMMENDED,
            right=KEEP,
            obstacle=_due_unasked,
            notify=notifications.of_step,
            logged=gettext_lazy("confirm what is granted without application"),
        ),
        Action(
            "declare",
            pgettext_lazy("application", "want to apply"),
            at=(State.NOTIFIED, State.DECLINED),
            to=State.INTERESTED,
            right=APPLY,
            obstacle=_open,
            notify=notifications.of_step,
            logged=gettext_lazy("declare the will to apply"),
        ),
        Action(
            "decline",
            pgettext_lazy("application", "not apply"),
            at=(State.NOTIFIED, State.INTERESTED),
            to=State.DECLINED,
            right=APPLY,
            obstacle=_own,
            reason=Reason.OPTIONAL,
            logged=gettext_lazy("decline to apply"),
        ),
        Action(
            "hand_in",
            pgettext_lazy("application", "hand in"),
            at=(State.INTERESTED,),
            to=State.MATERIAL,
            right=APPLY,
            obstacle=_open,
            notify=notifications.of_step,
            logged=gettext_lazy("hand in documents of an application"),
        ),
        Action(
            "send_back",
            pgettext_lazy("application", "give back"),
            at=(State.MATERIAL,),
            to=State.INTERESTED,
            right=KEEP,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("give an application back"),
        ),
        Action(
            "recommend",
            pgettext_lazy("application", "recommend"),
            at=(State.MATERIAL,),
            to=State.RECOMMENDED,
            right=KEEP,
            obstacle=_places,
            notify=notifications.of_step,
            logged=gettext_lazy("recommend an application"),
        ),
        Action(
            "submit",
            pgettext_lazy("application", "submit upward"),
            at=(State.RECOMMENDED,),
            to=State.SUBMITTED,
            right=KEEP,
            notify=notifications.of_step,
            logged=gettext_lazy("submit an application upward"),
        ),
        Action(
            "approve",
            pgettext_lazy("application", "enter the approval"),
            at=(State.SUBMITTED,),
            to=State.APPROVED,
            right=KEEP,
            notify=notifications.of_step,
            logged=gettext_lazy("enter the approval of an application"),
        ),
        Action(
            "reject",
            pgettext_lazy("application", "enter the refusal"),
            at=(State.MATERIAL, State.RECOMMENDED, State.SUBMITTED),
            to=State.REJECTED,
            right=KEEP,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("enter the refusal of an application"),
        ),
        Action(
            "receive",
            pgettext_lazy("application", "enter money received"),
            at=(State.APPROVED, State.PAID),
            to=State.PAID,
            right=KEEP,
            notify=notifications.of_step,
            logged=gettext_lazy("enter money received of an application"),
        ),
        Action(
            "rate",
            pgettext_lazy("application", "rate the service"),
            at=OVER,
            right=APPLY,
            obstacle=_own,
            logged=gettext_lazy("rate the service of an application"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Applications to review: %(count)d"),
            actions=("recommend", "send_back"),
            rows=_waiting(State.MATERIAL),
            url=lambda: f"{reverse('calls:applications')}?state={State.MATERIAL}",
        ),
        Awaited(
            gettext_lazy("Applications to submit upward: %(count)d"),
            actions=("submit",),
            rows=_waiting(State.RECOMMENDED),
            url=lambda: f"{reverse('calls:applications')}?state={State.RECOMMENDED}",
        ),
        Awaited(
            gettext_lazy("Calls that may fit you: %(count)d"),
            actions=("declare", "decline"),
            rows=lambda user: (
                CallApplication.objects.visible_to(user).filter(state=State.NOTIFIED)
                if user.has_right(APPLY)
                else CallApplication.objects.none()
            ),
            url=lambda: f"{reverse('calls:applications')}?state={State.NOTIFIED}",
        ),
    ),
)
