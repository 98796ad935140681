"""Deals of a broker that leaves: they pass to a successor who conducts deals."""

from __future__ import annotations

from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.handover import OpenWork
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import decide
from keqiao.web.deals.models import OPEN_STATES, Deal, DealState
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.rights import CONDUCT


def open_deals(user: User) -> list[OpenWork]:
    """Return the open deals that a user conducts as their broker."""
    deals = Deal.objects.filter(broker=user, state__in=(*OPEN_STATES, DealState.LAPSED))
    return [
        OpenWork(_("deal"), str(deal), deal.get_absolute_url(), partial(_give, deal.pk))
        for deal in deals.select_related("need", "offer").order_by("pk")
    ]


def _give(pk: int, successor: User, actor: Actor) -> None:
    if not decide(successor, CONDUCT):
        raise ValidationError(_("%(user)s does not conduct deals.") % {"user": successor})
    deal = Deal.objects.select_for_update(of=("self",)).get(pk=pk)
    work = DEALS.under_way(actor, deal, "assign")
    work.change(broker=successor)
    work.pass_on()
    work.finish()
