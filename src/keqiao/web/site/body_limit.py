"""Bodies of requests that are too large are refused before anything of them is parsed or written to disk.

Django parses a form, and writes its files to the temporary folder, when the token of the form is looked for: before any
view asks who is there. So the declared length is asked here, right behind the sign-in: little from who is not signed
in, more from who is. No more is ever read than was declared (WSGI); a body without a declared length is refused.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from keqiao.web.accounts import tokens

BEARER = "Bearer "


class LimitRequestBody:
    """Answer 413 in words to a body larger than settings.BODY_BYTES, or BODY_BYTES_ANONYMOUS of who is not known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it."""
        length = _declared(request)
        if length is None:
            return _refused(request, 411, _("The length of what is sent must be declared (Content-Length)."))
        if length > settings.BODY_BYTES_ANONYMOUS:
            most = settings.BODY_BYTES if _is_known(request) else settings.BODY_BYTES_ANONYMOUS
            if length > most:
                reason = _(
                    "What was sent has %(size)d MB; at most %(most)d MB are taken. Send smaller files."
                )
                return _refused(
                    request, 413, reason % {"size": -(-length // 1_000_000), "most": most // 1_000_000}
                )
        return self.get_response(request)


def _declared(request: HttpRequest) -> int | None:
    """The declared length; None for a body that declares none."""
    text = request.META.get("CONTENT_LENGTH") or ""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return None if text or "HTTP_TRANSFER_ENCODING" in request.META else 0


def _is_known(request: HttpRequest) -> bool:
    """Whether a person is signed in, or a program sends a valid token."""
    if request.user.is_authenticated:
        return True
    header = request.headers.get("Authorization", "")
    if not header.startswith(BEARER):
        return False
    try:
        tokens.used(header.removeprefix(BEARER).strip())
    except tokens.TokenRefused:
        return False
    return True


def _refused(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": reason, "fields": {}}, status=status)
    context = {"status": status, "title": _("Too large"), "reason": reason}
    return HttpResponse(render_to_string("site/error_standalone.html", context), status=status)
