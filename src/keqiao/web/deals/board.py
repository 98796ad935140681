"""The broker's board: open deals by state, the longest waiting first, as far as the database narrows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals.models import OPEN_STATES, Deal, DealSide, DealState
from keqiao.web.deals.parties import name_of
from keqiao.web.deals.tables import waiting_days

MOST_CARDS = 15
"""Cards of a column; the heading counts all, and leads to their list."""


@dataclass(frozen=True)
class BoardCard:
    """A deal on the board."""

    deal: Deal
    demand: str
    supply: str
    waiting: int | None


@dataclass(frozen=True)
class BoardColumn:
    """A state with its deals: how many there are, and those that waited longest."""

    state: DealState
    count: int
    cards: list[BoardCard]

    @property
    def words(self) -> str:
        """What the column is headed."""
        return str(self.state.label)


def board_of(user: Actor, deals: QuerySet[Any]) -> list[BoardColumn]:
    """Return a column for each open state of deals that the user may see, in the order of the way."""
    counts = dict(deals.order_by().values_list("state").annotate(count=Count("pk", distinct=True)))
    return [
        BoardColumn(
            state, counts.get(state.value, 0), _cards(user, deals, state) if counts.get(state.value) else []
        )
        for state in OPEN_STATES
    ]


def _cards(user: Actor, deals: QuerySet[Any], state: DealState) -> list[BoardCard]:
    rows = deals.filter(state=state).order_by("moved_at", "pk")[:MOST_CARDS]
    return [
        BoardCard(
            deal,
            name_of(user, deal, DealSide.DEMAND),
            name_of(user, deal, DealSide.SUPPLY),
            waiting_days(deal),
        )
        for deal in rows
    ]
