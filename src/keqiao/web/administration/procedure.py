"""Roles and resets of passwords as procedures: one administrator asks, another decides."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import PasswordReset, RoleProposal, User
from keqiao.web.administration import notifications
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting

MOST_REASON = 300
GIVE_ROLES, REFUSE_ROLES = "give_roles", "refuse_roles"
GRANT_RESET, REFUSE_RESET = "grant_reset", "refuse_reset"


class AccountActing(Acting):
    """An action about an account: the audit log's entry is about the user."""

    @property
    def target(self) -> User:
        """Whose account it is."""
        user: User = self.row.user
        return user


def _other_proposer(user: Actor, proposal: RoleProposal) -> str:
    if proposal.proposed_by_id == user.pk:
        return _("Who proposes does not decide: ask another administrator.")
    return ""


def _third_person(user: Actor, reset: PasswordReset) -> str:
    if user.pk in {reset.asked_by_id, reset.user_id}:
        return _("A reset needs two persons: who asked for it, or whose password it is, does not decide.")
    return "" if reset.user.is_active else _("This account is switched off.")


def _proposal_status(proposal: RoleProposal) -> str:
    if proposal.state == RoleProposal.State.OPEN:
        return _("This proposal waits for a decision.")
    return _("This proposal is decided already.")


def _reset_status(reset: PasswordReset) -> str:
    if reset.state == PasswordReset.State.ASKED:
        return _("This reset waits for a decision.")
    return _("This reset is decided already.")


def _proposed(work: Any) -> None:
    notifications.of_roles(work.row, work.to, work.reason)


def _reset(work: Any) -> None:
    notifications.of_reset(work.row, work.to)


ROLE_PROPOSALS: Procedure[AccountActing] = Procedure(
    "role_proposals",
    model=RoleProposal,
    states=RoleProposal.State,
    status=_proposal_status,
    work=AccountActing,
    log="accounts.",
    related=("user", "proposed_by"),
    actions=(
        Action(
            "propose_roles",
            gettext_lazy("propose roles"),
            to=RoleProposal.State.OPEN,
            right="accounts.users",
            reason=Reason.OPTIONAL,
            most=MOST_REASON,
            stamp="proposed",
        ),
        Action(
            GIVE_ROLES,
            gettext_lazy("give proposed roles"),
            at=(RoleProposal.State.OPEN,),
            to=RoleProposal.State.GIVEN,
            right="accounts.roles",
            obstacle=_other_proposer,
            stamp="decided",
            notify=_proposed,
        ),
        Action(
            REFUSE_ROLES,
            gettext_lazy("refuse proposed roles"),
            at=(RoleProposal.State.OPEN,),
            to=RoleProposal.State.REFUSED,
            right="accounts.roles",
            obstacle=_other_proposer,
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Please give a reason."),
            most=MOST_REASON,
            stamp="decided",
            notify=_proposed,
        ),
        Action(
            "replace_roles",
            gettext_lazy("replace proposed roles"),
            at=(RoleProposal.State.OPEN,),
            to=RoleProposal.State.REPLACED,
            right="accounts.users",
            stamp="decided",
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Proposed roles to decide: %(count)d"),
            actions=(GIVE_ROLES, REFUSE_ROLES),
            url=lambda: reverse("administration:proposals"),
        ),
    ),
)

PASSWORD_RESETS: Procedure[AccountActing] = Procedure(
    "password_resets",
    model=PasswordReset,
    states=PasswordReset.State,
    status=_reset_status,
    work=AccountActing,
    log="accounts.",
    related=("user", "asked_by"),
    actions=(
        Action(
            "ask_reset",
            gettext_lazy("ask for reset of password"),
            to=PasswordReset.State.ASKED,
            right="accounts.users",
            reason=Reason.REQUIRED,
            missing=gettext_lazy("Please give a reason."),
            most=MOST_REASON,
            stamp="asked",
        ),
        Action(
            GRANT_RESET,
            gettext_lazy("grant reset of password"),
            at=(PasswordReset.State.ASKED,),
            to=PasswordReset.State.DONE,
            right="accounts.roles",
            obstacle=_third_person,
            stamp="decided",
            notify=_reset,
        ),
        Action(
            REFUSE_RESET,
            gettext_lazy("refuse reset of password"),
            at=(PasswordReset.State.ASKED,),
            to=PasswordReset.State.REFUSED,
            right="accounts.roles",
            obstacle=_third_person,
            stamp="decided",
            notify=_reset,
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Password resets to decide: %(count)d"),
            actions=(GRANT_RESET, REFUSE_RESET),
            url=lambda: reverse("administration:resets"),
        ),
    ),
)
