"""What deals are chosen from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from keqiao.web.procedures.states import States


class DealState(States):
    """Where a deal stands, in the order of its way."""

    PROPOSED = "proposed", "watch", pgettext_lazy("deal", "Consent asked")
    AGREED = "agreed", "accent", pgettext_lazy("deal", "Both agreed")
    PROTECTED = "protected", "accent", pgettext_lazy("deal", "Secrecy agreed")
    APPOINTED = "appointed", "accent", pgettext_lazy("deal", "Meeting appointed")
    MET = "met", "accent", pgettext_lazy("deal", "Minutes kept")
    QUOTED = "quoted", "accent", pgettext_lazy("deal", "Quoted")
    SIGNED = "signed", "good", pgettext_lazy("deal", "Contract signed")
    PAID = "paid", "good", pgettext_lazy("deal", "Money received")
    RATED = "rated", "good", pgettext_lazy("deal", "Rated")
    CLOSED = "closed", "", pgettext_lazy("deal", "Closed")
    LAPSED = "lapsed", "bad", pgettext_lazy("deal", "Lapsed")


BEFORE_CONTRACT = (
    DealState.PROPOSED,
    DealState.AGREED,
    DealState.PROTECTED,
    DealState.APPOINTED,
    DealState.MET,
    DealState.QUOTED,
)
"""States in which a deal lapses when nobody acts."""
OPEN_STATES = (*BEFORE_CONTRACT, DealState.SIGNED, DealState.PAID)
"""States in which somebody has to act."""
CONTRACTED = (DealState.SIGNED, DealState.PAID, DealState.RATED)
"""States of deals that came to a contract."""
WAY = (*OPEN_STATES, DealState.RATED)
"""The whole way in its order."""


class DealSide(models.TextChoices):
    """The two sides of a deal."""

    DEMAND = "demand", pgettext_lazy("side of a deal", "Demand")
    SUPPLY = "supply", pgettext_lazy("side of a deal", "Supply")

    @property
    def other(self) -> DealSide:
        """The side across the table."""
        return DealSide.SUPPLY if self is DealSide.DEMAND else DealSide.DEMAND


class Turn(models.TextChoices):
    """Whose turn it is."""

    DEMAND = "demand", pgettext_lazy("turn", "Demand side")
    SUPPLY = "supply", pgettext_lazy("turn", "Supply side")
    BOTH = "both", pgettext_lazy("turn", "Both sides")
    BROKER = "broker", pgettext_lazy("turn", "Broker")
    NOBODY = "nobody", pgettext_lazy("turn", "Nobody")


class Channel(models.TextChoices):
    """How the two sides came together."""

    RECOMMENDED = "recommended", pgettext_lazy("channel", "Recommended by a broker")
    FOUND = "found", pgettext_lazy("channel", "Found by one side")
    EVENT = "event", pgettext_lazy("channel", "Event")
    VISIT = "visit", pgettext_lazy("channel", "Visit")
