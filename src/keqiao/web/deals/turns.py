"""Whose turn it is and what comes next, from the state of a deal and the answers that are there."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keqiao.web.deals.models import DealSide, DealState, Turn

TURNS: dict[str, Turn] = {
    DealState.AGREED: Turn.BROKER,
    DealState.PROTECTED: Turn.BROKER,
    DealState.APPOINTED: Turn.BROKER,
    DealState.MET: Turn.SUPPLY,
    DealState.QUOTED: Turn.DEMAND,
    DealState.SIGNED: Turn.SUPPLY,
    DealState.PAID: Turn.DEMAND,
    DealState.LAPSED: Turn.BROKER,
}
NEXT: dict[str, str | Promise] = {
    DealState.PROPOSED: _(
        "Both sides answer three short questions; names and contacts stay hidden until both have."
    ),
    DealState.AGREED: _("Agree on secrecy where details are confidential, or appoint a meeting at once."),
    DealState.PROTECTED: _("Appoint a meeting; the confidential texts are open to both sides."),
    DealState.APPOINTED: _("Meet, and keep the minutes."),
    DealState.MET: _("The supply side quotes."),
    DealState.QUOTED: _("Accept the quote: the signed contract is recorded with its amounts."),
    DealState.SIGNED: _("Enter the registration number of the contract, and the money as it is received."),
    DealState.PAID: _("Rate how it went; further payments are recorded as they come."),
    DealState.RATED: _("Nothing is left to do; further payments are recorded as they come."),
    DealState.CLOSED: _("Nothing is left to do."),
    DealState.LAPSED: _("Nobody acted in time; take it up again, or leave it."),
}
"""What comes next, by state."""


def turn_of(state: str, *, answered: Collection[str], has_broker: bool) -> Turn:
    """Return whose turn it is; ``answered``: the sides that gave their consent. Without a broker the supply side does
    what a broker would.
    """
    if state == DealState.PROPOSED:
        open_sides = [side for side in DealSide if side not in answered]
        if len(open_sides) == 2:
            return Turn.BOTH
        return Turn(open_sides[0].value) if open_sides else Turn.NOBODY
    turn = TURNS.get(state, Turn.NOBODY)
    return Turn.SUPPLY if turn is Turn.BROKER and not has_broker else turn
