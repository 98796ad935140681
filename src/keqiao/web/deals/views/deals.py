"""The list of deals, one deal with its steps, the ways to begin one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import decide
from keqiao.web.deals import page as deal_page
from keqiao.web.deals import query, selectors, tables
from keqiao.web.deals.forms import ConsentForm
from keqiao.web.deals.models import Deal
from keqiao.web.deals.rights import CONDUCT, TAKE_PART, VIEW
from keqiao.web.deals.services import initiation
from keqiao.web.deals.workplace import OFFERS
from keqiao.web.exchange import selectors as exchange
from keqiao.web.exchange.models import Need, Offer
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.procedures.offering import take
from keqiao.web.site.lists import ListPage, ListView
from keqiao.web.site.tables import Table


def crumbs(deal: Deal | None = None) -> list[tuple[str, str]]:
    """Return the way to a page of deals."""
    way = [(_("Deals"), reverse("deals:list"))]
    return way if deal is None else [*way, (deal.code, deal.get_absolute_url())]


class DealList(ListView):
    """The deals the reader may see, the latest first. No order or filter reads a name that may be hidden."""

    right = VIEW
    template_name = "deals/list.html"
    export, file_name = "deals.export", "deals"
    orders: ClassVar = {
        "code": "code",
        "state": "state",
        "turn": "turn",
        "waiting": "moved_at",
        "due_on": "due_on",
        "worth": "worth",
        "opened_at": "opened_at",
    }

    def filters(self) -> list[Any]:
        """State, turn, channel, year, broker."""
        return query.filters(self.request.user)

    def rows(self, wanted: ListPage) -> QuerySet[Deal]:
        """The deals."""
        return selectors.deals_for(self.request.user)

    def table(self, rows: Iterable[Deal]) -> Table:
        """Print them."""
        return tables.deals_table(rows, self.request.user)

    def context(self, wanted: ListPage, page: Page[Deal]) -> dict[str, Any]:
        """Whether the reader conducts deals."""
        return {"may_conduct": bool(decide(self.request.user, CONDUCT))}


@require_safe
@right_required(VIEW)
def deal_view(request: SignedInRequest, pk: int) -> HttpResponse:
    """One deal: where it stands, whose turn it is, what can be done."""
    return _page(request, selectors.deal_of(request.user, pk))


def _page(
    request: SignedInRequest, deal: Deal, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = deal_page.context(request.user, deal, bound) | {"crumbs": crumbs()}
    return render(request, "deals/deal.html", context, status=status)


@require_POST
@right_required(TAKE_PART, CONDUCT)
def step(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Take a step; a refused one comes back with what was typed, beside what stands now."""
    return take(
        request,
        OFFERS,
        name,
        lambda: selectors.deal_of(request.user, pk),
        lambda deal, bound, status: _page(request, deal, bound, status),
    )


@right_required(CONDUCT)
def recommend(request: SignedInRequest) -> HttpResponse:
    """Recommend a need and an offer to each other (``?need=…&offer=…``): shown before, made by the button."""
    need, offer = _chosen(request)
    if need is None or offer is None:
        return redirect("deals:list")
    problems: list[str] = []
    if request.method == "POST":
        try:
            deal = initiation.recommend(request.user, need, offer)
            return redirect(deal)
        except ValidationError as error:
            problems = error.messages
    context = {
        "need": as_shown(request.user, need),
        "offer": as_shown(request.user, offer),
        "problems": problems,
        "crumbs": crumbs(),
    }
    return render(request, "deals/recommend.html", context, status=422 if problems else 200)


@right_required(TAKE_PART)
def approach(request: SignedInRequest) -> HttpResponse:
    """Express interest in an offer or a need (``?offer=…`` or ``?need=…``) with the three answers."""
    need, offer = _chosen(request)
    wanted = offer or need
    if wanted is None:
        return redirect("deals:list")
    form = ConsentForm(None, request.user, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                deal = initiation.approach(request.user, form.answers(), need=need, offer=offer)
                return redirect(deal)
            except ValidationError as error:
                _mark(form, error)
    context = {"wanted": as_shown(request.user, wanted), "form": form, "crumbs": crumbs()}
    return render(request, "deals/approach.html", context, status=status)


def _mark(form: ConsentForm, error: ValidationError) -> None:
    by_field = getattr(error, "error_dict", None)
    for field, problems in (by_field or {None: error.messages}).items():
        form.add_error(field if field in form.fields else None, problems)


def _chosen(request: SignedInRequest) -> tuple[Need | None, Offer | None]:
    """Return the need and the offer that the address names. Raises Http404 for one that the reader may not see."""
    need, offer = (request.GET.get(name, "") for name in ("need", "offer"))
    return (
        exchange.need_of(request.user, _key(need)) if need else None,
        exchange.offer_of(request.user, _key(offer)) if offer else None,
    )


def _key(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Http404
    return int(text)
