"""The one contract of actions with the browser.

Done: the page anew, with a sentence. Refused input: the form again with what was typed, and why (422). Changed
meanwhile: the same with what stands now beside it (409). Not allowed: the page of refusals with the reason (403).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from keqiao.web.procedures.refusals import ChangedMeanwhile

INVALID, CHANGED, FORBIDDEN = 422, 409, 403
UNKNOWN_EDITION = 0
"""An edition that no row has: what comes without one is out of date."""


def status_of(error: Exception) -> int:
    """Return the status with which a form comes back."""
    if isinstance(error, PermissionDenied):
        return FORBIDDEN
    return CHANGED if isinstance(error, ChangedMeanwhile) else INVALID


def edition_in(data: Mapping[str, Any], name: str = "edition") -> int:
    """Return the edition that a form was opened with; one that no row has where none can be read."""
    text = str(data.get(name) or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else UNKNOWN_EDITION


def answer(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    done: str,
    to: Any,
    again: Callable[[ValidationError, int], HttpResponse],
) -> HttpResponse:
    """Do ``act`` and answer with ``to`` and the sentence ``done``; with ``again(error, status)`` where it is refused.

    PermissionDenied and Http404 go on to their pages.
    """
    try:
        act()
    except ValidationError as error:
        return again(error, status_of(error))
    messages.success(request, done)
    return redirect(to)
