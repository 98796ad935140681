"""Telling the audit log what happens to accounts.

The log stands to the right of this room and knows its users, so it is not imported here: the setting AUDIT_RECORD names
the function that writes an entry (``keqiao.web.audit.services.record``).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def record(actor: Any, action: str, **details: Any) -> None:
    """Append an entry to the audit log; the parameters are those of ``audit.services.record``."""
    import_string(settings.AUDIT_RECORD)(actor, action, **details)


def signed_in(request: HttpRequest, user: Any) -> None:
    """Somebody has signed in."""
    record(user, "accounts.sign_in", target=user, request=request)


def sign_in_failed(request: HttpRequest, username: str) -> None:
    """Somebody tried to sign in with a wrong name or password, or to a switched-off account."""
    detail = {"username": username[:150]}
    record(None, "accounts.sign_in", detail=detail, outcome="failure", request=request)


def signed_out(request: HttpRequest, user: Any) -> None:
    """Somebody has signed out."""
    record(user, "accounts.sign_out", target=user, request=request)


def password_changed(request: HttpRequest, user: Any) -> None:
    """Somebody has changed the own password."""
    record(user, "accounts.change_password", target=user, request=request)
