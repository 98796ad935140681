"""Decisions: may this user do that, to this object, and if not, why.

A decision looks at the user's roles (data) only. Objects tell how a scope meets them by plain attributes:

* ``unit_id`` (or ``owner_unit_id``): the unit the object belongs to, for scope "own";
* ``owner_id``: the user it belongs to, for scope "own";
* ``is_published``: whether everybody with the right may see it, for scopes "own" and "published".

An object with none of them is within scope "all" only. The predicates are also django-rules permissions, so
``user.has_perm("facts.record", fact)`` and template tags of django-rules give the same answer.

Lists follow the same scopes: a model declares its ``visibility`` (:mod:`keqiao.web.accounts.visibility`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rules import permissions, predicates

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role
from keqiao.web.accounts.rights import RIGHTS


@dataclass(frozen=True)
class Decision:
    """The answer and, when it is no, the reason in the user's language."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


def in_scope(user: Actor, scope: str | None, obj: Any) -> bool:
    """Whether ``obj`` lies within ``scope`` for ``user``; no object, or a model class, lies in any scope."""
    if scope is None:
        return False
    if scope == Role.Scope.ALL or obj is None or isinstance(obj, type):
        return True
    if getattr(obj, "is_published", False):
        return True
    if scope != Role.Scope.OWN:
        return False
    unit = getattr(obj, "unit_id", None) or getattr(obj, "owner_unit_id", None)
    owner = getattr(obj, "owner_id", None)
    return (unit is not None and unit == user.unit_id) or (owner is not None and owner == user.pk)


def _predicate(right: str) -> predicates.Predicate:
    """The django-rules predicate: an active user who has ``right`` in a scope that holds the object."""

    def holds(user: Actor, obj: Any = None) -> bool:
        scope_for = getattr(user, "scope_for", None)
        return bool(user.is_active and scope_for and in_scope(user, scope_for(right), obj))

    return predicates.predicate(holds, name=f"holds:{right}")


PREDICATES: dict[str, predicates.Predicate] = {
    right: predicates.is_authenticated & _predicate(right) for right in RIGHTS
}
for _right, _holds in PREDICATES.items():
    if not permissions.perm_exists(_right):
        permissions.add_perm(_right, _holds)


def decide(user: Actor, right: str, obj: Any = None) -> Decision:
    """May ``user`` use ``right`` on ``obj`` (or at all, without an object)? An unknown right raises KeyError."""
    allowed = PREDICATES[right]
    name = RIGHTS[right]
    if not user.is_authenticated:
        return Decision(False, _("You are not signed in."))
    if not user.is_active:
        return Decision(False, _("This account is switched off."))
    if allowed.test(user, obj):
        return Decision(True)
    only = getattr(user, "only_rights", None)
    if only is not None and right not in only:
        return Decision(False, _("This API token does not include the right to %(right)s.") % {"right": name})
    roles = _(", ").join(str(role) for role in user.roles.all()) or _("none")
    if not user.has_right(right):
        return Decision(
            False,
            _("Your roles (%(roles)s) do not include the right to %(right)s.")
            % {"roles": roles, "right": name},
        )
    return Decision(
        False,
        _(
            "Your roles (%(roles)s) give the right to %(right)s for your own unit only; “%(object)s” is not part of it."
        )
        % {"roles": roles, "right": name, "object": obj}
        if user.scope_for(right) == Role.Scope.OWN
        else _(
            "Your roles (%(roles)s) give the right to %(right)s for what is published; “%(object)s” is not."
        )
        % {"roles": roles, "right": name, "object": obj},
    )


def require(user: Actor, right: str, obj: Any = None) -> None:
    """Raise PermissionDenied with the reason unless :func:`decide` says yes."""
    require_one(user, (right,), obj)


def decide_one(user: Actor, rights: Iterable[str], obj: Any = None) -> Decision:
    """The decision where any of ``rights`` is enough; when none holds, the reason is that of the first."""
    decisions = [decide(user, right, obj) for right in rights]
    return next((decision for decision in decisions if decision), decisions[0])


def require_one(user: Actor, rights: Iterable[str], obj: Any = None) -> None:
    """Raise PermissionDenied with the reason unless any of ``rights`` holds."""
    decision = decide_one(user, rights, obj)
    if not decision:
        raise PermissionDenied(decision.reason)
