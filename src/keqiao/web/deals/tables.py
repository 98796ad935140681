"""Tables of deals: the list with its workbook, payments. What a reader may not know of a side stands in none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.deals.models import OPEN_STATES, Deal, DealSide
from keqiao.web.deals.parties import name_of
from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.site.tables.due import due_cell

SOON = 7
"""Days before the due date of a step from which it is yellow."""


def light_of(deal: Deal) -> Light:
    """Return the light of a deal's state; the due date of its next step has a light of its own."""
    if deal.state == Deal.State.LAPSED:
        return "bad"
    return "good" if deal.state == Deal.State.RATED or deal.state in OPEN_STATES else "none"


def due_on_of(deal: Deal) -> date | None:
    """Return until when the next step of an open deal is due."""
    return deal.due_on if deal.state in OPEN_STATES else None


def waiting_days(deal: Deal) -> int | None:
    """Return for how many days an open deal has been in its state."""
    if deal.state not in OPEN_STATES:
        return None
    return max(0, (today() - timezone.localdate(deal.moved_at)).days)


def deals_table(deals: Iterable[Any], user: Actor) -> Table:
    """Return a list of deals as the user may read them."""
    rows = [row_of(deal, user) for deal in deals]
    return Table(_("Deals"), columns(), rows, name="deals", stacked=True)


def row_of(deal: Any, user: Actor) -> dict[str, Any]:
    """Return a deal as the user may read it, by column."""
    return {
        "code": Cell(deal.code, url=deal.get_absolute_url()),
        "subject": Cell(deal.subject, url=deal.get_absolute_url()),
        "demand": name_of(user, deal, DealSide.DEMAND),
        "supply": name_of(user, deal, DealSide.SUPPLY),
        "state": Cell(deal.state, text=deal.get_state_display(), light=light_of(deal)),
        "turn": deal.get_turn_display() if deal.state in OPEN_STATES else "",
        "waiting": waiting_days(deal),
        "due_on": due_cell(due_on_of(deal), today(), SOON),
        "broker": str(deal.broker) if deal.broker else "",
        "channel": deal.get_channel_display(),
        "worth": getattr(deal, "worth", None),
        "opened_at": deal.opened_at,
    }


def columns() -> list[Column]:
    """Return the columns of a list of deals."""
    return [
        Column("code", pgettext("deal", "Deal")),
        Column("subject", pgettext("deal", "Subject")),
        Column("demand", _("Demand side")),
        Column("supply", _("Supply side")),
        Column("state", pgettext("deal", "State")),
        Column("turn", _("Whose turn")),
        Column("waiting", _("Days waiting"), "number"),
        Column("due_on", _("Due on"), "date"),
        Column("broker", pgettext("deal", "Broker")),
        Column("channel", _("Channel"), secondary=True),
        Column("worth", _("Contract amount"), "money", unit="万元"),
        Column("opened_at", _("Opened on"), "date", secondary=True),
    ]
