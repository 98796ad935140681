"""Users: create, edit, switch off and on. The system administrator's work; roles are given by another (see roles)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts import handover, tokens
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit, User
from keqiao.web.accounts.one_time import give_one_time_password
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.separation import check_not_last
from keqiao.web.accounts.signing_in import sessions
from keqiao.web.accounts.witness import record
from keqiao.web.administration.services.proposals import propose

RIGHT = "accounts.users"


@transaction.atomic
def create_user(  # noqa: PLR0917 - the columns of the form and of the import
    actor: Actor,
    username: str,
    display_name: str,
    unit: Unit | None,
    roles: Iterable[str] = (),
    email: str = "",
) -> tuple[User, str]:
    """Create an account and return it with its one-time password, which is told once and stored nowhere.

    ``roles`` (codes) are only proposed: the security administrator gives them. Raises PermissionDenied without
    accounts.users, ValidationError for a name that is taken or unusable, a closed unit, an unknown role.
    """
    require(actor, RIGHT)
    user = User(username=username, display_name=display_name, unit=unit, email=email)
    password = give_one_time_password(user)
    user.clean_fields()  # before the name is looked up: no database is asked for a name with a NUL
    check_new(username, unit)
    user.full_clean()
    user.save()
    record(actor, "accounts.create_user", target=user, detail=state_of(user))
    if codes := list(roles):
        propose(actor, user, codes)
    return user, password


def check_new(username: str, unit: Unit | None) -> None:
    """Refuse a name that differs from another only by capital letters, and a closed unit. Raises ValidationError."""
    if User.objects.filter(username__iexact=username).exists():
        raise ValidationError(
            {"username": _("There is a user of this name already: %(name)s.") % {"name": username}}
        )
    _check_unit(unit)


@transaction.atomic
def edit_user(actor: Actor, user: User, display_name: str, unit: Unit | None, email: str = "") -> None:
    """Change name, address or unit. Needs accounts.users.

    The unit decides what the roles reach. Who is moved to another unit therefore loses the roles, and they are proposed
    to the security administrator anew. Nobody moves the own account. Raises PermissionDenied, ValidationError.
    """
    require(actor, RIGHT)
    before = state_of(user)
    moved = (unit.pk if unit else None) != user.unit_id
    if moved and actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may move the own account to another unit."))
    if moved:
        _check_unit(unit)
    user.display_name, user.email, user.unit = display_name, email, unit
    user.full_clean(exclude=["password"])
    codes = sorted(user.roles.values_list("code", flat=True)) if moved else []
    if codes:
        check_not_last(user, ())
        user.roles.clear()
    user.save(update_fields=["display_name", "email", "unit"])
    after = state_of(user)
    if before != after:
        detail: dict[str, Any] = {
            key: {"before": before[key], "after": after[key]} for key in after if before[key] != after[key]
        }
        if codes:
            detail["roles"] = {"before": codes, "after": []}
            if revoked := tokens.revoke_beyond(user):
                detail["tokens_revoked"] = revoked
        record(actor, "accounts.edit_user", target=user, detail=detail)
    if codes:
        propose(
            actor,
            user,
            codes,
            _("Moved from %(before)s to %(after)s")
            % {"before": before["unit"] or "—", "after": after["unit"] or "—"},
        )
    user.refresh_rights()


@transaction.atomic
def switch_off(actor: Actor, user: User, reason: str, leave_open: bool = False) -> None:
    """Switch an account off: it signs in no more, its sessions end, its tokens are revoked. Needs accounts.users.

    With open work it is refused unless ``leave_open``. Nobody switches off the own account, nor the last
    administrator of a kind. Raises PermissionDenied, ValidationError.
    """
    require(actor, RIGHT)
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may switch off the own account."))
    if not user.is_active:
        raise ValidationError(_("This account is switched off already."))
    _check_reason(reason)
    check_not_last(user, ())
    left = handover.open_work(user)
    if left and not leave_open:
        raise ValidationError(
            {
                "leave_open": _(
                    "%(user)s has open work (%(count)d). Hand it over first, or tick that it stays as it is."
                )
                % {"user": user, "count": len(left)}
            }
        )
    user.is_active = False
    user.save(update_fields=["is_active"])
    revoked = user.api_tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    detail = {"reason": reason, "open_work": len(left), "tokens_revoked": revoked}
    record(actor, "accounts.switch_off_user", target=user, detail=detail)
    sessions.end_all(actor, user)
    user.refresh_rights()


@transaction.atomic
def switch_on(actor: Actor, user: User, reason: str) -> None:
    """Switch an account on again, with the roles it had. Needs accounts.users. Raises ValidationError if it is on."""
    require(actor, RIGHT)
    if user.is_active:
        raise ValidationError(_("This account is switched on already."))
    _check_reason(reason)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor, "accounts.switch_on_user", target=user, detail={"reason": reason})
    user.refresh_rights()


def state_of(user: User) -> dict[str, Any]:
    """What of a user is written to the log before and after a change."""
    return {
        "display_name": user.display_name,
        "email": user.email,
        "unit": user.unit.code if user.unit else None,
    }


def _check_unit(unit: Unit | None) -> None:
    """Refuse a unit that is closed."""
    if unit is not None and not unit.is_active:
        raise ValidationError({"unit": _("The unit %(unit)s is no longer in use.") % {"unit": unit}})


def _check_reason(reason: str) -> None:
    """Refuse to go on without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
