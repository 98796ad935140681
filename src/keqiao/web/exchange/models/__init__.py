"""Needs and offers, their steps, and who was let see more of them than the summary."""

from keqiao.web.exchange.models.choices import (
    ClosingReason,
    CooperationWay,
    Disclosure,
    LegalState,
    NeedGrade,
    PostingKind,
    PostingSource,
    PostingState,
    PriceForm,
    Secrecy,
)
from keqiao.web.exchange.models.grants import DisclosureGrant, Tier
from keqiao.web.exchange.models.index_queue import IndexingTask
from keqiao.web.exchange.models.needs import Need, NeedStep, NeedTarget
from keqiao.web.exchange.models.offers import Offer, OfferStep
from keqiao.web.exchange.models.posting import Posting

__all__ = [
    "ClosingReason",
    "CooperationWay",
    "Disclosure",
    "DisclosureGrant",
    "IndexingTask",
    "LegalState",
    "Need",
    "NeedGrade",
    "NeedStep",
    "NeedTarget",
    "Offer",
    "OfferStep",
    "Posting",
    "PostingKind",
    "PostingSource",
    "PostingState",
    "PriceForm",
    "Secrecy",
    "Tier",
]
