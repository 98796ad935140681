"""Each request has a number: it stands in every line of the log about it and in the answer (``X-Request-ID``).

A number that a trusted proxy has given is taken over, so that its log and ours tell of the same request.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
KEY = "keqiao.request_number"
"""Where the number stands in the ``META`` of the request."""
SOUND = re.compile(r"[A-Za-z0-9-]{8,64}")
_number: ContextVar[str] = ContextVar("request_number", default="")


class RequestIds:
    """Middleware: number the request, and its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request under its number."""
        given = request.headers.get(HEADER, "") if settings.BEHIND_PROXY else ""
        number = given if SOUND.fullmatch(given) else secrets.token_hex(8)
        request.META[KEY] = number
        token = _number.set(number)
        try:
            response = self.get_response(request)
        finally:
            _number.reset(token)
        response[HEADER] = number
        return response


def request_number(request: HttpRequest | None = None) -> str:
    """The number of a request, or of the one that is being answered; empty outside one."""
    return _number.get() if request is None else str(request.META.get(KEY, ""))
