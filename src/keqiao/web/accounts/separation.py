"""Three administrators that are separate (三员分立), and a supervisor that changes nothing.

The groups are data: which rights belong to one, and what may stand beside them. Who keeps the accounts does not
give rights, who gives rights does not keep the accounts, who watches both can do neither; none of the three works
with the bureau's figures. Source: GB/T 22239-2019, least privilege and separation of administrators. What else is
not in one hand is data: ``conflicts.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.conflicts import conflicts
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Role, User
from keqiao.web.accounts.rights import RIGHTS


@dataclass(frozen=True)
class AdministratorRights:
    """An administrator's rights. ``beside_reading``: whether rights to read business data may stand beside them."""

    code: str
    name: str | Promise
    rights: frozenset[str]
    beside_reading: bool = False


SEEING_ACCOUNTS = "accounts.view"
"""The right that all three administrators share: to see who may do what."""

GROUPS: tuple[AdministratorRights, ...] = (
    AdministratorRights("system", gettext_lazy("system administration"), frozenset({"accounts.users"})),
    AdministratorRights("security", gettext_lazy("security administration"), frozenset({"accounts.roles"})),
    AdministratorRights(
        "audit",
        gettext_lazy("audit administration"),
        frozenset(right for right in RIGHTS if right.startswith("audit.")),
        beside_reading=True,
    ),
)


def is_reading(right: str) -> bool:
    """Whether a right only shows: its verb is "view" (registry.view, evaluations.view_drafts)."""
    return right.partition(".")[2].partition("_")[0] == "view"


def problem(rights: Iterable[str]) -> str:
    """Why these rights cannot be in one hand; empty when they can."""
    held = set(rights)
    groups = [group for group in GROUPS if group.rights & held]
    if len(groups) > 1:
        return _("%(first)s and %(second)s must be in different hands.") % {
            "first": groups[0].name,
            "second": groups[1].name,
        }
    for group in groups:
        beside = held - group.rights - {SEEING_ACCOUNTS}
        if group.beside_reading:
            beside = {right for right in beside if not is_reading(right)}
        if beside:
            return (
                _("Who holds rights of %(group)s changes nothing else: %(rights)s.")
                if group.beside_reading
                else _("Who holds rights of %(group)s has no business rights: %(rights)s.")
            ) % {"group": group.name, "rights": in_words(beside)}
    for pair in conflicts().incompatible:
        if pair.holds(held):
            return _("Not in one hand: %(pair)s (%(first)s; %(second)s).") % {
                "pair": pair,
                "first": in_words(pair.first & held),
                "second": in_words(pair.second & held),
            }
    return ""


def problem_of_reach(role: Role) -> str:
    """Why a role with these rights cannot reach so far; empty when it can."""
    bound = conflicts().own_unit_only & set(role.rights)
    if bound and role.scope != Role.Scope.OWN:
        return _("These rights hold for the own unit only, so the role reaches no further: %(rights)s.") % {
            "rights": in_words(bound)
        }
    return ""


def in_words(rights: Iterable[str]) -> str:
    """Rights as a reader knows them, in the order of the list of rights."""
    held = set(rights)
    return _(", ").join(str(name) for right, name in RIGHTS.items() if right in held)


def check_role(role: Role) -> None:
    """Refuse a role whose rights cannot be in one hand, and a change that would bring them into a user's hand.

    ``role`` holds the rights as they are to be; it need not be saved. Users that hold it, also those whose account is
    switched off (it may be switched on again), are looked at with their other roles. Raises ValidationError.
    """
    reason = problem(role.rights)
    if reason:
        raise ValidationError({"rights": reason})
    reason = problem_of_reach(role)
    if reason:
        raise ValidationError({"scope": reason})
    if role.pk is None:
        return
    for user in role.users.prefetch_related("roles"):
        others = [other for other in user.roles.all() if other.pk != role.pk]
        reason = problem(rights_of([role, *others]))
        if reason:
            raise ValidationError(
                {
                    "rights": _("%(user)s holds this role together with %(roles)s. %(reason)s")
                    % {"user": user, "roles": _(", ").join(map(str, others)), "reason": reason}
                }
            )


def check_roles(user: User, roles: Iterable[Role]) -> None:
    """Refuse roles that cannot be in the hand of one user. Raises ValidationError with the reason."""
    reason = problem(rights_of(roles))
    if reason:
        raise ValidationError(
            {
                "roles": _("%(user)s cannot hold these roles together. %(reason)s")
                % {"user": user, "reason": reason}
            }
        )


def rights_of(roles: Iterable[Role]) -> set[str]:
    """The rights of several roles together."""
    return {right for role in roles for right in role.rights}


ESSENTIAL = ("accounts.users", "accounts.roles", "audit.view")
"""What somebody must always be able to do; the last who can is not switched off and keeps the role."""


def check_not_last(user: User, rights_after: Iterable[str]) -> None:
    """Refuse to leave the system without an administrator of one of the three kinds. Raises ValidationError."""
    after = set(rights_after)
    for right in ESSENTIAL:
        if right not in after and [other.pk for other in holders(right)] == [user.pk]:
            raise ValidationError(
                _("%(user)s is the last who may %(right)s. Give the role to somebody else first.")
                % {"user": user, "right": RIGHTS[right]}
            )


def check_role_not_last(role: Role) -> None:
    """The same for a role whose rights change: somebody must keep each essential right. Raises ValidationError."""
    if role.pk is None:
        return
    before = set(Role.objects.get(pk=role.pk).rights)
    for right in ESSENTIAL:
        if right in before - set(role.rights):
            others = [other for other in Role.objects.exclude(pk=role.pk) if right in other.rights]
            if not User.objects.filter(is_active=True, roles__in=others).exists() and holders(right):
                raise ValidationError(
                    {
                        "rights": _("Without this role nobody could %(right)s any more.")
                        % {"right": RIGHTS[right]}
                    }
                )
