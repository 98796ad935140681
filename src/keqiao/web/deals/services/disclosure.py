"""What each side may read of the other's need or offer: the summary when a deal begins, the texts after consent once
both agreed, the confidential ones after an agreement of secrecy; nothing more once the deal is closed or lapsed.
"""

from __future__ import annotations

from typing import cast

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import Deal, DealSide, DealState
from keqiao.web.exchange.models import Tier
from keqiao.web.exchange.services import grant, revoke


def reached(deal: Deal) -> Tier:
    """Return how much each side reads of the other's posting."""
    if deal.agreed_at is None:
        return Tier.SUMMARY
    return Tier.DETAIL if deal.secrecy_on is None else Tier.CONFIDENTIAL


def disclose(actor: Actor | None, deal: Deal) -> None:
    """Grant each side what the deal has reached; a wider grant of another deal stays."""
    for side in DealSide:
        posting, unit = deal.posting_on(side), deal.unit_on(side.other)
        if posting is not None and unit is not None:
            grant(actor, posting, unit, reached(deal))


def withhold(actor: Actor | None, deal: Deal) -> None:
    """Take back what the sides were let see, unless another deal of theirs needs it."""
    for side in DealSide:
        posting, unit = deal.posting_on(side), deal.unit_on(side.other)
        if posting is None or unit is None:
            continue
        same = {"need" if side is DealSide.DEMAND else "offer": posting, f"{side.other.value}_unit": unit}
        others = Deal.objects.filter(**same).exclude(pk=deal.pk)
        over = (DealState.CLOSED, DealState.LAPSED)
        revoke(actor, posting, unit)
        for other in others.exclude(state__in=over).select_related(
            "need", "offer", "demand_unit", "supply_unit"
        ):
            grant(cast("Actor", actor), posting, unit, reached(other))
