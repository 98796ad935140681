"""Who is who in a deal: the sides a user speaks for, who conducts it, and what each may know of the other.

Before both agreed a side sees of the other what everybody does: the name only where the other shows it, never a
contact. Who conducts or oversees the deal sees both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models.choices import DealSide
from keqiao.web.deals.rights import CONDUCT, TAKE_PART, VIEW
from keqiao.web.exchange.models import Disclosure

if TYPE_CHECKING:
    from keqiao.web.deals.models import Deal


def sides_of(user: Actor, deal: Deal) -> list[DealSide]:
    """Return the sides that the user's unit stands on; both where a unit deals with itself."""
    if user is None or user.unit_id is None or not user.has_right(VIEW):
        return []
    return [side for side in DealSide if deal.unit_id_on(side) == user.unit_id]


def speaks_for(user: Actor, deal: Deal) -> list[DealSide]:
    """Return the sides for which the user may answer and act."""
    return sides_of(user, deal) if user.has_right(TAKE_PART) else []


def conducts(user: Actor, deal: Deal) -> bool:
    """Whether the user conducts the deal: its broker, or an officer who may conduct every deal."""
    scope = user.scope_for(CONDUCT)
    return scope == "all" or (scope is not None and deal.broker_id == user.pk)


def oversees(user: Actor, deal: Deal) -> bool:
    """Whether the user knows both sides whatever they agreed: who conducts it, and who sees every deal."""
    return conducts(user, deal) or user.scope_for(VIEW) == "all"


def knows_name(user: Actor, deal: Deal, side: DealSide) -> bool:
    """Whether the user knows who stands on a side."""
    if deal.agreed_at is not None or oversees(user, deal) or side in sides_of(user, deal):
        return True
    posting = deal.posting_on(side)
    return posting is not None and posting.disclosure == Disclosure.PUBLIC


def knows_answers(user: Actor, deal: Deal, side: DealSide) -> bool:
    """Whether the user reads the answers of a side: its own, both once both agreed, all for who conducts the deal."""
    return deal.agreed_at is not None or conducts(user, deal) or side in sides_of(user, deal)


def knows_contact(user: Actor, deal: Deal, side: DealSide) -> bool:
    """Whether the user reads the contact that a side gave: only the two sides and the broker, the other side once both
    agreed.
    """
    if side in sides_of(user, deal) or deal.broker_id == user.pk:
        return True
    return deal.agreed_at is not None and bool(sides_of(user, deal))


def name_of(user: Actor, deal: Deal, side: DealSide) -> str:
    """Return what the user reads for the name of a side."""
    if knows_name(user, deal, side):
        return str(deal.organisation_on(side))
    return _("name shown once both agreed")
