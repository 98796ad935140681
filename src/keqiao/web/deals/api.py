"""Deals for programs, read only; what the caller may not know of a side is null.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.deals.models import OPEN_STATES, Deal, DealSide, DealStep
from keqiao.web.deals.parties import knows_name
from keqiao.web.deals.rights import VIEW
from keqiao.web.deals.selectors import deals_for
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

deals = Router(tags=["deals"])


class DealOut(Schema):
    """A deal; ``turn``: who acts next, until ``due_on``; amounts in 元; names are null while they are hidden."""

    code: str
    need: str | None
    offer: str | None
    subject: str
    demand: str | None
    supply: str | None
    channel: str
    state: str
    turn: str
    due_on: date | None
    opened_at: datetime
    agreed_at: datetime | None
    signed_on: date | None
    amount: Decimal | None
    tech_amount: Decimal | None
    registration_no: str | None
    closing_reason: str


class DealQuery(PageQuery):
    """Which deals: in a state, or all open ones."""

    state: (
        Literal[
            "open",
            "proposed",
            "agreed",
            "protected",
            "appointed",
            "met",
            "quoted",
            "signed",
            "paid",
            "rated",
            "closed",
            "lapsed",
        ]
        | None
    ) = None


DealPage = page_schema(DealOut)


@deals.get("/", response={200: DealPage, **REFUSALS}, operation_id="listDeals")
def list_deals(request: SignedInRequest, query: Query[DealQuery]) -> Any:
    """The deals that the caller may see, the latest first."""
    require(request.user, VIEW)
    rows = deals_for(request.user)
    if query.state:
        rows = rows.filter(state__in=OPEN_STATES if query.state == "open" else (query.state,))
    return page_of(
        rows.order_by("-opened_at", "-pk"), query, lambda deal: _deal(request.user, deal), _changed
    )


def _changed(moment: datetime) -> Q:
    return Q(pk__in=DealStep.objects.filter(at__gte=moment).values("deal"))


def _deal(user: Actor, deal: Deal) -> dict[str, Any]:
    terms = deal.terms
    names = (
        "code",
        "subject",
        "channel",
        "state",
        "turn",
        "due_on",
        "opened_at",
        "agreed_at",
        "closing_reason",
    )
    names_of_sides = {
        side.value: str(deal.organisation_on(side)) if knows_name(user, deal, side) else None
        for side in DealSide
    }
    return (
        {name: getattr(deal, name) for name in names}
        | names_of_sides
        | {
            "need": deal.need.code if deal.need else None,
            "offer": deal.offer.code if deal.offer else None,
            "signed_on": terms.signed_on if terms else None,
            "amount": terms.amount if terms else None,
            "tech_amount": terms.tech_amount if terms else None,
            "registration_no": terms.registration_no or None if terms else None,
        }
    )
