"""Deals, their steps, and what belongs to them."""

from keqiao.web.deals.models.choices import (
    BEFORE_CONTRACT,
    CONTRACTED,
    OPEN_STATES,
    WAY,
    Channel,
    DealSide,
    DealState,
    Turn,
)
from keqiao.web.deals.models.deals import Deal, DealStep, DealTerms
from keqiao.web.deals.models.parts import DealAnswer, DealPayment, DealRating

__all__ = [
    "BEFORE_CONTRACT",
    "CONTRACTED",
    "OPEN_STATES",
    "WAY",
    "Channel",
    "Deal",
    "DealAnswer",
    "DealPayment",
    "DealRating",
    "DealSide",
    "DealState",
    "DealStep",
    "DealTerms",
    "Turn",
]
