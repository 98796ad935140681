"""Needs and offers for programs, read only: what the caller may see, up to the caller's tier.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.exchange.models import Need, Posting
from keqiao.web.exchange.posting_tiers import as_shown
from keqiao.web.exchange.rights import VIEW
from keqiao.web.exchange.selectors import needs_for, offers_for
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

exchange = Router(tags=["exchange"])
State = Literal["submitted", "diagnosis", "review", "open", "expired", "closed"]


class PostingOut(Schema):
    """What needs and offers have in common; ``organisation`` is empty where the name is not posting."""

    number: str
    kind: str
    title: str
    body: str
    detail: str
    confidential: str
    organisation: str
    cluster: str
    chain_node: str
    months: int | None
    ways: list[str]
    disclosure: str
    state: str
    expires_on: date | None
    changed_at: datetime


class NeedOut(PostingOut):
    """A need; money in yuan."""

    grade: str
    budget_low: Decimal | None
    budget_high: Decimal | None


class OfferOut(PostingOut):
    """An offer; money in yuan."""

    trl: int | None
    legal_state: str
    price_form: str
    price_low: Decimal | None
    price_high: Decimal | None
    points: list[str]


class PostingQuery(PageQuery):
    """Which ones: in a state."""

    state: State | None = None


NeedPage, OfferPage = page_schema(NeedOut), page_schema(OfferOut)


@exchange.get("/needs", response={200: NeedPage, **REFUSALS}, operation_id="listNeeds")
def list_needs(request: SignedInRequest, query: Query[PostingQuery]) -> Any:
    """The needs that the caller may see, newest first."""
    require(request.user, VIEW)
    return _page(request, query, needs_for(request.user))


@exchange.get("/offers", response={200: OfferPage, **REFUSALS}, operation_id="listOffers")
def list_offers(request: SignedInRequest, query: Query[PostingQuery]) -> Any:
    """The offers that the caller may see, newest first."""
    require(request.user, VIEW)
    return _page(request, query, offers_for(request.user))


def _page(request: SignedInRequest, query: PostingQuery, rows: Any) -> Any:
    if query.state:
        rows = rows.filter(state=query.state)
    rows = rows.order_by("-posted_at", "-pk")
    return page_of(rows, query, lambda row: _posting(request.user, row), lambda at: Q(changed_at__gte=at))


def _posting(user: Actor, row: Posting) -> dict[str, Any]:
    posting = as_shown(user, row)
    own: tuple[str, ...] = ("grade", "budget_low", "budget_high")
    if not isinstance(row, Need):
        own = ("trl", "legal_state", "price_form", "price_low", "price_high", "points")
    names = ("kind", "chain_node", "months", "ways", "disclosure", "state", "expires_on", "changed_at", *own)
    return {name: getattr(row, name) for name in names} | {
        "number": row.code,
        "title": posting.title,
        "body": posting.body,
        "detail": posting.detail,
        "confidential": posting.confidential,
        "organisation": posting.owner if posting.names_owner else "",
        "cluster": row.cluster.code if row.cluster else "",
    }
