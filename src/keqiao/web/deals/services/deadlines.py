"""The work of each day: who is to act is reminded, and what nobody acted on lapses after its day, never unannounced."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db import transaction

from keqiao.web.accounts.actors import Actor
from keqiao.web.deals import notifications
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import BEFORE_CONTRACT, OPEN_STATES, Deal
from keqiao.web.deals.procedure import DEALS
from keqiao.web.deals.services.disclosure import withhold


def look(today: date) -> tuple[int, int]:
    """Remind of what is due and let lapse what is over. Return how many were reminded and how many deals lapsed.

    A deal lapses only after those whose turn it is were told: the first look after a standstill of the system tells
    them, the next day's lets it lapse. Running it twice changes nothing.
    """
    rules = RULES.in_force()
    reminded = lapsed = 0
    first = max(rules.remind_before, default=0)
    due = Deal.objects.filter(state__in=OPEN_STATES, due_on__isnull=False).select_related(*DEALS.related)
    for deal in due.order_by("pk"):
        if deal.due_on is None or (deal.due_on - today).days > first:
            continue
        term = rules.term.get(deal.state)
        lapses = term is not None and term.lapses
        if lapses and deal.due_on < today and _was_told(deal, today):
            lapsed += _lapse(deal.pk, today)
        elif _is_day(deal.due_on, today, rules.remind_before):
            reminded += notifications.of_due(deal, today, lapses=lapses)
    return reminded, lapsed


def _is_day(due_on: date, today: date, before: tuple[int, ...]) -> bool:
    """Whether a reminder came due: the latest day of the rule counts where the system was off."""
    days = (due_on - today).days
    return days < 0 or any(days <= day for day in before)


def _was_told(deal: Deal, today: date) -> bool:
    """Whether a reminder of this due day was given before; a deal without anybody to tell need not be."""
    people = notifications.people_in_turn(deal)
    return not people or notifications.was_reminded(deal, today)


def _lapse(pk: int, today: date) -> int:
    """Let a deal lapse, if it still is over once it is locked."""
    with transaction.atomic():
        deal = Deal.objects.select_for_update(of=("self",)).filter(pk=pk, state__in=BEFORE_CONTRACT).first()
        if deal is None or deal.due_on is None or deal.due_on >= today:
            return 0
        work = DEALS.under_way(cast("Actor", None), deal, "lapse")
        deal.lapsed_from = deal.state
        withhold(None, deal)
        work.finish()
    return 1
