"""So many pages a minute: more from one address, or by one session, has to wait (429).

Counted by each process of the web server for itself, in memory. The proxy in front may count too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

MINUTE = 60
FREE = ("/healthz", "/readyz", "/metrics", "/api/")
"""Monitoring; the API has its own bound, for each token."""


class RequestRate:
    """Middleware: count, and refuse what is too much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or answer 429 with when to come back."""
        if request.path_info.startswith(FREE):
            return self.get_response(request)
        minute, second = divmod(int(time.time()), MINUTE)
        bounds = {str(request.META.get("REMOTE_ADDR")): settings.ADDRESS_PAGES_PER_MINUTE}
        if session := request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""):
            bounds[sha256(session.encode()).hexdigest()] = settings.SESSION_PAGES_PER_MINUTE
        if all(_count(f"pages-{minute}-{who}") <= most for who, most in bounds.items()):
            return self.get_response(request)
        words = {
            "status": 429,
            "title": _("Too many pages"),
            "reason": _(
                "More pages were asked for from here within a minute than one person reads. Wait a minute."
            ),
        }
        answer = HttpResponse(render_to_string("site/error_standalone.html", words), status=429)
        answer["Retry-After"] = str(MINUTE - second)
        return answer


def _count(key: str) -> int:
    cache.add(key, 0, timeout=2 * MINUTE)
    try:
        return cache.incr(key)
    except ValueError:  # (put out of the full cache this very moment)
        return 1
