"""The pages of the help: table of contents with search, a document, a picture."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.help.documents import CONTENTS, LANGUAGES, names, pictures, read
from keqiao.web.help.search_hits import search
from keqiao.web.site.downloads import send_file

LONGEST_WORDS = 100
SECTIONS_WORTH_A_LIST = 3


def reader_language() -> str:
    """The language of the documents for the present request."""
    language = get_language()
    return language if language in LANGUAGES else LANGUAGES[0]


@require_safe
@right_required(None)
def contents(request: SignedInRequest) -> HttpResponse:
    """All documents by task; ``?words=`` the sections that answer these words."""
    words = request.GET.get("words", "").strip()[:LONGEST_WORDS]
    language = reader_language()
    context = {
        "contents": read(CONTENTS, language),
        "words": words,
        "hits": search(words, language) if words else None,
    }
    return render(request, "help/contents.html", context)


@require_safe
@right_required(None)
def document(request: SignedInRequest, key: str) -> HttpResponse:
    """The document of this name."""
    return _document(request, key)


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """How to sign in; open to all, since who needs it may not be able to."""
    return _document(request, "sign-in")


@require_safe
@right_required(None)
def picture(request: SignedInRequest, key: str) -> HttpResponseBase:
    """The picture of this name."""
    if key not in pictures():
        raise Http404
    return send_file(request, pictures()[key], f"{key}.png", about=None, inline=True)


def _document(request: HttpRequest, name: str) -> HttpResponse:
    language = reader_language()
    if name not in names(language):
        raise Http404
    document = read(name, language)
    parts = [section for section in document.sections if section.anchor]
    context = {
        "document": document,
        "parts": parts if len(parts) >= SECTIONS_WORTH_A_LIST else [],
        "breadcrumbs": [(_("Help"), reverse("help:contents"))],
    }
    return render(request, "help/document.html", context)
