"""The platforms of a result page by page: what is printed of each grows with the platforms, what is read does not."""

from __future__ import annotations

from django.core.paginator import Page
from django.http import HttpRequest

from keqiao.web.evaluations.context import RunContext
from keqiao.web.evaluations.models import RunTotal
from keqiao.web.site.lists import ListPage

PER_PAGE = 50


def totals_page(request: HttpRequest, page: RunContext) -> Page[RunTotal]:
    """Return the totals of the page of the address, best first, of the platforms whose name or code holds ``words``."""
    rows, words = page.reading.totals, request.GET.get("words", "").strip().lower()
    if words:
        rows = [
            row
            for row in rows
            if words in row.platform.code.lower() or words in page.names[row.platform.code].lower()
        ]
    return ListPage(request, per_page=PER_PAGE).page(rows)
