"""Writes to accounts: creating a user, giving roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import Role, Unit, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.witness import record


def create_user(  # noqa: PLR0917
    actor: Any, username: str, password: str, display_name: str, unit: Unit | None, roles: Iterable[str]
) -> User:
    """Create an account with roles (codes). Needs accounts.users; ``actor`` None is the system itself.

    Raises ValidationError for a weak password or an unusable name, Role.DoesNotExist for an unknown role.
    """
    if actor is not None:
        require(actor, "accounts.users")
    codes = sorted(set(roles))
    with transaction.atomic():
        user = User(username=username, display_name=display_name, unit=unit)
        if actor is not None:
            validate_password(password, user)
        user.set_password(password)
        user.full_clean()
        user.save()
        user.roles.set([Role.objects.get(code=code) for code in codes])
        record(actor, "accounts.create_user", target=user, detail={"roles": codes})
    return user


def set_roles(actor: Any, user: User, roles: Iterable[str]) -> None:
    """Replace the roles (codes) of ``user``. Needs accounts.roles; nobody changes the own roles."""
    require(actor, "accounts.roles")
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may change the own roles."))
    after = sorted(set(roles))
    with transaction.atomic():
        before = sorted(user.roles.values_list("code", flat=True))
        user.roles.set([Role.objects.get(code=code) for code in after])
        record(actor, "accounts.set_roles", target=user, detail={"before": before, "after": after})
    user.refresh_rights()
