"""Roles proposed by the system administrator and decided by the security administrator."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import RoleProposal, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import check_roles
from keqiao.web.administration.procedure import GIVE_ROLES, MOST_REASON, REFUSE_ROLES, ROLE_PROPOSALS
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
    for older in RoleProposal.objects.filter(user=user, state=RoleProposal.State.OPEN):
        with ROLE_PROPOSALS.acting(actor, older.pk, "replace_roles"):
            pass
    codes, reason = [role.code for role in wanted], reason[:MOST_REASON]
    proposal = RoleProposal(user=user, roles=codes, reason=reason)
    with ROLE_PROPOSALS.making(actor, proposal, "propose_roles", reason=reason) as work:
        work.detail = {"roles": codes}
    return proposal


def give(actor: Actor, pk: int) -> RoleProposal:
    """Give the proposed roles, in the place of those the user has. Needs accounts.roles; never who proposed them.

    Raises PermissionDenied when it is decided already, ValidationError when the roles cannot be in one hand (any more).
    """
    with ROLE_PROPOSALS.acting(actor, pk, GIVE_ROLES) as work:
        proposal: RoleProposal = work.row
        replace_roles(actor, proposal.user, proposal.roles)
        work.detail = {"roles": proposal.roles}
    return proposal


def refuse(actor: Actor, pk: int, reason: str) -> None:
    """Refuse a proposal with a reason. Needs accounts.roles. Raises PermissionDenied, ValidationError."""
    with ROLE_PROPOSALS.acting(actor, pk, REFUSE_ROLES, reason=reason) as work:
        work.detail = {"roles": work.row.roles}
