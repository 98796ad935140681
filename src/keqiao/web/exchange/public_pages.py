"""What is public of the exchange, without signing in: open needs and offers, their summaries, no contact.

``KEQIAO_PUBLIC_EXCHANGE=0`` closes these pages; search engines are asked to stay away unless ``KEQIAO_ROBOTS=1``.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.exchange.counterparts import Counterpart, findable, search
from keqiao.web.exchange.models import Need, Offer, PostingKind
from keqiao.web.exchange.pages import about
from keqiao.web.exchange.posting_tiers import as_shown, summaries
from keqiao.web.site.lists import Filter, ListPage, in_words, with_value
from keqiao.web.site.lists.address import clean

MODELS: dict[str, type[Any]] = {"needs": Need, "offers": Offer}
PER_PAGE, MOST_HITS, LONGEST = 20, 40, 100


@require_safe
def public_list(request: HttpRequest, side: str) -> HttpResponse:
    """Open needs or offers, newest first; with words, those that fit best."""
    model = _model(side)
    words = clean(request.GET.get("q", ""))[:LONGEST]
    kinds = Filter(
        "kind", pgettext("posting", "Kind"), choices=in_words(PostingKind), apply=with_value("kind")
    )
    listed = ListPage(request, [kinds], per_page=PER_PAGE)
    kind = listed.value("kind")
    hits: list[Counterpart] = []
    if words:
        hits = [
            hit for hit in search(None, model, words, MOST_HITS) if not kind or hit.posting.row.kind == kind
        ]
        page = None
    else:
        page = listed.page(listed.select(findable(None, model).order_by("-published_at", "-pk")))
    context = {
        "side": side,
        "is_need": model is Need,
        "q": words,
        "kind": kind,
        "kinds": PostingKind.choices,
        "hits": hits,
        "page": page,
        "postings": summaries(page.object_list) if page is not None else [],
    }
    return _answered(request, "exchange/public_list.html", context)


@require_safe
def public_posting(request: HttpRequest, side: str, pk: int) -> HttpResponse:
    """The summary of an open need or offer."""
    model = _model(side)
    row = findable(None, model).filter(pk=pk).first()
    if row is None:
        raise Http404
    posting = as_shown(None, row)
    broker = row.broker
    context = {
        "side": side,
        "shown": posting,
        "row": row,
        "about": [(term, text) for term, text in about(posting) if text != broker],
        "targets": list(row.targets.all()) if isinstance(row, Need) else [],
        "broker": broker,
        "crumbs": [(_("Needs") if model is Need else _("Offers"), "../")],
    }
    return _answered(request, "exchange/public_posting.html", context)


def _model(side: str) -> type[Any]:
    if side not in MODELS or not settings.PUBLIC_EXCHANGE:
        raise Http404
    return MODELS[side]


def _answered(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    answer = render(request, template, context)
    if not settings.ROBOTS:
        answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
