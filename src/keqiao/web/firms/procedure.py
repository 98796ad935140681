"""The procedure of a firm that signs up: a person asks without an account, the bureau confirms or refuses."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.firms import notifications
from keqiao.web.firms.models import FirmSignUp, SignUpState
from keqiao.web.firms.rights import CONFIRM
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

State = SignUpState
STATUS: dict[str, str | Promise] = {
    State.ASKED: gettext_lazy("The bureau compares code, name and person, then confirms or refuses."),
    State.CONFIRMED: gettext_lazy("Confirmed: sign in with the unified social credit code as user name."),
    State.REFUSED: gettext_lazy("Refused. Sign up again once what is named is put right."),
}
"""Where a sign-up stands, for the firm and for the bureau."""


class SignUpActing(Acting):
    """An action under way on a locked sign-up."""

    row: FirmSignUp

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: number, code and state; nothing about the person."""
        entry = {"sign_up": self.row.code, "usci": self.row.usci, "state": self.row.state}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail


SIGN_UPS: Procedure[SignUpActing] = Procedure(
    "sign_ups",
    model=FirmSignUp,
    states=State,
    status=lambda row: str(STATUS[row.state]),
    work=SignUpActing,
    log="firms.",
    related=("firm", "user", "decided_by"),
    actions=(
        Action(
            "sign_up",
            pgettext_lazy("firm", "sign up"),
            to=State.ASKED,
            right=CONFIRM,  # nobody signed in takes this step: a firm without an account does, by services.sign_up
            notify=notifications.of_asking,
            logged=gettext_lazy("sign up as a firm"),
        ),
        Action(
            "confirm",
            pgettext_lazy("firm", "confirm"),
            at=(State.ASKED,),
            to=State.CONFIRMED,
            right=CONFIRM,
            stamp="decided",
            notify=notifications.of_confirmation,
            logged=gettext_lazy("confirm a firm that signs up"),
        ),
        Action(
            "refuse",
            pgettext_lazy("firm", "refuse"),
            at=(State.ASKED,),
            to=State.REFUSED,
            right=CONFIRM,
            reason=Reason.REQUIRED,
            stamp="decided",
            logged=gettext_lazy("refuse a firm that signs up"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Firms that wait for your confirmation: %(count)d"),
            actions=("confirm", "refuse"),
            url=lambda: f"{reverse('firms:sign_ups')}?state={State.ASKED}",
        ),
    ),
)
