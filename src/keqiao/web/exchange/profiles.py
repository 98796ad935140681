"""A need or an offer as matching reads it: title, text and the conditions that were told. Only what everybody reads."""

from __future__ import annotations

from keqiao.engine.matching import Profile
from keqiao.money import YUAN_PER_WAN
from keqiao.web.exchange.models import Need, Offer, Posting


def profile_of(posting: Posting) -> Profile:
    """Return the profile of a posting: its summary."""
    body = posting.body
    if isinstance(posting, Offer) and posting.points:
        body = "\n".join([body, *posting.points])
    return Profile(str(posting.pk), posting.title, body, _conditions(posting))


def _conditions(posting: Posting) -> dict[str, str | float]:
    conditions: dict[str, str | float | None] = {
        "kind": str(posting.get_kind_display()),
        "field": posting.cluster.name if posting.cluster else None,
        "chain_node": posting.chain_node or None,
        "region": posting.division or None,
        "months": None if posting.months is None else float(posting.months),
    }
    if isinstance(posting, Need):
        conditions["budget_wan"] = None if posting.budget is None else float(posting.budget / YUAN_PER_WAN)
    elif isinstance(posting, Offer):
        conditions["trl"] = None if posting.trl is None else float(posting.trl)
        conditions["price_wan"] = None if posting.price is None else float(posting.price / YUAN_PER_WAN)
    return {name: value for name, value in conditions.items() if value is not None}
