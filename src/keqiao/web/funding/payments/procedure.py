"""The procedure of a team share: proposed by one person, confirmed by who speaks for the platform, or withdrawn."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.funding import notifications
from keqiao.web.funding.models import Pool, TeamShare
from keqiao.web.funding.rights import USE
from keqiao.web.procedures.action import Action
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

CONFIRMS = "evaluations.appeal"
"""Who speaks for the platform confirms a share; who reports uses may propose one."""
State = TeamShare.State


class ShareActing(Acting):
    """An action that is under way on a locked share; its entry is one of the pool: totals, no amounts of persons."""

    row: TeamShare

    @property
    def target(self) -> Pool:
        """The pool."""
        return self.row.line.proposal.pool

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        share = self.row
        return {
            "platform": share.line.platform.code,
            "share": share.pk,
            "amount": share.amount,
            "persons": share.members.count(),
            "state": share.state,
        }


def _status(share: TeamShare) -> str:
    return _("This share is no longer waiting to be confirmed.")


def _another_person(user: Actor, share: TeamShare) -> str:
    if share.proposed_by_id == user.pk:
        return _("You proposed this share; it is confirmed by another person.")
    return ""


SHARES = Procedure(
    "shares",
    model=TeamShare,
    states=State,
    status=_status,
    work=ShareActing,
    log="funding.",
    related=("line__platform__unit", "line__proposal__pool", "line__proposal__rules", "proposed_by"),
    actions=(
        Action(
            "propose_share",
            pgettext_lazy("team share", "propose"),
            to=State.DRAFT,
            right=USE,
            stamp="proposed",
            logged=gettext_lazy("propose team share"),
        ),
        Action(
            "confirm_share",
            pgettext_lazy("team share", "confirm"),
            at=(State.DRAFT,),
            to=State.CONFIRMED,
            right=CONFIRMS,
            obstacle=_another_person,
            stamp="decided",
            notify=notifications.of_share,
            logged=gettext_lazy("confirm team share"),
        ),
        Action(
            "withdraw_share",
            pgettext_lazy("team share", "withdraw"),
            at=(State.DRAFT,),
            to=State.WITHDRAWN,
            right=USE,
            stamp="decided",
            notify=notifications.of_share,
            logged=gettext_lazy("withdraw team share"),
        ),
    ),
    awaited=(Awaited(gettext_lazy("Team share to confirm: %(row)s"), actions=("confirm_share",)),),
)
