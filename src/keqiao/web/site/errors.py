"""Error pages in the reader's language: they say what happened and what to do, and never show a trace-back."""

from __future__ import annotations

import logging
import sys

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit import refusals
from keqiao.web.site import unavailable

logger = logging.getLogger(__name__)


class ExplainedNotFound(Http404):
    """There is nothing at an address, and the reader may know why; the text goes onto the page."""


def _page(request: HttpRequest, status: int, title: str, reason: str, advice: str = "") -> HttpResponse:
    context = {"status": status, "title": title, "reason": reason, "advice": advice}
    return render(request, "site/error.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request could not be understood. It may be hostile, so nothing of it is shown."""
    return HttpResponse(
        _standalone(400, _("Bad request"), _("The request could not be understood.")), status=400
    )


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: says which right is missing (the text of the exception) and who can grant it; the log says who tried."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        record_refusal(request, user, str(exception))
    reason = str(exception) or _("You may not open this page.")
    advice = _("If you need this for your work, ask the administrator of your unit for the right.")
    return _page(request, 403, _("No right"), reason, advice)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the address leads nowhere, or to something that the user may not know of; why, only where a room says so."""
    reason = _("There is no page at this address, or it is not visible to you.")
    if isinstance(exception, ExplainedNotFound):
        reason = str(exception)
    return _page(
        request, 404, _("Page not found"), reason, _("Check the address, or start from the home page.")
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: made without database, session and context processors, which may be what failed; 503 where one may wait."""
    error = sys.exc_info()[1]  # (Django calls this while it handles what broke)
    if kind := unavailable.kind_of(error):
        unavailable.note(request, kind, error)
        return unavailable.answer(request, kind)
    reason = _("Something went wrong in the system. It has been written to the log.")
    return HttpResponse(_standalone(500, _("Internal error"), reason), status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form came without its token: mostly a page left open over a sign-out."""
    text = _("The form has expired, or cookies are switched off.")
    return _page(request, 403, _("Form refused"), text, _("Open the page again and send the form once more."))


def _standalone(status: int, title: str, reason: str) -> str:
    return render_to_string(
        "site/error_standalone.html", {"status": status, "title": title, "reason": reason}
    )


def record_refusal(request: HttpRequest, user: Actor | None, reason: str) -> None:
    """Write into the audit log who was refused what; a log that cannot be written does not hide the refusal."""
    try:
        refusals.record_refusal(request, user, reason)
    except DatabaseError:
        logger.exception("a refusal could not be written to the audit log")
