"""An action on a deal that is under way: each move sets the turn and the day until when somebody acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import Deal
from keqiao.web.deals.turns import turn_of
from keqiao.web.procedures.execution import Acting


class DealActing(Acting):
    """An action that is under way on a locked deal."""

    row: Deal
    answered: tuple[str, ...] = ()
    """The sides that come with their consent when a deal is made."""

    def move(self, to: str) -> None:
        """Bring the deal into a state: from then on it is due within the term of the rules."""
        is_there = self.row.state == to and not self.is_new
        super().move(to)
        if not is_there:
            self.row.moved_at = self.at
            self.prolong()
        self.pass_on()

    def pass_on(self) -> None:
        """Say whose turn it is now."""
        deal = self.row
        answered = self.answered if self.is_new else deal.answers.values_list("side", flat=True)
        deal.turn = turn_of(deal.state, answered=tuple(answered), has_broker=deal.broker_id is not None)

    def prolong(self) -> None:
        """Give the state its term from today on."""
        term = RULES.in_force().term.get(self.row.state)
        self.row.due_on = timezone.localdate(self.at) + timedelta(days=term.days) if term else None

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: the deal and which of its fields were changed, no text of it."""
        entry = {"deal": self.row.code, "state": self.row.state, "changed": sorted(self.after)}
        return entry | ({"reason": self.reason} if self.reason else {}) | self.detail
