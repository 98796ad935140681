"""Reads of deals, through what a user may see of them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import User
from keqiao.web.deals.models import Deal
from keqiao.web.deals.rights import CONDUCT

RELATED = ("need", "offer", "demand", "supply", "demand_unit", "supply_unit", "broker", "contract")


def deals_for(user: Actor) -> QuerySet[Deal]:
    """Return the deals that a user may see, with what a list names of them; ``worth``: the contract amount."""
    rows: QuerySet[Deal] = Deal.objects.visible_to(user).select_related(*RELATED)
    return rows.annotate(worth=Coalesce(F("contract__amount"), F("contract_amount")))


def deal_of(user: Actor, pk: int) -> Deal:
    """Return a deal that a user may see. Raises Http404."""
    deal = deals_for(user).filter(pk=pk).first()
    if deal is None:
        raise Http404
    return deal


def brokers(deals: QuerySet[Deal]) -> list[User]:
    """Return the brokers of some deals, by name."""
    keys = deals.order_by().exclude(broker=None).values("broker")
    return list(User.objects.filter(pk__in=keys).order_by("display_name", "pk"))


def who_conducts() -> QuerySet[User]:
    """Return the people who may conduct deals."""
    return holders(CONDUCT).order_by("display_name", "username")


def of_posting(user: Actor, posting: Any) -> QuerySet[Deal]:
    """Return the deals of a need or an offer that the user may see."""
    of = Q(need=posting) if type(posting).__name__ == "Need" else Q(offer=posting)
    return deals_for(user).filter(of)
