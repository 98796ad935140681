"""The page of counterparts: for a need the best offers, for an offer the best needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.exchange import pages
from keqiao.web.exchange.counterparts import matches_of
from keqiao.web.exchange.models import Need, NeedGrade
from keqiao.web.exchange.next_steps import next_steps_of
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.exchange.rights import VIEW
from keqiao.web.exchange.selectors import need_of, offer_of
from keqiao.web.exchange.services import procedure_of

FIRST_PILOT, LAST_PILOT = 3, 5
"""Between the laboratory and the line: from these readiness levels a pilot platform leads on."""


@require_safe
@right_required(VIEW)
def need_matches(request: SignedInRequest, pk: int) -> HttpResponse:
    """The best offers for a need."""
    return _matches(request, need_of(request.user, pk))


@require_safe
@right_required(VIEW)
def offer_matches(request: SignedInRequest, pk: int) -> HttpResponse:
    """The best needs for an offer."""
    return _matches(request, offer_of(request.user, pk))


def _matches(request: SignedInRequest, row: Any) -> HttpResponse:
    is_need = isinstance(row, Need)
    matches = matches_of(request.user, row)
    context = {
        "shown": as_shown(request.user, row),
        "row": row,
        "is_need": is_need,
        "matches": matches,
        "next_steps": next_steps_of(request.user, row, pairs=True),
        "ways_on": _ways_on(request, row),
        "pilot": any(
            FIRST_PILOT <= (match.posting.row.trl or 0) <= LAST_PILOT for match in matches.fitting if is_need
        ),
        "crumbs": [*pages.way(is_need), (row.code, row.get_absolute_url())],
    }
    return render(request, "exchange/matches.html", context)


def _ways_on(request: SignedInRequest, row: Any) -> list[tuple[str, str]]:
    """What to do where nothing fits: words and address."""
    ways = []
    if isinstance(row, Need):
        if row.grade != NeedGrade.READY and procedure_of(Need).decide(request.user, row, "edit"):
            ways.append(
                (_("Answer the questions that are open"), reverse("exchange:edit_need", args=(row.pk,)))
            )
        ways.append((_("Ask a platform with a pilot line"), "/platforms/"))
        ways.append((_("Look through all offers"), reverse("exchange:offers")))
    else:
        ways.append((_("Look through all needs"), reverse("exchange:needs")))
    return ways
