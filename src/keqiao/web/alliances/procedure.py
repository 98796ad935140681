"""The procedures of gatherings and of what they decide.

::

    plan → planned ─hold→ held;  planned ─cancel→ cancelled
    of a decision: resolve → open ─complete→ done;  open ─drop→ dropped
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.alliances.models import (
    AllianceGathering,
    AllianceResolution,
    GatheringState,
    ResolutionState,
)
from keqiao.web.alliances.rights import KEEP
from keqiao.web.alliances.selectors import is_of_unit, keeps
from keqiao.web.audit.clock import today
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

STATUS: dict[str, str | Promise] = {
    GatheringState.PLANNED: gettext_lazy("Planned; afterwards the secretary writes the minutes."),
    GatheringState.HELD: gettext_lazy("Held; the minutes are kept."),
    GatheringState.CANCELLED: gettext_lazy("Cancelled."),
    ResolutionState.OPEN: gettext_lazy("To be done."),
    ResolutionState.DONE: gettext_lazy("Done."),
    ResolutionState.DROPPED: gettext_lazy("Dropped."),
}


def permit(user: Actor, right: str, row: Any) -> Decision:
    """Whether the user holds the right; which alliance is theirs the obstacles say."""
    return decide(user, right)


def _keeping(user: Actor, row: AllianceGathering) -> str:
    return "" if keeps(user, row.alliance) else _("The secretary of the alliance or the bureau does it.")


def _has_come(user: Actor, row: AllianceGathering) -> str:
    if row.on > today():
        return _("It is on %(day)s.") % {"day": row.on.isoformat()}
    return _keeping(user, row)


def _of_held(user: Actor, row: AllianceResolution) -> str:
    if row.gathering.state != GatheringState.HELD:
        return str(STATUS[row.gathering.state])
    return _keeping(user, row.gathering)


def _doing(user: Actor, row: AllianceResolution) -> str:
    if is_of_unit(user, row.owner):
        return ""
    return _keeping(user, row.gathering)


def _keeping_of(user: Actor, row: AllianceResolution) -> str:
    return _keeping(user, row.gathering)


class GatheringActing(Acting):
    """An action under way on a locked gathering."""

    row: AllianceGathering

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: no words of the minutes."""
        entry = {"alliance": self.row.alliance.name, "on": self.row.on, "state": self.row.state}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


def _without_minutes(user: Actor) -> QuerySet[AllianceGathering]:
    """Gatherings whose day is over and whose minutes are missing, of the alliances that the user keeps."""
    rows: QuerySet[AllianceGathering] = AllianceGathering.objects.visible_to(user).filter(
        state=GatheringState.PLANNED, on__lt=today()
    )
    if user.scope_for(KEEP) == "all":
        return rows
    if not user.has_right(KEEP) or not user.unit_id:
        return rows.none()
    firm = Q(alliance__secretary__firm__unit=user.unit_id)
    return rows.filter(firm | Q(alliance__secretary__platform__unit=user.unit_id))


GATHERINGS: Procedure[GatheringActing] = Procedure(
    "gatherings",
    model=AllianceGathering,
    states=GatheringState,
    status=lambda row: str(STATUS[row.state]),
    work=GatheringActing,
    log="alliances.",
    permit=permit,
    related=("alliance", "alliance__secretary"),
    actions=(
        Action(
            "plan",
            pgettext_lazy("gathering", "plan"),
            to=GatheringState.PLANNED,
            right=KEEP,
            obstacle=_keeping,
            logged=gettext_lazy("plan a gathering of an alliance"),
        ),
        Action(
            "hold",
            pgettext_lazy("gathering", "keep the minutes"),
            at=(GatheringState.PLANNED,),
            to=GatheringState.HELD,
            right=KEEP,
            obstacle=_has_come,
            logged=gettext_lazy("keep the minutes of a gathering"),
        ),
        Action(
            "cancel",
            pgettext_lazy("gathering", "cancel"),
            at=(GatheringState.PLANNED,),
            to=GatheringState.CANCELLED,
            right=KEEP,
            obstacle=_keeping,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("cancel a gathering of an alliance"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Gatherings whose minutes are missing: %(count)d"),
            actions=("hold",),
            rows=_without_minutes,
            url=lambda: reverse("alliances:list"),
        ),
    ),
)

RESOLUTIONS: Procedure[Acting] = Procedure(
    "resolutions",
    model=AllianceResolution,
    states=ResolutionState,
    status=lambda row: str(STATUS[row.state]),
    work=Acting,
    log="alliances.",
    permit=permit,
    related=("gathering__alliance__secretary", "owner"),
    actions=(
        Action(
            "resolve",
            pgettext_lazy("resolution", "record a decision"),
            to=ResolutionState.OPEN,
            right=KEEP,
            obstacle=_of_held,
            logged=gettext_lazy("record a decision of an alliance"),
        ),
        Action(
            "complete",
            pgettext_lazy("resolution", "report as done"),
            at=(ResolutionState.OPEN,),
            to=ResolutionState.DONE,
            right=KEEP,
            obstacle=_doing,
            stamp="ended",
            logged=gettext_lazy("report a decision of an alliance as done"),
        ),
        Action(
            "drop",
            pgettext_lazy("resolution", "drop"),
            at=(ResolutionState.OPEN,),
            to=ResolutionState.DROPPED,
            right=KEEP,
            obstacle=_keeping_of,
            reason=Reason.REQUIRED,
            stamp="ended",
            logged=gettext_lazy("drop a decision of an alliance"),
        ),
    ),
)
