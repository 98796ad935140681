"""The board of projects, and their figures, each over the projects that the reader may see."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.pipeline import figures as tables
from keqiao.web.pipeline import query, selectors
from keqiao.web.pipeline.board import board_of
from keqiao.web.pipeline.rights import VIEW
from keqiao.web.pipeline.tables import SOON
from keqiao.web.pipeline.talent import talent_table
from keqiao.web.pipeline.views.projects import crumbs
from keqiao.web.site.downloads import Export, send_file
from keqiao.web.site.lists import ListPage
from keqiao.web.site.tables import Table

PARTS = ("segments", "funnel", "handover", "managers", "talent")


@require_safe
@right_required(VIEW)
def board(request: SignedInRequest) -> HttpResponse:
    """Projects by stage, narrowed by the filters of the list."""
    rows = selectors.passages_for(request.user)
    known = query.filters(request.user, rows)
    wanted = ListPage(request, [part for part in known if part.name in query.ON_BOARD])
    columns = board_of(request.user, wanted.filtered(rows))
    context = {
        "list": wanted,
        "board": columns,
        "crumbs": crumbs(),
        "filtered": wanted.turned(),
        "soon": SOON,
    }
    return render(request, "pipeline/board.html", context)


@require_safe
@right_required(VIEW)
def figures(request: SignedInRequest) -> HttpResponse:
    """The chain, the funnel, the hand-over, managers and management talent; ``?part=…&format=xlsx`` is a workbook."""
    wanted = ListPage(request, [])
    name = request.GET.get("part", "")
    if wanted.wants_file and name in PARTS:
        about = Export("pipeline.export", f"pipeline-{name}", {})
        return send_file(request, _table(request, name), f"pipeline-{name}.xlsx", about=about)
    parts = {part: _table(request, part) for part in PARTS}
    context: dict[str, Any] = {
        "tables": [
            (part, replace(table, download_url=f"?{wanted.turned(part=part, format='xlsx')}"))
            for part, table in parts.items()
            if table.rows
        ],
        "charts": [tables.funnel_chart(parts["funnel"])],
        "crumbs": crumbs(),
        "title": _("Figures of the pipeline"),
    }
    return render(request, "pipeline/figures.html", context)


def _table(request: SignedInRequest, part: str) -> Table:
    passages, reviews = selectors.passages_for(request.user), selectors.gates_for(request.user)
    if part == "segments":
        return tables.segment_table(passages)
    if part == "talent":
        return talent_table(request.user, passages)
    makers = {
        "funnel": tables.funnel_table,
        "handover": tables.handover_table,
        "managers": tables.manager_table,
    }
    return makers[part](passages, reviews)
