"""The procedure of a distribution: prepared, made public in the unit, decided by somebody else, paid by its plan.

::

    prepare → draft ─change→ ─publish→ published ─object, settle→ ─decide→ decided ─pay→ … ─pay→ paid
    published ─revise→ draft;  draft, published ─drop→ dropped
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.audit.clock import today
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.transfer import notifications
from keqiao.web.transfer.models import DistributionState, IncomeDistribution, Objections
from keqiao.web.transfer.rights import DECIDE, PREPARE

State = DistributionState

_STATUS: dict[str, str | Promise] = {
    State.DRAFT: gettext_lazy("A draft; it is made public in the unit before it is decided."),
    State.PUBLISHED: gettext_lazy("Public in the unit; somebody else decides it when the period is over."),
    State.DECIDED: gettext_lazy("Decided; it is paid by its plan."),
    State.PAID: gettext_lazy("Everything of the plan is paid."),
    State.DROPPED: gettext_lazy("Dropped."),
}


def permit(user: Actor, right: str, row: object) -> Decision:
    """Whether the user holds a right at all; whether it reaches the platform say the obstacles."""
    return decide(user, right)


def _own(user: Actor, row: IncomeDistribution) -> str:
    if user.unit_id is not None and user.unit_id == row.unit_id:
        return ""
    return _("People of the platform do this.")


def _may_object(user: Actor, row: IncomeDistribution) -> str:
    if row.objection == Objections.OPEN:
        return _("An objection is open already; settle it first.")
    return _own(user, row)


def _may_settle(user: Actor, row: IncomeDistribution) -> str:
    if row.objection != Objections.OPEN:
        return _("No objection is open.")
    last = row.steps.filter(action="object").order_by("-pk").first()
    if last is not None and last.by_id == user.pk:
        return _("Whoever recorded the objection does not settle it.")
    return _own(user, row)


def _may_decide(user: Actor, row: IncomeDistribution) -> str:
    if row.prepared_by_id == user.pk:
        return _("Whoever prepared it does not decide it.")
    if row.objection == Objections.OPEN:
        return _("An objection is open; settle it first.")
    if row.public_until is not None and today() <= row.public_until:
        return _("It is public until %(day)s; it is decided afterwards.") % {
            "day": row.public_until.isoformat()
        }
    return _own(user, row)


class DistributionActing(Acting):
    """An action on a locked distribution; names and amounts of persons stay out of the audit log."""

    row: IncomeDistribution

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        entry = {"distribution": self.row.code, "state": self.row.state, "reward": str(self.row.reward)}
        return entry | self.detail | ({"reason": self.reason} if self.reason else {})


DISTRIBUTIONS: Procedure[DistributionActing] = Procedure(
    "distributions",
    model=IncomeDistribution,
    states=State,
    status=lambda row: str(_STATUS[row.state]),
    work=DistributionActing,
    log="transfer.income_",
    related=("platform__organisation", "platform__unit", "prepared_by", "decided_by"),
    permit=permit,
    actions=(
        Action(
            "prepare",
            pgettext_lazy("distribution", "prepare"),
            to=State.DRAFT,
            right=PREPARE,
            obstacle=_own,
            logged=gettext_lazy("prepare a distribution of income"),
        ),
        Action(
            "change",
            pgettext_lazy("distribution", "change"),
            at=(State.DRAFT,),
            right=PREPARE,
            obstacle=_own,
            logged=gettext_lazy("change a distribution of income"),
        ),
        Action(
            "publish",
            pgettext_lazy("distribution", "make public"),
            at=(State.DRAFT,),
            to=State.PUBLISHED,
            right=PREPARE,
            obstacle=_own,
            notify=notifications.of_publicity,
            logged=gettext_lazy("make a distribution of income public"),
        ),
        Action(
            "object",
            pgettext_lazy("distribution", "record an objection"),
            at=(State.PUBLISHED,),
            right=PREPARE,
            obstacle=_may_object,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("record an objection to a distribution"),
        ),
        Action(
            "settle",
            pgettext_lazy("distribution", "settle the objection"),
            at=(State.PUBLISHED,),
            right=PREPARE,
            obstacle=_may_settle,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("settle an objection to a distribution"),
        ),
        Action(
            "revise",
            pgettext_lazy("distribution", "take back into the draft"),
            at=(State.PUBLISHED,),
            to=State.DRAFT,
            right=PREPARE,
            obstacle=_own,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("take a distribution back into the draft"),
        ),
        Action(
            "decide",
            pgettext_lazy("distribution", "decide"),
            at=(State.PUBLISHED,),
            to=State.DECIDED,
            right=DECIDE,
            obstacle=_may_decide,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("decide a distribution of income"),
        ),
        Action(
            "pay",
            pgettext_lazy("distribution", "record a payment"),
            at=(State.DECIDED,),
            right=PREPARE,
            obstacle=_own,
            logged=gettext_lazy("record a payment of rewards"),
        ),
        Action(
            "drop",
            pgettext_lazy("distribution", "drop"),
            at=(State.DRAFT, State.PUBLISHED),
            to=State.DROPPED,
            right=PREPARE,
            obstacle=_own,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("drop a distribution of income"),
        ),
    ),
    awaited=(Awaited(gettext_lazy("Distribution of income to be decided: %(row)s"), actions=("decide",)),),
    by_others=(State.PAID,),
)
