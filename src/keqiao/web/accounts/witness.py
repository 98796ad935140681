"""Telling the audit log what happens to accounts.

The log stands to the right of this room and knows its users, so it is not imported here: the setting AUDIT_RECORD names
the function that writes an entry (``keqiao.web.audit.services.record``).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User


def record(actor: Actor | None, action: str, **details: Any) -> None:
    """Append an entry to the audit log; the parameters are those of ``audit.services.record``."""
    import_string(settings.AUDIT_RECORD)(actor, action, **details)


def typed_name(username: str) -> dict[str, str]:
    """What the log keeps of a user name that somebody typed: the name where there is such a user, else a mark of it.

    Passwords are typed into the wrong field. The mark (HMAC with the key of the installation) tells only whether two
    attempts typed the same.
    """
    if "\x00" not in username and User.objects.filter(username=username[:151]).exists():
        return {"username": username}
    return {"unknown_name": salted_hmac("keqiao.typed-name", username, algorithm="sha256").hexdigest()[:16]}


def sign_in_failed(username: str, refused: bool = False, step: str = "") -> None:
    """Somebody tried to sign in with a wrong name or password, or to a switched-off account.

    ``refused``: nothing was tried, because a lock or a delay holds. ``step``: "factor" after a right password.
    """
    detail = typed_name(username) | ({"step": step} if step else {})
    outcome = "denied" if refused else "failure"
    record(None, "accounts.sign_in", detail=detail, outcome=outcome)


def signed_out(user: Actor) -> None:
    """Somebody has signed out."""
    record(user, "accounts.sign_out", target=user)


def password_changed(user: Actor) -> None:
    """Somebody has changed the own password."""
    record(user, "accounts.change_password", target=user)


def password_refused(user: Actor, reasons: list[str]) -> None:
    """Somebody wanted to change the own password and it was refused; ``reasons`` are the codes of the errors."""
    record(
        user,
        "accounts.change_password",
        target=user,
        detail={"reasons": reasons},
        outcome="failure",
    )
