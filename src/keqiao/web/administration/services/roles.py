"""Roles: define them, give them to users. The security administrator's work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts import tokens
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.rights import RIGHTS
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import (
    check_not_last,
    check_role,
    check_role_not_last,
    check_roles,
    rights_of,
)
from keqiao.web.accounts.witness import record
from keqiao.web.site.punctuation import listed

RIGHT = "accounts.roles"
RESERVED = "new"
"""Not a code: it is the address of the form for a new role."""
KEPT = ("name", "name_en", "rights", "scope", "mfa_required")


def roles_named(codes: Iterable[str]) -> list[Role]:
    """The roles of these codes in the order of their codes. Raises ValidationError for one that does not exist."""
    wanted = sorted(set(codes))
    roles = {role.code: role for role in Role.objects.filter(code__in=wanted)}
    unknown = [code for code in wanted if code not in roles]
    if unknown:
        raise ValidationError({"roles": _("There is no role %(codes)s.") % {"codes": listed(unknown)[:200]}})
    return [roles[code] for code in wanted]


@transaction.atomic
def reduce_roles(actor: Actor, user: User, roles: Iterable[str]) -> None:
    """Take roles of ``user`` away: ``roles`` (codes) are those that stay. Needs accounts.roles.

    A role that the user does not hold is given by a proposal of another person (``proposals.give``), never so.
    Raises PermissionDenied, ValidationError as :func:`replace_roles` does.
    """
    after = set(roles)
    new = roles_named(after - set(user.roles.values_list("code", flat=True)))
    if new:
        require(actor, RIGHT)
        raise ValidationError(
            {
                "roles": _(
                    "%(roles)s: a new role is proposed by the system administrator, then given here by you. "
                    "One person alone gives none."
                )
                % {"roles": _(", ").join(map(str, new))}
            }
        )
    replace_roles(actor, user, after)


@transaction.atomic
def replace_roles(actor: Actor, user: User, roles: Iterable[str]) -> None:
    """Replace the roles (codes) of ``user``. Needs accounts.roles; nobody changes the own roles.

    Refused with the reason: an unknown role, rights that are not in one hand (separation.py, conflicts.yaml), taking
    the role of the last administrator of a kind. Raises PermissionDenied, ValidationError.
    """
    require(actor, RIGHT)
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may change the own roles."))
    _lock()
    after = roles_named(roles)
    check_roles(user, after)
    if user.is_active:
        check_not_last(user, rights_of(after))
    before = sorted(user.roles.values_list("code", flat=True))
    codes = [role.code for role in after]
    if codes == before:
        return
    user.roles.set(after)
    detail: dict[str, Any] = {"before": before, "after": codes}
    if revoked := tokens.revoke_beyond(user):
        detail["tokens_revoked"] = revoked
    record(actor, "accounts.set_roles", target=user, detail=detail)


@transaction.atomic
def define_role(actor: Actor, role: Role) -> Role:
    """Save a new role. Needs accounts.roles. Raises ValidationError with the reason by field."""
    require(actor, RIGHT)
    role.rights = _ordered(role.rights)
    if role.code == RESERVED:
        raise ValidationError({"code": _("This code is taken.")})
    role.full_clean()
    check_role(role)
    role.save()
    record(actor, "accounts.define_role", target=role, detail={"code": role.code} | state_of(role))
    return role


@transaction.atomic
def change_role(actor: Actor, role: Role) -> None:
    """Save ``role`` as it now is. Needs accounts.roles.

    Refused: what :func:`replace_roles` refuses, for any user that holds the role; and, of a role that the actor holds,
    other rights, another scope, or no longer asking for the second factor. Raises PermissionDenied, ValidationError.
    """
    require(actor, RIGHT)
    _lock()
    before = Role.objects.get(pk=role.pk)
    role.rights, role.code = _ordered(role.rights), before.code
    loosened = before.mfa_required and not role.mfa_required
    own = role.users.filter(pk=actor.pk).exists()
    if own and (loosened or role.scope != before.scope or set(role.rights) != set(before.rights)):
        raise PermissionDenied(
            _(
                "Nobody may change the own roles: you hold this role, so another security administrator must change it."
            )
        )
    role.full_clean()
    check_role(role)
    check_role_not_last(role)
    role.save()
    old, new = state_of(before), state_of(role)
    detail = {key: {"before": old[key], "after": new[key]} for key in KEPT if old[key] != new[key]}
    if detail:
        record(actor, "accounts.change_role", target=role, detail=detail)


def state_of(role: Role) -> dict[str, Any]:
    """What of a role is written to the log before and after a change."""
    return {key: getattr(role, key) for key in KEPT}


def _ordered(rights: Any) -> Any:
    """Each right once, in the order of the list of rights; what is unknown stays for the model to refuse."""
    if not isinstance(rights, list):
        return rights
    order = {right: number for number, right in enumerate(RIGHTS)}
    return sorted(dict.fromkeys(rights), key=lambda right: order.get(right, len(order)))


def _lock() -> None:
    """Let changes of roles wait for one another: two that are harmless alone may be wrong together."""
    list(Role.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
