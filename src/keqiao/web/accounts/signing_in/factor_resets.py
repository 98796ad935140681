"""Second factors taken from a user who has lost them; the sessions of the user end with them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Factor, RecoveryCode, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.signing_in import sessions
from keqiao.web.accounts.witness import record


def reset(actor: Actor, user: User) -> int:
    """Take all second factors from a user who has lost them, and end the user's sessions; how many were taken.

    Needs accounts.roles; nobody resets the own factors. Raises PermissionDenied.
    """
    require(actor, "accounts.roles")
    if actor.pk == user.pk:
        raise PermissionDenied(_("Nobody may reset the own second factors."))
    with transaction.atomic():
        count: int = Factor.objects.filter(user=user).delete()[0]
        RecoveryCode.objects.filter(user=user).delete()
        record(actor, "accounts.reset_factors", target=user, detail={"factors": count})
        sessions.end_all(actor, user)
    return count
