"""The board of open deals, and the figures of deals, each over the deals that the reader may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.deals import credit, funnel, query, selectors
from keqiao.web.deals.board import board_of
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.rights import VIEW
from keqiao.web.deals.tables import SOON
from keqiao.web.deals.views.deals import crumbs
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import ListPage
from keqiao.web.site.tables import Table

PARTS = ("funnel", "channels", "reasons", "platforms", "brokers")


@require_safe
@right_required(VIEW)
def board(request: SignedInRequest) -> HttpResponse:
    """Open deals by state, narrowed by the same filters as the list."""
    wanted = ListPage(request, [part for part in query.filters(request.user) if part.name in query.ON_BOARD])
    board_columns = board_of(request.user, wanted.filtered(selectors.deals_for(request.user)))
    context = {
        "list": wanted,
        "board": board_columns,
        "crumbs": crumbs(),
        "filtered": wanted.turned(),
        "soon": SOON,
    }
    return render(request, "deals/board.html", context)


@require_safe
@right_required(VIEW)
def figures(request: SignedInRequest) -> HttpResponse:
    """The funnel, channels, reasons, platforms and the credit of brokers; ``?part=…&format=xlsx`` is a workbook."""
    wanted = ListPage(request, [part for part in query.filters(request.user) if part.name == "year"])
    year = wanted.value("year")
    deals = wanted.filtered(selectors.deals_for(request.user))
    name = request.GET.get("part", "")
    if wanted.wants_file and name in PARTS:
        about = Export("deals.export", f"deals-{name}", {"year": year} if year else {})
        return send_file(request, _table(name, deals, year), f"deals-{name}.xlsx", about=about)
    tables = {part: _table(part, deals, year) for part in PARTS}
    context: dict[str, Any] = {
        "list": wanted,
        "tables": [
            (part, replace(table, download_url=f"?{wanted.turned(part=part, format='xlsx')}"))
            for part, table in tables.items()
            if table.rows
        ],
        "charts": [
            funnel.funnel_chart(tables["funnel"]),
            *([funnel.platform_chart(tables["platforms"])] if tables["platforms"].rows else []),
        ],
        "crumbs": crumbs(),
        "title": _("Figures of deals"),
    }
    return render(request, "deals/figures.html", context)


def _table(part: str, deals: Any, year: str) -> Table:
    if part == "brokers":
        return credit.credit_table(credit.credits_of(deals, RULES.in_force()))
    makers = {
        "funnel": funnel.funnel_table,
        "channels": funnel.channel_table,
        "reasons": funnel.reason_table,
        "platforms": funnel.platform_table,
    }
    return makers[part](deals, year)
