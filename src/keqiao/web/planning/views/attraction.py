"""Targets of attraction: the list, a new one, one with its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.audit.clock import today
from keqiao.web.planning import selectors
from keqiao.web.planning.attraction_forms import NewAttractionForm
from keqiao.web.planning.documents import CHAINS
from keqiao.web.planning.layout_tables import GAP_LIGHTS, NodeNames
from keqiao.web.planning.models import OPEN_STAGES, AttractionStage, AttractionTarget, LayoutGap
from keqiao.web.planning.procedure import ATTRACTIONS
from keqiao.web.planning.rights import ATTRACT, LAYOUT
from keqiao.web.planning.services import attraction
from keqiao.web.planning.views.plans import mark
from keqiao.web.planning.workplace import ATTRACTION_STEPS
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import offered, take
from keqiao.web.procedures.responses import INVALID
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table
from keqiao.web.site.tables.due import due_cell


def crumbs() -> list[tuple[str, str]]:
    """Return the way to a page of a target."""
    return [
        (_("Layout"), reverse("planning:layout")),
        (_("Targets of attraction"), reverse("planning:attractions")),
    ]


def targets_for(user: Actor) -> QuerySet[AttractionTarget]:
    """Return the targets that a user may see."""
    rows: QuerySet[AttractionTarget] = AttractionTarget.objects.visible_to(user)
    return rows.select_related("owner").order_by("-added_at", "-pk")


def target_of(user: Actor, pk: int) -> AttractionTarget:
    """Return a target. Raises Http404."""
    target = targets_for(user).filter(pk=pk).first()
    if target is None:
        raise Http404
    return target


SOON = 14
"""Days before the next step is due from which it is yellow."""


class AttractionList(ListView):
    """The targets of attraction with their node, stage and who is in charge."""

    right = LAYOUT
    template_name = "planning/attractions.html"
    export, file_name = "planning.export", "attractions"
    orders: ClassVar = {
        "name": "name",
        "state": "state",
        "owner": "owner__display_name",
        "due_on": "due_on",
        "moved_at": "moved_at",
    }

    @cached_property
    def names(self) -> NodeNames:
        """Names of nodes."""
        return NodeNames(CHAINS.in_force())

    def filters(self) -> list[Filter]:
        """Words, stage, node."""
        used = AttractionTarget.objects.order_by("node").values_list("node", flat=True).distinct()
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("name", "field")),
            Filter(
                "state",
                pgettext("attraction", "Stage"),
                choices=in_words(AttractionStage),
                apply=with_value("state"),
            ),
            Filter(
                "node",
                _("Node of the chain"),
                choices=[(code, self.names[code]) for code in used],
                apply=with_value("node"),
            ),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[AttractionTarget]:
        """The newest first."""
        return targets_for(self.request.user)

    def table(self, rows: Iterable[AttractionTarget]) -> Table:
        """Print them."""
        printed = [
            {
                "name": Cell(row.name, url=row.get_absolute_url()),
                "kind": row.get_kind_display(),
                "node": self.names[row.node],
                "field": row.field,
                "state": row.get_state_display(),
                "owner": str(row.owner),
                "moved_at": row.moved_at,
                "due_on": due_cell(row.due_on, today(), SOON) if row.state in OPEN_STAGES else row.due_on,
            }
            for row in rows
        ]
        columns = [
            Column("name", pgettext("attraction", "Institution or team")),
            Column("kind", pgettext("attraction", "Kind")),
            Column("node", _("Node of the chain")),
            Column("field", pgettext("attraction", "What it would bring")),
            Column("state", pgettext("attraction", "Stage")),
            Column("owner", pgettext("attraction", "Person in charge")),
            Column("moved_at", _("In this stage since"), "date"),
            Column("due_on", _("Next step until"), "date"),
        ]
        return Table(_("Targets of attraction"), columns, printed, name="attractions", stacked=True)

    def context(self, wanted: ListPage, page: Page[AttractionTarget]) -> dict[str, Any]:
        """Whether the reader adds targets."""
        return {"may_attract": self.request.user.has_right(ATTRACT), "crumbs": crumbs()[:1]}


@require_safe
@right_required(LAYOUT)
def attraction_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One target: where it stands, what was said, what comes next."""
    return _page(request, target_of(request.user, pk))


def _page(
    request: SignedInRequest, target: AttractionTarget, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    main, aside = offered(
        ATTRACTIONS,
        request.user,
        target,
        ATTRACTION_STEPS,
        url=lambda name: reverse("planning:attraction_step", args=(target.pk, name)),
        bound=bound or {},
    )
    placed = CHAINS.in_force().placed(target.node)
    names = NodeNames(CHAINS.in_force())
    analysis = selectors.newest_analysis(request.user)
    gap = selectors.node_rows(analysis).filter(node=target.node).first() if analysis is not None else None
    context = {
        "target": target,
        "analysis": analysis,
        "gap": LayoutGap(gap.gap).label if gap is not None else "",
        "gap_light": GAP_LIGHTS[gap.gap] if gap is not None else "none",
        "status": ATTRACTIONS.status(target),
        "tone": AttractionStage.tone_of(target.state),
        "is_open": target.state in OPEN_STAGES,
        "soon": SOON,
        "node": names[target.node],
        "cluster": names[placed.chain.cluster] if placed is not None else "",
        "cluster_code": placed.chain.cluster if placed is not None else "",
        "main": main,
        "aside": aside,
        "entries": history.entries(ATTRACTIONS, target.steps.select_related("by").order_by("-pk")),
        "crumbs": crumbs(),
    }
    return render(request, "planning/attraction.html", context, status=status)


@require_POST
@right_required(ATTRACT)
def attraction_step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step with a target."""
    return take(
        request,
        ATTRACTION_STEPS,
        name,
        lambda: target_of(request.user, pk),
        lambda target, bound, status: _page(request, target, bound, status),
    )


@require_http_methods(["GET", "POST"])
@right_required(ATTRACT)
def new_attraction(request: SignedInRequest) -> HttpResponse:
    """Add a target for a node (``?node=…``)."""
    initial = {"node": request.GET.get("node", ""), "owner": request.user.pk}
    form = NewAttractionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            return redirect(attraction.add(request.user, form.cleaned_data))
        except ValidationError as error:
            mark(form, error)
    context = {"form": form, "crumbs": crumbs()}
    return render(request, "planning/new_attraction.html", context, status=INVALID if form.errors else 200)
