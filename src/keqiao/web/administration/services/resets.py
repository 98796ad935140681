"""A forgotten password: one administrator asks for the reset, another decides; never the same person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import PasswordReset, User
from keqiao.web.accounts.one_time import one_time_password
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.signing_in import passwords, sessions
from keqiao.web.accounts.witness import record


@transaction.atomic
def ask(actor: Actor, user: User, reason: str) -> PasswordReset:
    """Ask for a reset of ``user``'s password. Needs accounts.users; not for oneself, not twice.

    Raises PermissionDenied, ValidationError.
    """
    require(actor, "accounts.users")
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may ask for a reset of the own password: change it instead."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    if not user.is_active:
        raise ValidationError(_("This account is switched off."))
    if user.password_resets.filter(state=PasswordReset.State.ASKED).exists():
        raise ValidationError(_("A reset of this password has been asked for already."))
    reset = PasswordReset(user=user, reason=reason, asked_by=actor)
    reset.full_clean()
    reset.save()
    record(actor, "accounts.ask_reset", target=user, detail={"reason": reason})
    return reset


@transaction.atomic
def grant(actor: Actor, reset: PasswordReset) -> str:
    """Reset the password and return the one-time password, told once. Needs accounts.roles.

    Never who asked, never the user. The user's sessions end, and a new password must be set at the next sign-in.
    Raises PermissionDenied, ValidationError.
    """
    reset = _open(actor, reset)
    user = reset.user
    if not user.is_active:
        raise ValidationError(_("This account is switched off."))
    password = one_time_password()
    passwords.store(user, password, own=False)
    _close(actor, reset, PasswordReset.State.DONE)
    record(actor, "accounts.grant_reset", target=user, detail={"asked_by": reset.asked_by.username})
    sessions.end_all(actor, user)
    return password


@transaction.atomic
def refuse(actor: Actor, reset: PasswordReset) -> None:
    """Refuse a reset. Needs accounts.roles. Raises PermissionDenied, ValidationError."""
    reset = _open(actor, reset)
    _close(actor, reset, PasswordReset.State.REFUSED)
    detail = {"asked_by": reset.asked_by.username}
    record(actor, "accounts.refuse_reset", target=reset.user, detail=detail)


def _open(actor: Actor, reset: PasswordReset) -> PasswordReset:
    """The reset, locked, if this administrator may decide it."""
    require(actor, "accounts.roles")
    reset = PasswordReset.objects.select_for_update().get(pk=reset.pk)
    if reset.state != PasswordReset.State.ASKED:
        raise ValidationError(_("This reset is decided already."))
    if actor.pk in {reset.asked_by_id, reset.user_id}:
        raise PermissionDenied(
            _("A reset needs two persons: who asked for it, or whose password it is, does not decide.")
        )
    return reset


def _close(actor: Actor, reset: PasswordReset, state: str) -> None:
    """Write down the decision."""
    reset.state, reset.decided_by, reset.decided_at = state, actor, timezone.now()
    reset.save(update_fields=["state", "decided_by", "decided_at"])
