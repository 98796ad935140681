"""One form, sent once: a double click, an impatient second click or a repeated request do nothing a second time.

A page gives each form another token against forgery (Django masks it anew for each page), so that the same bytes from
the same person to the same address are the same sheet of paper. The first to come is worked on; the others are led to
where it led. Who means to do the same again opens the page again. Forms that make something (``…/new/``) are the same
by their content alone where they come without a token.

Only what ends in another page counts as done: a refusal is shown anew each time. Parts of pages (htmx) and programs
(the API) may well say the same twice and mean it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import Submission

REMEMBERED = timedelta(minutes=10)
ABANDONED = timedelta(minutes=2)
"""After so long a form that is still worked on was left by a process that died."""
SECONDS_TO_WAIT = 20.0
SECONDS_BETWEEN_LOOKS = 0.2
REDIRECT = 302
LONGEST_ADDRESS = 2000
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of the field)


class OncePerForm:
    """Lead who sends the same form again to where the first one led. Stands after all that decides who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and note where it led; what led nowhere may be sent again."""
        response: HttpResponse | None = None
        try:
            response = self.get_response(request)
        finally:
            digest = getattr(request, "submission", None)
            if digest is not None:
                _close(digest, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, positional: Any, keywords: Any
    ) -> HttpResponseBase | None:
        """Before the page works on a form: whether it was sent before."""
        if request.method != "POST" or not _counts(request):
            return None
        digest = _digest(request)
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while not _taken(digest):
            first = Submission.objects.filter(digest=digest).first()
            if first is not None and first.location:
                return HttpResponseRedirect(first.location)
            if time.monotonic() > deadline:
                text = _(
                    "This form was sent already and is still being worked on. Look at the list in a moment."
                )
                return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
            time.sleep(SECONDS_BETWEEN_LOOKS)
        request.submission = digest  # type: ignore[attr-defined]
        return None


def _counts(request: HttpRequest) -> bool:
    """Whether a form of a page, sent by somebody signed in, is at hand."""
    if not request.user.is_authenticated or getattr(request, "htmx", False):
        return False
    if request.path_info.startswith("/api/"):
        return False
    return TOKEN in request.POST or request.path_info.endswith("/new/")


def _digest(request: HttpRequest) -> str:
    total = hashlib.sha256(f"{request.user.pk} {request.get_full_path()}".encode())
    for name, values in sorted(request.POST.lists()):
        total.update(repr((name, values)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            total.update(repr((name, getattr(file, "name", ""))).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                total.update(chunk)
            file.seek(0)
    return total.hexdigest()


def _taken(digest: str) -> bool:
    """Whether the form is ours to work on: nobody has sent it, or who did died over it, or it was long ago."""
    now = timezone.now()
    old = Submission.objects.filter(digest=digest)
    old.filter(location="", at__lt=now - ABANDONED).delete()
    old.filter(at__lt=now - REMEMBERED).delete()
    try:
        with transaction.atomic():
            Submission.objects.create(digest=digest, at=now)
    except IntegrityError:
        return False
    return True


def _close(digest: str, response: HttpResponseBase | None) -> None:
    location = ""
    if response is not None and response.status_code == REDIRECT:
        location = str(response.headers.get("Location", ""))
    sent = Submission.objects.filter(digest=digest)
    if location and len(location) <= LONGEST_ADDRESS:
        sent.update(location=location)
    else:
        sent.delete()


def forget(day: date | None = None) -> int:
    """Remove what is remembered no longer, as is done each day; how many."""
    return int(Submission.objects.filter(at__lt=timezone.now() - REMEMBERED - ABANDONED).delete()[0])
