"""Sessions: beginning, time-out, the list of one's own, ending others.

What a session needs at every request stands in the session itself (when it began, when it was last seen), so that a
request costs no extra query; the row of :class:`SignIn` follows once a minute.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import SignIn, User
from keqiao.web.accounts.rules import require
from keqiao.web.accounts.signing_in import factors
from keqiao.web.accounts.signing_in.addresses import client_address
from keqiao.web.accounts.witness import record

BEGAN = "signed_in_at"
SEEN = "seen_at"
ROW = "sign_in"
FACTOR_DUE = "factor_due"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECONDS_BETWEEN_WRITES = 60
KEPT_DAYS = 183
"""The list of sign-ins goes back half a year; the audit log keeps its own."""
LISTED = 20
CLOCK_TOLERANCE = 120
"""Seconds by which a moment may lie ahead: clocks are set right by little now and then."""
Ended = SignIn.Ended


def note(request: HttpRequest, user: User, outcome: str, session_key: str = "") -> SignIn:
    """Write down an attempt to sign in to an account that exists."""
    agent = "".join(sign for sign in request.META.get("HTTP_USER_AGENT", "") if sign.isprintable())
    return SignIn.objects.create(
        user=user,
        outcome=outcome,
        address=client_address(request) or "",
        agent=agent[:300],
        session_key=session_key,
    )


def begin(request: HttpRequest, user: User, how: dict[str, Any] | None = None) -> None:
    """Sign in ``user``, who has proven everything that was asked for; the session gets a new key.

    ``how`` goes into the audit log, for instance the kind of the second factor.
    """
    with transaction.atomic():
        auth.login(request, user, backend=BACKEND)
        _close(stale(user), Ended.IDLE)
        SignIn.objects.filter(
            user=user, at__lt=timezone.now() - timedelta(days=KEPT_DAYS), session_key=""
        ).delete()
        mark(request, user)
        record(user, "accounts.sign_in", target=user, detail=how or {})
    _store().clear_expired()


def mark(request: HttpRequest, user: User) -> None:
    """Give a session that is signed in its beginning, its row and its duties."""
    session = request.session
    if session.session_key is None:
        session.create()
    now = int(time.time())
    session[BEGAN], session[SEEN] = now, now
    # The longest time holds for the store and the cookie too, whatever is written into the session later.
    session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    session[ROW] = note(request, user, SignIn.Outcome.SUCCESS, session.session_key or "").pk
    session[FACTOR_DUE] = factors.is_due(user)


def touch(request: HttpRequest, user: User) -> None:
    """The session is in use: at most once a minute that is written, and the duties are looked at anew."""
    session = request.session
    if BEGAN not in session:
        mark(request, user)
        return
    now = int(time.time())
    if now - int(session[SEEN]) < SECONDS_BETWEEN_WRITES:
        return
    session[SEEN] = now
    session[FACTOR_DUE] = factors.is_due(user)
    SignIn.objects.filter(pk=_row(session)).update(seen_at=timezone.now())


def over(session: SessionBase) -> str:
    """Why a session is over (idle, its longest time reached, begun in the future); empty while it holds.

    A clock that was put right leaves sessions behind that would else hold for as long as it was wrong.
    """
    if BEGAN not in session:
        return ""
    now = time.time()
    if max(int(session[BEGAN]), int(session[SEEN])) - now > CLOCK_TOLERANCE:
        return str(Ended.CLOCK)
    if now - int(session[SEEN]) > settings.IDLE_SECONDS:
        return str(Ended.IDLE)
    return str(Ended.LIFETIME) if now - int(session[BEGAN]) > settings.SESSION_COOKIE_AGE else ""


def end(request: HttpRequest, why: str) -> None:
    """Sign out the session of the request."""
    _close(SignIn.objects.filter(pk=_row(request.session)), why)
    auth.logout(request)


def follow_key(request: HttpRequest) -> None:
    """Django gave the session a new key (after a change of password): the row follows."""
    if request.session.session_key is None or not request.session.exists(request.session.session_key):
        request.session.save()
    SignIn.objects.filter(pk=_row(request.session)).update(session_key=request.session.session_key)


def end_others(request: HttpRequest, user: User, why: str = Ended.ELSEWHERE) -> int:
    """End all sessions of ``user`` but the one of the request; how many."""
    with transaction.atomic():
        count = _close(open_rows(user).exclude(pk=_row(request.session)), why)
        if count:
            record(
                user,
                "accounts.end_sessions",
                target=user,
                detail={"sessions": count, "why": str(why)},
            )
    return count


def end_one(request: HttpRequest, user: User, key: int) -> bool:
    """End one of one's own other sessions; False when it is not one's own or has ended already."""
    with transaction.atomic():
        rows = open_rows(user).filter(pk=key).exclude(pk=_row(request.session))
        count = _close(rows, Ended.ELSEWHERE)
        if count:
            record(
                user,
                "accounts.end_sessions",
                target=user,
                detail={"sessions": 1, "why": str(Ended.ELSEWHERE)},
            )
    return bool(count)


def end_all(actor: Actor, user: User) -> int:
    """End all sessions of another user at once: for administrators; how many.

    Needs accounts.users or accounts.roles; ``actor`` None is the system itself. Raises PermissionDenied.
    """
    if actor is not None:
        require(actor, "accounts.roles" if actor.has_right("accounts.roles") else "accounts.users")
        if actor.pk == user.pk:
            raise PermissionDenied(_("End your own sessions on the page of your account."))
    with transaction.atomic():
        count = _close(open_rows(user), Ended.FORCED)
        record(
            actor, "accounts.end_sessions", target=user, detail={"sessions": count, "why": str(Ended.FORCED)}
        )
    return count


def open_rows(user: User) -> Any:
    """The rows of sessions that have not been ended."""
    return SignIn.objects.filter(user=user).exclude(session_key="")


def stale(user: User) -> Any:
    """Rows of sessions that nobody has come back to since they timed out."""
    return open_rows(user).filter(seen_at__lt=timezone.now() - timedelta(seconds=settings.IDLE_SECONDS + 60))


def own_sessions(user: User) -> list[SignIn]:
    """The user's sessions that are open now, the latest first."""
    return list(open_rows(user).exclude(pk__in=stale(user).values("pk")).order_by("-seen_at", "-pk")[:100])


def own_history(user: User) -> list[SignIn]:
    """The user's last sign-ins and failures, the latest first."""
    return list(SignIn.objects.filter(user=user)[:LISTED])


def why_ended(session_key: str) -> str:
    """Why the session that had this key is over; empty when that is not known."""
    rows = SignIn.objects.filter(former_key=session_key) if session_key else SignIn.objects.none()
    return str(rows.values_list("ended_why", flat=True).first() or "")


def _close(rows: Iterable[SignIn], why: str) -> int:
    """End the sessions of these rows, in the store of sessions as well."""
    count = 0
    for row in rows:
        if not row.session_key:
            continue
        _store()(row.session_key).delete()
        row.former_key, row.session_key = row.session_key, ""
        row.ended_at, row.ended_why = timezone.now(), str(why)
        row.save(update_fields=["former_key", "session_key", "ended_at", "ended_why"])
        count += 1
    return count


def _row(session: SessionBase) -> int:
    """The row of a session; 0, which no row has, before it is marked."""
    return int(session.get(ROW, 0))


def _store() -> Any:
    """The class that keeps sessions."""
    return import_module(settings.SESSION_ENGINE).SessionStore
