"""The list of reviews at gates, and one review with its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.pipeline import page as pages
from keqiao.web.pipeline import query, selectors, tables
from keqiao.web.pipeline.models import GateReview
from keqiao.web.pipeline.rights import CONDUCT, DECIDE, VIEW
from keqiao.web.pipeline.views.projects import crumbs
from keqiao.web.pipeline.workplace import GATE_STEPS
from keqiao.web.procedures.offering import take
from keqiao.web.site.lists import ListPage, ListView
from keqiao.web.site.tables import Table


class GateList(ListView):
    """The reviews that the reader may see, the latest first."""

    right = VIEW
    template_name = "pipeline/gates.html"
    export, file_name = "pipeline.export", "gates"
    orders: ClassVar = {
        "code": "code",
        "project": "passage__project__name_order",
        "gate": ("gate", "code"),
        "state": ("state", "code"),
        "requested_at": "requested_at",
        "decided_at": "decided_at",
    }

    def filters(self) -> list[Any]:
        """Words, gate, state, year, manager."""
        return query.gate_filters(self.request.user)

    def rows(self, wanted: ListPage) -> QuerySet[GateReview]:
        """The reviews."""
        return selectors.gates_for(self.request.user)

    def table(self, rows: Iterable[GateReview]) -> Table:
        """Print them."""
        return tables.gates_table(rows)


@require_safe
@right_required(VIEW)
def gate_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One review: the list of material with what is missing, the panel, the decision with its reasons."""
    return _page(request, selectors.gate_of(request.user, pk))


def _page(
    request: SignedInRequest, review: GateReview, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    way = [*crumbs(), (review.passage.project.number, review.passage.get_absolute_url())]
    context = pages.gate_context(request.user, review, bound) | {"crumbs": way}
    return render(request, "pipeline/gate.html", context, status=status)


@require_POST
@right_required(CONDUCT, DECIDE)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step of a review."""
    return take(
        request,
        GATE_STEPS,
        name,
        lambda: selectors.gate_of(request.user, pk),
        lambda review, bound, status: _page(request, review, bound, status),
    )
