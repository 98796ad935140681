"""From where something is done: the request or the background job that is under way, without handing it on.

The middleware and the jobs set it; :func:`keqiao.web.audit.services.record` writes it into every entry.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from keqiao.web.accounts.actors import Actor

LONGEST_ADDRESS = 45


@dataclass(frozen=True)
class Origin:
    """Where an act comes from: the request, or the job with the one who started it."""

    request: HttpRequest | None = None
    job: str = ""
    actor: Actor | None = None
    fence: Callable[[Any], None] | None = None
    """Called in the transaction of each act with what was acted on; raises where the act does not count any more."""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


class AuditOrigin:
    """Middleware: what is recorded while a request is answered bears its address and session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; everything recorded meanwhile comes from it."""
        with acting_from(Origin(request=request)):
            return self.get_response(request)


@contextmanager
def acting_from(origin: Origin) -> Iterator[None]:
    """Let what is recorded inside come from ``origin``."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


def current() -> Origin:
    """Where what is being done comes from."""
    return _origin.get()


def address_of(request: HttpRequest | None) -> str:
    """The network address of the request as the server saw it (a proxy in front must set it, see gunicorn)."""
    return str(request.META.get("REMOTE_ADDR") or "")[:LONGEST_ADDRESS] if request is not None else ""


def session_of(request: HttpRequest | None) -> str:
    """A mark of the request's session: the same for all that one sign-in does, and of no use to open the session."""
    session = getattr(request, "session", None)
    key = getattr(session, "session_key", None)
    if not key:
        return ""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"audit session {key}".encode(), hashlib.sha256).hexdigest()[:16]


__all__ = ["AuditOrigin", "Origin", "acting_from", "address_of", "current", "session_of"]
