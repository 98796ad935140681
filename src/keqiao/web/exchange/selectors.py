"""Reads of needs and offers, through what a reader may see of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import Need, Offer, Posting
from keqiao.web.exchange.models.posting import of_unit_condition

RELATED = ("organisation", "cluster", "broker", "posted_by")


def needs_for(user: Actor) -> QuerySet[Need]:
    """Return the needs that a user may see, with what a list names of them."""
    rows: QuerySet[Need] = Need.objects.visible_to(user).select_related(*RELATED)
    return rows


def offers_for(user: Actor) -> QuerySet[Offer]:
    """Return the offers that a user may see, with what a list names of them."""
    rows: QuerySet[Offer] = Offer.objects.visible_to(user).select_related(*RELATED)
    return rows


def need_of(user: Actor, pk: int) -> Need:
    """Return a need that a user may see. Raises Http404."""
    return _seen(needs_for(user), pk)


def offer_of(user: Actor, pk: int) -> Offer:
    """Return an offer that a user may see. Raises Http404."""
    return _seen(offers_for(user), pk)


def own(rows: QuerySet[Any], user: Actor) -> QuerySet[Any]:
    """Narrow needs or offers to those of the user's unit."""
    if not user.unit_id:
        return rows.filter(posted_by=user)
    return rows.filter(of_unit_condition(user.unit_id))


def _seen(rows: QuerySet[Any], pk: int) -> Any:
    row: Posting | None = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
