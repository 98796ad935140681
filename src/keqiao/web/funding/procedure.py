"""The procedure of a pool of money: planned, then decided by another person, or withdrawn.

::

    planning ─edit_pool, propose→ planning ─decide→ decided        planning ─withdraw_pool→ withdrawn
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.funding import notifications
from keqiao.web.funding.models import Pool, Proposal
from keqiao.web.funding.rights import APPROVE, PLAN
from keqiao.web.grading.models import Grading
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State = Pool.State


class PoolActing(Acting):
    """An action that is under way on a locked pool."""

    row: Pool

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        return {"before": self.before, "after": self.after} | ({"reason": self.reason} if self.reason else {})


def _status(pool: Pool) -> str:
    return _("The pool is %(state)s; it takes no change any more.") % {"state": pool.get_state_display()}


def _to_decide(user: Actor) -> Any:
    """Pools on final grades whose proposals somebody else made."""
    if not user.has_right(APPROVE):
        return Pool.objects.none()
    others = Proposal.objects.filter(state=Proposal.State.COMPUTED).exclude(made_by=user)
    waiting = Pool.objects.visible_to(user).filter(state=State.PLANNING, grading__state=Grading.State.FINAL)
    return waiting.filter(pk__in=others.values("pool")).order_by("pk")


POOLS = Procedure(
    "pools",
    model=Pool,
    states=State,
    status=_status,
    work=PoolActing,
    log="funding.",
    actions=(
        Action(
            "create_pool",
            pgettext_lazy("step of pool", "made"),
            to=State.PLANNING,
            right=PLAN,
            stamp="created",
            logged=gettext_lazy("make pool of money"),
        ),
        Action(
            "edit_pool",
            pgettext_lazy("step of pool", "changed"),
            at=(State.PLANNING,),
            right=PLAN,
            logged=gettext_lazy("change pool of money"),
        ),
        Action(
            "propose",
            pgettext_lazy("step of pool", "proposal computed"),
            at=(State.PLANNING,),
            right=PLAN,
            counts=False,
            logged=gettext_lazy("compute proposal for pool"),
        ),
        Action(
            "decide",
            pgettext_lazy("step of pool", "decided"),
            at=(State.PLANNING,),
            to=State.DECIDED,
            right=APPROVE,
            stamp="decided",
            notify=notifications.of_decision,
            logged=gettext_lazy("decide pool of money"),
        ),
        Action(
            "withdraw_pool",
            pgettext_lazy("step of pool", "withdrawn"),
            at=(State.PLANNING,),
            to=State.WITHDRAWN,
            right=PLAN,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Say why the pool is withdrawn."),
            logged=gettext_lazy("withdraw pool of money"),
        ),
    ),
    awaited=(Awaited(gettext_lazy("Pool to decide: %(row)s"), actions=("decide",), rows=_to_decide),),
)
