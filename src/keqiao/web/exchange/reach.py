"""How far somebody reaches: which tier of a need or an offer they read, and whether it is theirs to look after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.exchange.models import DisclosureGrant, Posting, PostingState, Tier
from keqiao.web.exchange.models.posting import of_unit_condition
from keqiao.web.exchange.rights import ALL_TIERS, BROKER, POST, REVIEW


def is_owner(user: Actor, posting: Posting) -> bool:
    """Whether the posting belongs to the user: posted by them or their unit, or of their unit's firm or platform."""
    if posting.posted_by_id is not None and posting.posted_by_id == user.pk:
        return True
    if not user.unit_id or not posting.organisation_id:
        return False
    if posting.pk is None:
        return any(
            body is not None and body.withdrawn_at is None and body.unit_id == user.unit_id
            for body in (
                getattr(posting.organisation, "firm", None),
                getattr(posting.organisation, "platform", None),
            )
        )
    manager: Any = type(posting)._base_manager
    return bool(manager.filter(of_unit_condition(user.unit_id), pk=posting.pk).exists())


def is_broker(user: Actor, posting: Posting) -> bool:
    """Whether the user looks after the posting as its broker."""
    return posting.broker_id is not None and posting.broker_id == user.pk and user.has_right(BROKER)


def tier_of(user: Actor | None, posting: Posting) -> Tier:
    """How much of a posting that they may see a reader reads; without sign-in the summary."""
    if user is None or not user.is_authenticated:
        return Tier.SUMMARY
    if any(user.has_right(right) for right in ALL_TIERS) or is_broker(user, posting):
        return Tier.CONFIDENTIAL
    if is_owner(user, posting):
        return Tier.CONFIDENTIAL
    grants = DisclosureGrant.objects.filter(
        unit=user.unit_id, revoked_at=None, **{type(posting).__name__.lower(): posting.pk}
    )
    given = grants.order_by("-tier").values_list("tier", flat=True).first() if user.unit_id else None
    return Tier(given) if given else Tier.SUMMARY


def permit(user: Actor, right: str, posting: Any) -> Decision:
    """Whether the user holds a right of the exchange and the posting is theirs to use it on."""
    decision = decide(user, right)
    if not decision or posting is None or isinstance(posting, type) or user.has_right(REVIEW):
        return decision
    if right == POST and is_owner(user, posting):
        return decision
    if right == BROKER and (is_broker(user, posting) or _untaken(posting)):
        return decision
    if right == POST and posting.pk is None and user.has_right(BROKER):
        return decision  # a broker posts for a firm
    return Decision(False, _("This belongs to somebody else; its owner or its broker can do it."))


def _untaken(posting: Posting) -> bool:
    return posting.broker_id is None and posting.state == PostingState.SUBMITTED
