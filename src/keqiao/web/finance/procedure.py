"""The procedure of a request: a firm asks, the institution looks and answers, the firm may take its consent back.

::

    ask → asked ─take_up→ talking ─grant→ granted;  asked, talking ─decline→ declined, ─withdraw→ withdrawn
        revoke: what is shown is shown no longer, whatever the state
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.finance import notifications
from keqiao.web.finance.models import FinanceRequest, RequestState
from keqiao.web.finance.rights import ANSWER, ASK
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.programmes.selectors import own_subject

State = RequestState


class FinanceActing(Acting):
    """An action under way on a locked request."""

    row: FinanceRequest

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: number and state, no figure of the firm."""
        entry = {"request": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


def _permit(user: Actor, right: str, row: Any) -> Decision:
    return decide(user, right)


def _own(user: Actor, row: FinanceRequest) -> str:
    own = own_subject(user)
    return "" if own is not None and own.pk == row.organisation_id else _("The firm does this itself.")


def _asked(user: Actor, row: FinanceRequest) -> str:
    if user.unit_id is not None and row.institution_id == user.unit_id:
        return ""
    return _("The institution that was asked does this itself.")


def _shown(user: Actor, row: FinanceRequest) -> str:
    problem = _own(user, row)
    return problem or ("" if row.is_shown else _("Nothing is shown any more."))


def _waiting(user: Actor) -> QuerySet[FinanceRequest]:
    if not user.has_right(ANSWER):
        return FinanceRequest.objects.none()
    mine: QuerySet[FinanceRequest] = FinanceRequest.objects.visible_to(user)
    return mine.filter(state__in=(State.ASKED, State.TALKING))


REQUESTS: Procedure[FinanceActing] = Procedure(
    "finance_requests",
    model=FinanceRequest,
    states=State,
    status=lambda row: str(row.get_state_display()),
    work=FinanceActing,
    log="finance.",
    permit=_permit,
    related=("organisation", "institution", "product"),
    actions=(
        Action(
            "ask",
            pgettext_lazy("finance", "ask"),
            to=State.ASKED,
            right=ASK,
            obstacle=_own,
            notify=notifications.of_step,
            logged=gettext_lazy("ask an institution for finance"),
        ),
        Action(
            "take_up",
            pgettext_lazy("finance", "take up"),
            at=(State.ASKED,),
            to=State.TALKING,
            right=ANSWER,
            obstacle=_asked,
            notify=notifications.of_step,
            logged=gettext_lazy("take up a request for finance"),
        ),
        Action(
            "grant",
            pgettext_lazy("finance", "enter what was granted"),
            at=(State.ASKED, State.TALKING),
            to=State.GRANTED,
            right=ANSWER,
            obstacle=_asked,
            notify=notifications.of_step,
            logged=gettext_lazy("enter finance that was granted"),
        ),
        Action(
            "decline",
            pgettext_lazy("finance", "decline"),
            at=(State.ASKED, State.TALKING),
            to=State.DECLINED,
            right=ANSWER,
            obstacle=_asked,
            reason=Reason.REQUIRED,
            notify=notifications.of_step,
            logged=gettext_lazy("decline a request for finance"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("finance", "withdraw"),
            at=(State.ASKED, State.TALKING),
            to=State.WITHDRAWN,
            right=ASK,
            obstacle=_own,
            reason=Reason.OPTIONAL,
            notify=notifications.of_step,
            logged=gettext_lazy("withdraw a request for finance"),
        ),
        Action(
            "revoke",
            pgettext_lazy("finance", "take the consent back"),
            at=(State.ASKED, State.TALKING, State.GRANTED, State.DECLINED),
            right=ASK,
            obstacle=_shown,
            logged=gettext_lazy("take the consent to show data back"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Firms that ask for finance: %(count)d"),
            actions=("take_up", "grant", "decline"),
            rows=_waiting,
            url=lambda: reverse("finance:requests"),
        ),
    ),
)
