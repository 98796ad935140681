"""The procedure of a case: which action is possible in which state, who may take it, and why not.

::

    draft ─apply→ applied ─check→ checked ─accept→ accepted
      ↑ └──── send_back ┘            └─refuse→ refused
    draft, applied, checked ─withdraw→ withdrawn

Three people: who applies, who finds the facts, who decides.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.tolerance import notifications
from keqiao.web.tolerance.actions import CaseActing
from keqiao.web.tolerance.answers import forbidding
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.rights import APPEAL, DECIDE

State = ToleranceCase.State
MOST_WORDS = 4000
"""Characters of a story, of findings, of reasons."""


def _on_behalf(user: Actor, case: ToleranceCase) -> str:
    """The platform's own people, or the officer who opened the case."""
    if case.applied_by_id == user.pk or decide(user, APPEAL, case):
        return ""
    return _("The case belongs to %(user)s, who opened it.") % {"user": case.applied_by}


def _not_applicant(user: Actor, case: ToleranceCase) -> str:
    if case.applied_by_id == user.pk:
        return _("You opened this case; another person finds the facts and another one decides.")
    return ""


def _not_checker(user: Actor, case: ToleranceCase) -> str:
    if case.checked_by_id == user.pk:
        return _("You found the facts of this case; another person decides.")
    return _not_applicant(user, case)


def _acceptable(user: Actor, case: ToleranceCase) -> str:
    items = forbidding(case)
    if items:
        return _("The negative list forbids to accept this case: %(items)s.") % {
            "items": _(", ").join(str(item.name) for item in items)
        }
    return _not_checker(user, case)


_STATUS: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("The case is being written; it was not applied for yet."),
    State.APPLIED: gettext_lazy("Applied for; the bureau finds the facts next."),
    State.CHECKED: gettext_lazy("The facts were found by %(checker)s; another officer decides next."),
    State.ACCEPTED: gettext_lazy("Accepted by %(decider)s on %(day)s; runs started from then on take it in."),
    State.REFUSED: gettext_lazy("Refused by %(decider)s on %(day)s; it changes nothing in an evaluation."),
    State.WITHDRAWN: gettext_lazy("Withdrawn; it changes nothing in an evaluation."),
}


def _status(case: ToleranceCase) -> str:
    """Say where a case stands and what comes next, in the reader's language."""
    return str(_STATUS[case.state]) % {
        "checker": case.checked_by or "—",
        "decider": case.decided_by or "—",
        "day": timezone.localdate(case.decided_at).isoformat() if case.decided_at else "—",
    }


def _sent_back(user: Actor) -> QuerySet[ToleranceCase]:
    """Drafts that were applied for once: those of the user, or of the user's unit for who speaks for it."""
    cases: QuerySet[ToleranceCase] = ToleranceCase.objects.visible_to(user)
    drafts = cases.filter(state=State.DRAFT, applied_at__isnull=False).select_related("platform")
    own = drafts.filter(applied_by=user)
    if user.has_right(APPEAL) and user.unit_id:
        own |= drafts.filter(platform__unit_id=user.unit_id)
    return own.order_by("pk")


CASES = Procedure(
    "cases",
    model=ToleranceCase,
    states=State,
    status=_status,
    work=CaseActing,
    log="tolerance.",
    related=("platform__unit", "applied_by", "checked_by", "decided_by"),
    actions=(
        Action(
            "open",
            pgettext_lazy("case", "open"),
            to=State.DRAFT,
            right=(APPEAL, DECIDE),
            logged=gettext_lazy("open case of fault tolerance"),
        ),
        Action(
            "edit",
            pgettext_lazy("case", "change"),
            at=(State.DRAFT,),
            right=(APPEAL, DECIDE),
            obstacle=_on_behalf,
            logged=gettext_lazy("change case of fault tolerance"),
        ),
        Action(
            "apply",
            pgettext_lazy("case", "apply"),
            at=(State.DRAFT,),
            to=State.APPLIED,
            right=(APPEAL, DECIDE),
            obstacle=_on_behalf,
            notify=notifications.of_application,
            logged=gettext_lazy("apply for fault tolerance"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("case", "withdraw"),
            at=(State.DRAFT, State.APPLIED, State.CHECKED),
            to=State.WITHDRAWN,
            right=(APPEAL, DECIDE),
            obstacle=_on_behalf,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("withdraw case of fault tolerance"),
        ),
        Action(
            "send_back",
            pgettext_lazy("case", "send back"),
            at=(State.APPLIED,),
            to=State.DRAFT,
            right=DECIDE,
            obstacle=_not_applicant,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Say what is missing."),
            notify=notifications.of_return,
            logged=gettext_lazy("send back case of fault tolerance"),
        ),
        Action(
            "check",
            pgettext_lazy("case", "find the facts"),
            at=(State.APPLIED,),
            to=State.CHECKED,
            right=DECIDE,
            obstacle=_not_applicant,
            stamp="checked",
            logged=gettext_lazy("find facts of case of fault tolerance"),
        ),
        Action(
            "accept",
            pgettext_lazy("case", "accept"),
            at=(State.CHECKED,),
            to=State.ACCEPTED,
            right=DECIDE,
            obstacle=_acceptable,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Give the reasons of the decision."),
            most=MOST_WORDS,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("accept case of fault tolerance"),
        ),
        Action(
            "refuse",
            pgettext_lazy("case", "refuse"),
            at=(State.CHECKED,),
            to=State.REFUSED,
            right=DECIDE,
            obstacle=_not_checker,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Give the reasons of the decision."),
            most=MOST_WORDS,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("refuse case of fault tolerance"),
        ),
        Action(
            "learn",
            pgettext_lazy("case", "note what is learned"),
            at=(State.ACCEPTED, State.REFUSED),
            right=DECIDE,
            logged=gettext_lazy("note what is learned from case"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Case of fault tolerance sent back to be completed: %(row)s"),
            actions=("apply",),
            rows=_sent_back,
        ),
        Awaited(
            gettext_lazy("Case of fault tolerance whose facts are to be found: %(row)s"), actions=("check",)
        ),
        Awaited(gettext_lazy("Case of fault tolerance to decide: %(row)s"), actions=("accept", "refuse")),
    ),
)
