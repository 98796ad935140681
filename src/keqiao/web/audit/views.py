"""The audit log as a list, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.audit import selectors
from keqiao.web.audit.actions import in_words
from keqiao.web.audit.forms import SearchForm
from keqiao.web.audit.models import Entry
from keqiao.web.audit.services import record
from keqiao.web.site.tables import Cell, Column, Light, Table, workbook_response

PER_PAGE = 50
LONGEST_DETAIL = 90
MOST_EXPORTED = 20_000
LIGHTS: dict[str, Light] = {"success": "", "failure": "bad", "denied": "watch"}


@require_safe
@never_cache
@right_required("audit.view")
def log(request: HttpRequest) -> HttpResponse:
    """Entries that fit the form, newest first, fifty to a page."""
    form = SearchForm(request.GET or None)
    entries = selectors.search(
        selectors.visible_to(request.user), form.wanted() if form.is_bound else selectors.Wanted()
    )
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    table = entry_table(page, f"{reverse('audit:workbook')}?{request.GET.urlencode()}")
    return render(request, "audit/log.html", {"form": form, "page": page, "table": table})


@require_safe
@right_required("audit.view")
def workbook(request: HttpRequest) -> HttpResponse:
    """The same entries (at most 20 000, the newest) as an Excel workbook; taking them is itself written down."""
    form = SearchForm(request.GET)
    entries = selectors.search(selectors.visible_to(request.user), form.wanted())[:MOST_EXPORTED]
    table = entry_table(entries, whole=True)
    record(
        request.user,
        "audit.export",
        detail={"query": request.GET.dict(), "rows": len(table.rows)},
        request=request,
    )
    day = timezone.localdate().isoformat()
    return workbook_response(table, request.user, f"{_('Audit log')}-{day}.xlsx")


def entry_table(entries: Iterable[Entry], download_url: str = "", whole: bool = False) -> Table:
    """Entries as a table; details and hashes shortened for the page, or ``whole`` for the workbook."""
    columns = [
        Column("number", _("No."), "number", decimals=0),
        Column("at", _("Time"), "date"),
        Column("actor", _("User")),
        Column("action", _("Action")),
        Column("target", _("Object")),
        Column("outcome", _("Outcome")),
        Column("address", _("Network address")),
        Column("detail", _("Details")),
        Column("hash", _("Hash")),
    ]
    rows = [
        {
            "number": entry.number,
            "at": entry.at,
            "actor": entry.actor_name or _("system"),
            "action": Cell(entry.action, text=in_words(entry.action), title=entry.action),
            "target": Cell(entry.target_name, title=f"{entry.target_kind} {entry.target_key}".strip()),
            "outcome": Cell(entry.get_outcome_display(), light=LIGHTS.get(entry.outcome, "")),
            "address": entry.address,
            "detail": _told(entry.detail_told, whole, LONGEST_DETAIL),
            "hash": _told(entry.hash, whole, 12),
        }
        for entry in entries
    ]
    return Table(_("Audit log"), columns, rows, name="log", download_url=download_url)


def _told(text: str, whole: bool, longest: int) -> Cell:
    """A long text, cut to ``longest`` characters with the whole in the tooltip."""
    if whole or len(text) <= longest:
        return Cell(text)
    return Cell(text, text=f"{text[:longest]}…", title=text)
