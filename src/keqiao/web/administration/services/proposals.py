"""Roles proposed by the system administrator and decided by the security administrator."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import RoleProposal, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import check_roles
from keqiao.web.accounts.witness import record
from keqiao.web.administration.services.roles import replace_roles, roles_named


@transaction.atomic
def propose(actor: Actor, user: User, roles: Iterable[str], reason: str = "") -> RoleProposal:
    """Propose the roles (codes) that ``user`` should have; an open proposal is replaced. Needs accounts.users.

    Raises ValidationError for an unknown role or roles that cannot be in one hand.
    """
    require(actor, "accounts.users")
    wanted = roles_named(roles)
    if not wanted:
        raise ValidationError({"roles": _("Choose at least one role.")})
    check_roles(user, wanted)
    open_ones = RoleProposal.objects.filter(user=user, state=RoleProposal.State.OPEN)
    open_ones.update(state=RoleProposal.State.REPLACED, decided_at=timezone.now())
    codes = [role.code for role in wanted]
    proposal = RoleProposal.objects.create(user=user, roles=codes, reason=reason[:300], proposed_by=actor)
    record(actor, "accounts.propose_roles", target=user, detail={"roles": codes, "reason": reason})
    return proposal


@transaction.atomic
def give(actor: Actor, proposal: RoleProposal) -> None:
    """Give the proposed roles, in the place of those the user has. Needs accounts.roles; never who proposed them.

    Raises ValidationError when it is decided already or the roles cannot be in one hand (any more).
    """
    require(actor, "accounts.roles")
    proposal = _open(actor, proposal)
    replace_roles(actor, proposal.user, proposal.roles)
    _close(actor, proposal, RoleProposal.State.GIVEN)


@transaction.atomic
def refuse(actor: Actor, proposal: RoleProposal, reason: str) -> None:
    """Refuse a proposal with a reason. Needs accounts.roles. Raises ValidationError."""
    require(actor, "accounts.roles")
    proposal = _open(actor, proposal)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    _close(actor, proposal, RoleProposal.State.REFUSED)
    detail = {"roles": proposal.roles, "reason": reason}
    record(actor, "accounts.refuse_roles", target=proposal.user, detail=detail)


def _open(actor: Actor, proposal: RoleProposal) -> RoleProposal:
    """The proposal, locked; refused unless it is open and somebody else's."""
    proposal = RoleProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != RoleProposal.State.OPEN:
        raise ValidationError(_("This proposal is decided already."))
    if proposal.proposed_by_id == actor.pk:
        raise ValidationError(_("Who proposes does not decide: ask another administrator."))
    return proposal


def _close(actor: Actor, proposal: RoleProposal, state: str) -> None:
    """Write down the decision."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
