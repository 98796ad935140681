"""The page of a need and of an offer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.exchange.lists import light_of
from keqiao.web.exchange.models import Need, Tier
from keqiao.web.exchange.procedure import status
from keqiao.web.exchange.rights import VIEW
from keqiao.web.exchange.selectors import need_of, offer_of
from keqiao.web.exchange.services import procedure_of
from keqiao.web.exchange.shown import as_shown
from keqiao.web.procedures.history import entries


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


def show(request: SignedInRequest, row: Any) -> HttpResponse:
    """Answer with the page of a posting."""
    shown = as_shown(request.user, row)
    procedure = procedure_of(type(row))
    is_need = isinstance(row, Need)
    context = {
        "shown": shown,
        "row": row,
        "is_need": is_need,
        "light": light_of(row.state),
        "standing": status(row),
        "about": [
            (pgettext("posting", "Number"), row.code),
            (pgettext("posting", "Kind"), row.get_kind_display()),
            (_("Organisation"), shown.owner),
            (_("Industry cluster"), row.cluster),
            (_("Node of the chain"), row.chain_node),
            (_("Way of co-operation"), _(", ").join(row.way_words)),
            (pgettext("posting", "Broker"), row.broker),
        ],
        "entries": entries(procedure, row.steps.select_related("by"))
        if shown.tier >= Tier.CONFIDENTIAL
        else [],
        "crumbs": [
            (_("Needs"), reverse("exchange:needs")) if is_need else (_("Offers"), reverse("exchange:offers"))
        ],
    }
    return render(request, "exchange/posting.html", context)
