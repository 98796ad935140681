"""503: the database or the disk cannot do it now. No fault of the program nor of the user: said in words, with a time.

What is told apart: somebody else writes (locked), no space is left (full), and the database does not answer (away).
Whatever the request had begun was rolled back. The log says each kind once a minute, not once a request.
"""

from __future__ import annotations

import errno
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

LOCKED, FULL, AWAY = "locked", "full", "away"
RETRY_AFTER = {LOCKED: 10, FULL: 120, AWAY: 30}
"""Seconds until another try is sensible."""
SECONDS_BETWEEN_LINES = 60
MOST_AGAIN = 200_000
"""Characters of a form that the page offers to send once more."""

SQLITE = {5: LOCKED, 6: LOCKED, 8: AWAY, 10: AWAY, 13: FULL, 14: AWAY}
"""Primary result codes of SQLite: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN; others are faults of ours."""
WORDS = {
    "database is locked": LOCKED,
    "database table is locked": LOCKED,
    "database or disk is full": FULL,
    "disk i/o error": AWAY,
    "unable to open database file": AWAY,
    "readonly database": AWAY,
    "no space left": FULL,
}
POSTGRESQL = {"08": AWAY, "40": LOCKED, "53": AWAY, "53100": FULL, "55": LOCKED, "57": AWAY, "58": AWAY}
"""Classes of SQLSTATE, and the one of a full disk."""
SYSTEM = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: AWAY, errno.EIO: AWAY}

_last_logged: dict[str, float] = {}


def kind_of(error: BaseException | None) -> str:
    """Whether an error says that database or disk cannot do it now: "locked", "full", "away", or nothing ("")."""
    for cause in _chain(error):
        if isinstance(cause, OSError) and cause.errno in SYSTEM:
            return SYSTEM[cause.errno]
        if isinstance(cause, OperationalError | InterfaceError):
            kind = _kind_of_database(cause)
            if kind:
                return kind
    return ""


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from; an error of the database also what was being handled when it came."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        context = error.__context__ if isinstance(error, DatabaseError) else None
        error = error.__cause__ or context


def _kind_of_database(error: Exception) -> str:
    driver: Any = error.__cause__
    if (code := getattr(driver, "sqlite_errorcode", None)) is not None:
        return SQLITE.get(code & 0xFF, "")
    if state := getattr(driver, "sqlstate", None):
        return POSTGRESQL.get(state, POSTGRESQL.get(state[:2], ""))
    said = str(error).lower()
    kind = next((kind for words, kind in WORDS.items() if words in said), "")
    if kind or isinstance(error, InterfaceError):
        return kind or AWAY
    return AWAY if driver is not None and type(driver).__module__.startswith("psycopg") else ""


def answer(request: HttpRequest, kind: str) -> HttpResponse:
    """The page (or, to a program, the object) that says what is the matter and when to try again."""
    reason = {
        LOCKED: _("Somebody else is writing at this moment, for longer than usual. Nothing was stored."),
        FULL: _("The system has no space left to store anything. Nothing was stored. Reading still works."),
        AWAY: _("The database cannot be used at this moment. Nothing was stored."),
    }[kind]
    advice = {
        LOCKED: _("Try again in a few seconds."),
        FULL: _("Tell the system administrator, and try again in a few minutes."),
        AWAY: _("Try again in a minute; if that does not help, tell the system administrator."),
    }[kind]
    response: HttpResponse
    if request.path_info.startswith("/api/"):
        response = JsonResponse({"detail": f"{reason} {advice}", "fields": {}}, status=503)
    else:
        context = {"status": 503, "title": _("Not possible at this moment"), "reason": reason}
        html = render_to_string(
            "site/error_standalone.html", context | {"advice": advice, "again": typed(request)}
        )
        response = HttpResponse(html, status=503)
    response["Retry-After"] = str(RETRY_AFTER[kind])
    response._has_been_logged = True  # type: ignore[attr-defined] # (Django's line for every 5xx; ours is once a minute)
    return response


def note(request: HttpRequest, kind: str, error: BaseException | None) -> None:
    """One line a minute for each kind, without a trace-back."""
    now = time.monotonic()
    if now - _last_logged.get(kind, float("-inf")) >= SECONDS_BETWEEN_LINES:
        _last_logged[kind] = now
        logger.error("%s: %s (%s %s)", kind, error, request.method, request.path)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was typed, for sending it once more; nothing of a form with a file or a password."""
    try:
        if request.method != "POST" or request.FILES:
            return []
        pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # the body itself may be what could not be read or kept
        return []
    secret = any(
        word in name.lower() for name, _value in pairs for word in settings.AXES_SENSITIVE_PARAMETERS
    )
    long = sum(len(name) + len(value) for name, value in pairs) > MOST_AGAIN
    return [] if secret or long else pairs


class Unavailable:
    """Turn what a view could not do now into 503. What breaks outside of views comes by ``errors.server_error``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for an error of this kind; others go on."""
        kind = kind_of(exception)
        if not kind:
            return None
        note(request, kind, exception)
        return answer(request, kind)
