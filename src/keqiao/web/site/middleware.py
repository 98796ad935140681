"""What Django has no setting for: response headers, and addresses that no database takes."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class PermissionsPolicy:
    """Tell the browser that no page of ours needs the camera, the microphone or the place of the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and add the header to the answer."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response


class PrivateAnswers:
    """No browser and no proxy keeps what was answered to somebody signed in: pages, parts of pages, downloads, the API.

    Asked is whether the request carried a session or a key of the API (that costs no query), or opened a session.
    Static files are answered before and may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and mark the answer."""
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies or "Authorization" in request.headers:
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ("Cookie", "Authorization"))
        return response


class JsonErrors:
    """Every refusal under /api/ is JSON, also where no operation was reached: a wrong address, a wrong method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; a page that refuses becomes ``{"detail": sentence, "fields": {}}``."""
        response = self.get_response(request)
        is_page = not response.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or not is_page or not request.path_info.startswith("/api/"):
            return response
        sentences = {
            400: _("The request cannot be read."),
            403: _("You may not do this."),
            404: _("There is nothing here that you may see."),
            405: _("There is no such operation at this address."),
        }
        sentence = sentences.get(
            response.status_code, _("Something went wrong in the system. It has been written to the log.")
        )
        answer = JsonResponse({"detail": sentence, "fields": {}}, status=response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                answer[name] = response[name]
        return answer


NOT_ALLOWED = 405


class ActionAddresses:
    """Who opens the address of an action (``/returns/15/save/``) comes to the page that it belongs to.

    After a refusal such an address stands in the address line, so that it is what a bookmark, a change of language or
    signing in anew leads to. Nothing is done there: the page is the nearest above it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; an address that takes no GET leads to a page."""
        response = self.get_response(request)
        is_read = request.method in {"GET", "HEAD"} and not request.path_info.startswith("/api/")
        if response.status_code != NOT_ALLOWED or not is_read:
            return response
        return HttpResponseRedirect(_page_above(request.path_info))


def _page_above(path: str) -> str:
    """The nearest address above ``path`` at which something stands; the home page where there is none."""
    parts = path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"


class NulRefused:
    """Refuse addresses with a NUL character: no person types one, and PostgreSQL takes none in a text.

    Forms refuse it by themselves (Django's validators).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or answer 400. Raises BadRequest, which Django turns into our page."""
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("a NUL character in the address")
        return self.get_response(request)
