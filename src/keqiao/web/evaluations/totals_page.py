"""The platforms of a result page by page: what is printed of each grows with the platforms, what is read does not."""

from __future__ import annotations

from django.core.paginator import Page
from django.http import HttpRequest

from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.site.lists import ListPage, with_words

PER_PAGE = 50


def totals_page(request: HttpRequest, page: RunContext) -> Page[RunTotal]:
    """Return the totals of the page of the address, best first, of the platforms whose name or code holds ``words``."""
    rows, words = page.reading.totals, request.GET.get("words", "").strip()
    if words:
        rows = with_words("platform__code", "platform__short_name", "platform__short_name_en")(rows, words)
    return ListPage(request, per_page=PER_PAGE).page(rows)
