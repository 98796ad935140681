"""A forgotten password: one administrator asks for the reset, another decides; never the same person."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import PasswordReset, User
from keqiao.web.accounts.one_time import one_time_password
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.signing_in import passwords, sessions
from keqiao.web.administration.procedure import GRANT_RESET, PASSWORD_RESETS, REFUSE_RESET


def ask(actor: Actor, user: User, reason: str) -> PasswordReset:
    """Ask for a reset of ``user``'s password. Needs accounts.users; not for oneself, not twice.

    Raises PermissionDenied, ValidationError.
    """
    require(actor, "accounts.users")
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may ask for a reset of the own password: change it instead."))
    if not user.is_active:
        raise ValidationError(_("This account is switched off."))
    if user.password_resets.filter(state=PasswordReset.State.ASKED).exists():
        raise ValidationError(_("A reset of this password has been asked for already."))
    reset = PasswordReset(user=user)
    with PASSWORD_RESETS.making(actor, reset, "ask_reset", reason=reason) as work:
        reset.reason = work.reason
    return reset


def grant(actor: Actor, pk: int) -> tuple[PasswordReset, str]:
    """Reset the password; returns the reset and the one-time password, told once. Needs accounts.roles.

    Never who asked, never the user. The user's sessions end, and a new password must be set at the next sign-in.
    Raises PermissionDenied, Http404.
    """
    with PASSWORD_RESETS.acting(actor, pk, GRANT_RESET) as work:
        reset: PasswordReset = work.row
        password = one_time_password()
        passwords.store(reset.user, password, own=False)
        work.detail = {"asked_by": reset.asked_by.username}
        sessions.end_all(actor, reset.user)
    return reset, password


def refuse(actor: Actor, pk: int) -> None:
    """Refuse a reset. Needs accounts.roles. Raises PermissionDenied, Http404."""
    with PASSWORD_RESETS.acting(actor, pk, REFUSE_RESET) as work:
        work.detail = {"asked_by": work.row.asked_by.username}
