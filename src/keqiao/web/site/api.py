"""The API: one OpenAPI description, the same rules as the pages, errors as one kind of answer.

Rooms write their operations in ``<room>/api`` and declare them (``room.py``). The description is at
``/api/v1/openapi.json``; there is no page that would load a viewer from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as NotUnderstood
from ninja.openapi.docs import DocsBase

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.api import AUTHENTICATION, TokenRate
from keqiao.web.site.api_refusals import words_for
from keqiao.web.site.errors import record_refusal
from keqiao.web.site.rooms import rooms

CONFLICT = "changed"


class NoViewer(DocsBase):
    """No page that shows the description: viewers come from other hosts."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Refuse. Raises Http404."""
        raise Http404


def _for_callers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show the description to whom the API answers, programs among them; to others the refusal of the API."""

    @wraps(view)
    def described(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            known = any(way(request) for way in AUTHENTICATION)
        except Throttled as error:
            return _too_many(request, error)
        return view(request, *args, **kwargs) if known else _unknown(request, AuthenticationError())

    return described


api = NinjaAPI(
    title="Keqiao",
    version="1",
    description="Registers and returns of a city's science-and-technology innovation platforms.",
    docs=NoViewer(),
    docs_url=None,
    docs_decorator=_for_callers,
    auth=AUTHENTICATION,
    throttle=[TokenRate()],
    urls_namespace="api",
)
for room in rooms():
    for prefix, router in room.api.items():
        api.add_router(prefix, f"{room.package}.{router}")


def _answer(
    request: HttpRequest, status: int, detail: str, fields: dict[str, list[str]] | None = None
) -> HttpResponse:
    return api.create_response(request, {"detail": detail, "fields": fields or {}}, status=status)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    refused = getattr(request, "refused_token", None)
    if refused is not None:
        user: Actor | None = refused.token.user if refused.token is not None else None
        record_refusal(request, user, str(refused))
    return _answer(request, 401, _("Sign in, or send a valid token."))


@api.exception_handler(PermissionDenied)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    if request.user.is_authenticated:
        record_refusal(request, request.user, str(error))
    return _answer(request, 403, str(error))


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, 404, _("There is nothing here that you may see."))


@api.exception_handler(Throttled)
def _too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = max(1, ceil(error.wait or 1))
    text = ngettext(
        "Too many requests. Wait %(seconds)s second.", "Too many requests. Wait %(seconds)s seconds.", seconds
    )
    response = _answer(request, 429, text % {"seconds": seconds})
    response["Retry-After"] = str(seconds)
    return response


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, error.status_code, str(error))


@api.exception_handler(BadRequest)
def _bad(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, 400, _("The request cannot be read."))


@api.exception_handler(NotUnderstood)
def _not_understood(request: HttpRequest, error: NotUnderstood) -> HttpResponse:
    fields: dict[str, list[str]] = {}
    for problem in error.errors:
        place = ".".join(
            str(part) for part in problem["loc"] if part not in {"body", "query", "path", "given"}
        )
        fields.setdefault(place, []).append(words_for(problem))
    return _answer(request, 422, _("Some values are not understood."), fields)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if getattr(error, "code", None) == CONFLICT:
        return _answer(request, 409, " ".join(error.messages))
    fields = error.message_dict if hasattr(error, "error_dict") else {}
    return _answer(request, 422, " ".join(error.messages), fields)


urlpatterns = api.urls[0]
"""What site/urls.py mounts."""
