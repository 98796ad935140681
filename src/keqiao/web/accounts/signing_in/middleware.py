"""What holds at every request of somebody signed in: the time-out, and duties that come before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from keqiao.web.accounts.models import User
from keqiao.web.accounts.signing_in import factors, passwords, sessions

ALWAYS_OPEN = {
    "accounts:login",
    "accounts:logout",
    "set_language",
    "healthz",
    "readyz",
    "metrics",
    "help:sign_in",
}
TO_CHANGE_PASSWORD = {"accounts:password_change"}
TO_SET_UP_FACTOR = {"accounts:security", "accounts:add_authenticator", "accounts:add_key"}
UNKNOWN = "unknown"
"""The word for a session that is over and nobody knows why: the store has forgotten it."""
REDIRECT = 302


class SessionWatch:
    """End sessions that have timed out; tell on the sign-in page why, and come back to where one was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session before the page is made, and at a way to the sign-in page after it."""
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if not cookie:
            return self.get_response(request)
        why = ""
        if SESSION_KEY in request.session:
            why = sessions.over(request.session)
            if why or not request.user.is_authenticated:
                sessions.end(request, why or sessions.Ended.FORCED)
                why = why or sessions.Ended.FORCED
            else:
                sessions.touch(request, request.user)
        response = self.get_response(request)
        return self._explain(request, response, cookie, why)

    def _explain(self, request: HttpRequest, response: HttpResponse, cookie: str, why: str) -> HttpResponse:
        """Add to a way to the sign-in page why the session is over, and the page one was on."""
        name = "HX-Redirect" if "HX-Redirect" in response else "Location"
        target = urlsplit(response.get(name, ""))
        if target.path != reverse("accounts:login") or request.path_info == reverse("accounts:logout"):
            return response
        query = QueryDict(target.query, mutable=True)
        if "next" not in query or "ended" in query:
            return response
        query["ended"] = str(why or sessions.why_ended(cookie) or UNKNOWN)
        if request.method not in {"GET", "HEAD"}:
            query["next"] = _referring_page(request)
        response[name] = f"{target.path}?{query.urlencode(safe='/')}"
        return response


def _referring_page(request: HttpRequest) -> str:
    """The page of this site that a form was sent from; the home page when it is not known."""
    parts = urlsplit(request.headers.get("Referer", "")[:2000])
    here = parts.path + (f"?{parts.query}" if parts.query else "")
    safe = parts.netloc == request.get_host() and url_has_allowed_host_and_scheme(here, None)
    return here if safe and here.isprintable() else "/"


class Duties:
    """Nothing opens before the password is changed and the second factor set up, where that is due."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, positional: Any, keywords: Any
    ) -> HttpResponseBase | None:
        """Before any page of somebody signed in: lead to what is due."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in ALWAYS_OPEN or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not isinstance(user, User):  # (nobody)
            return None
        if name not in TO_CHANGE_PASSWORD and (reason := passwords.reason_to_change(user)):
            return _lead(request, "accounts:password_change", reason)
        if name in TO_CHANGE_PASSWORD or name in TO_SET_UP_FACTOR:
            return None
        if request.session.get(sessions.FACTOR_DUE) and (reason := factors.reason_to_set_up(user)):
            return _lead(request, "accounts:security", reason)
        return None


def _lead(request: HttpRequest, name: str, reason: str) -> HttpResponseBase:
    """To the page where the duty is done, which says why; a program gets the reason and no page."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": reason}, status=403)
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else _referring_page(request)
    if getattr(request, "htmx", False):
        here = _referring_page(request)
    address = f"{reverse(name)}?{urlencode({'next': here}, safe='/')}"
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def to_sign_in(here: str, why: str) -> HttpResponseRedirect:
    """The way to the sign-in page that says ``why`` and comes back to ``here``."""
    response = redirect_to_login(here)
    return HttpResponseRedirect(f"{response.url}&{urlencode({'ended': why})}")
