"""Ending a user's sessions because an administrator decided so (switched off, password reset)."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.utils import timezone

from keqiao.web.accounts.models import SignIn, User


def end_sessions(user: User) -> int:
    """End every open session of ``user`` at once; returns how many. Call it within the act's transaction."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    opened = user.sign_ins.exclude(session_key="")
    for key in opened.values_list("session_key", flat=True):
        store(key).delete()
    now = timezone.now()
    return opened.update(session_key="", ended_at=now, ended_why=SignIn.Ended.FORCED)
