"""The page of a need and of an offer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.money import YUAN_PER_WAN
from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.holders import holders
from keqiao.web.exchange.diagnosis import progress_words
from keqiao.web.exchange.lists import light_of
from keqiao.web.exchange.models import ClosingReason, Need, Tier
from keqiao.web.exchange.next_steps import next_steps_of
from keqiao.web.exchange.posting_tiers import ShownPosting, as_shown
from keqiao.web.exchange.procedure import status as status_words
from keqiao.web.exchange.rights import BROKER, VIEW
from keqiao.web.exchange.selectors import need_of, offer_of
from keqiao.web.exchange.services import procedure_of
from keqiao.web.procedures.history import entries

ACTIONS = ("take", "publish", "ask_review", "clear", "send_back", "renew", "close", "assign")


def way(is_need: bool) -> list[tuple[str, str]]:
    """The way to a page of needs or of offers."""
    if is_need:
        return [(_("Needs"), reverse("exchange:needs"))]
    return [(_("Offers"), reverse("exchange:offers"))]


@require_safe
@right_required(VIEW)
def need_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """A need as the reader may see it."""
    return show(request, need_of(request.user, pk))


@require_safe
@right_required(VIEW)
def offer_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """An offer as the reader may see it."""
    return show(request, offer_of(request.user, pk))


def show(
    request: SignedInRequest,
    row: Any,
    *,
    problems: list[str] | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a posting; ``typed`` is what a refused form held."""
    user = request.user
    posting = as_shown(user, row)
    procedure = procedure_of(type(row))
    is_need = isinstance(row, Need)
    decisions = procedure.possible(user, row)
    whole = posting.tier >= Tier.CONFIDENTIAL
    context = {
        "shown": posting,
        "row": row,
        "is_need": is_need,
        "whole": whole,
        "light": light_of(row.state),
        "status": status_words(row),
        "about": about(posting),
        "progress": progress_words(row.facts()) if is_need and whole else "",
        "targets": list(row.targets.all()) if is_need else [],
        "decisions": decisions,
        "not_now": procedure.not_now(user, decisions, ACTIONS) if whole else [],
        "act_address": reverse("exchange:need_act" if is_need else "exchange:offer_act", args=(row.pk,)),
        "edit_address": reverse("exchange:edit_need" if is_need else "exchange:edit_offer", args=(row.pk,)),
        "next_steps": next_steps_of(user, row, pairs=False),
        "matches_address": reverse(
            "exchange:need_matches" if is_need else "exchange:offer_matches", args=(row.pk,)
        ),
        "closing_reasons": ClosingReason.choices,
        "brokers": holders(BROKER).order_by("display_name", "username") if decisions["assign"] else [],
        "entries": entries(procedure, row.steps.select_related("by")) if whole else [],
        "problems": problems or [],
        "typed": typed or {},
        "crumbs": way(is_need),
    }
    return render(request, "exchange/posting.html", context, status=status)


def about(posting: ShownPosting) -> list[tuple[str, Any]]:
    """What a posting says in fields, as far as its reader reads it; what was not told is left out."""
    row = posting.row
    common = [
        (pgettext("posting", "Number"), row.code),
        (pgettext("posting", "Kind"), row.get_kind_display()),
        (_("Organisation"), posting.owner),
        (_("Industry cluster"), row.cluster),
        (_("Node of the chain"), row.chain_node),
        (_("Way of co-operation"), _(", ").join(row.way_words)),
        (_("Within months"), row.months),
    ]
    if isinstance(row, Need):
        common += [
            (_("Budget (10k yuan)"), band(row.budget_low, row.budget_high, open_=row.budget_open)),
            (_("What must not change"), row.constraint),
        ]
        if posting.tier >= Tier.DETAIL:
            common += [(_("Who decides"), row.decider), (_("What was tried"), row.tried)]
    else:
        common += [
            (_("Readiness level"), row.trl),
            (_("Legal state"), row.get_legal_state_display()),
            (_("Invention patents"), row.patents),
            (_("Form of price"), row.get_price_form_display()),
            (_("Price (10k yuan)"), band(row.price_low, row.price_high)),
        ]
    common += [
        (pgettext("posting", "Broker"), row.broker),
        (_("Contact person and telephone"), posting.contact),
    ]
    return common


def band(low: Decimal | None, high: Decimal | None, *, open_: bool = False) -> str:
    """A band of money in 10k yuan, in words."""
    texts = [
        None if value is None else f"{value / YUAN_PER_WAN:f}".rstrip("0").rstrip(".") or "0"
        for value in (low, high)
    ]
    if texts[0] and texts[1] and texts[0] != texts[1]:
        return f"{texts[0]}–{texts[1]}"
    if texts[1]:
        return _("up to %(most)s") % {"most": texts[1]} if not texts[0] else str(texts[1])
    if texts[0]:
        return _("from %(least)s") % {"least": texts[0]}
    return _("to be agreed") if open_ else ""
