"""What the list of deals is asked for. Nothing filters or sorts by what a side may not know of the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.funnel import FUNNEL
from keqiao.web.deals.models import CONTRACTED, OPEN_STATES, Channel, Deal, DealState, DealStep, Turn
from keqiao.web.deals.procedure import in_turn
from keqiao.web.deals.rights import CONDUCT, VIEW
from keqiao.web.deals.selectors import brokers, deals_for
from keqiao.web.site.lists import Filter, with_value

MINE, OPEN, OVERDUE, CONTRACT, MONEY = "mine", "open", "overdue", "contract", "money"
ON_BOARD = ("turn", "due", "channel", "broker", "platform")
"""Filters of the board."""


def filters(user: Actor) -> list[Filter]:
    """Return the filters of the list, for this reader."""
    visible = deals_for(user)
    states = [
        (OPEN, _("under way")),
        (CONTRACT, _("with a contract")),
        (MONEY, _("with money received")),
        *((code, str(words)) for code, words in DealState.choices),
    ]
    turns = [(MINE, _("mine")), *((code, str(words)) for code, words in Turn.choices)]
    narrowing = [
        Filter("state", pgettext("deal", "State"), choices=states, apply=_in_state),
        Filter("turn", _("Whose turn"), choices=turns, apply=_turn_for(user)),
        Filter("due", pgettext("deal", "Due"), choices=[(OVERDUE, _("overdue"))], apply=_due),
        Filter(
            "channel",
            _("Channel"),
            choices=[(c, str(w)) for c, w in Channel.choices],
            apply=with_value("channel"),
        ),
        Filter("year", _("Opened in"), choices=_years(visible), apply=_opened_in),
    ]
    reasons = [(reason.code, str(reason.name)) for reason in RULES.in_force().reasons]
    narrowing.append(
        Filter("reason", _("Reason of closing"), choices=reasons, apply=with_value("closing_reason"))
    )
    reached = [(state, str(DealState(state).label)) for state, _actions in FUNNEL]
    narrowing.append(Filter("reached", _("Came as far as"), choices=reached, apply=_reached))
    if user.scope_for(CONDUCT) is not None or user.scope_for(VIEW) == "all":
        platforms = visible.order_by().exclude(supply__platform=None)
        names = platforms.values_list("supply__platform__code", "supply__platform__short_name").distinct()
        by_code = with_value("supply__platform__code")
        narrowing.append(Filter("platform", _("Platform"), choices=sorted(set(names)), apply=by_code))
        people = [(str(person.pk), str(person)) for person in brokers(visible)]
        narrowing.append(
            Filter("broker", pgettext("deal", "Broker"), choices=people, apply=with_value("broker_id"))
        )
    return narrowing


def _in_state(rows: QuerySet[Deal], state: str) -> QuerySet[Deal]:
    several = {
        OPEN: OPEN_STATES,
        CONTRACT: CONTRACTED,
        MONEY: (DealState.PAID, DealState.RATED),
    }.get(state)
    return rows.filter(state__in=several) if several else rows.filter(state=state)


def _reached(rows: QuerySet[Deal], state: str) -> QuerySet[Deal]:
    steps = DealStep.objects.filter(action__in=dict(FUNNEL)[state])
    return rows.filter(pk__in=steps.values("deal"))


def _turn_for(user: Actor) -> Callable[[Any, str], Any]:
    def apply(rows: QuerySet[Deal], turn: str) -> QuerySet[Deal]:
        if turn == MINE:
            return rows.filter(in_turn(user))
        return rows.filter(turn=turn, state__in=OPEN_STATES)

    return apply


def _due(rows: QuerySet[Deal], when: str) -> QuerySet[Deal]:
    return rows.filter(Q(due_on__lt=today()), state__in=OPEN_STATES)


def _years(rows: QuerySet[Deal]) -> list[tuple[str, str]]:
    years = rows.order_by().values_list("opened_at__year", flat=True).distinct()
    return [(str(year), str(year)) for year in sorted(set(years), reverse=True)]


def _opened_in(rows: QuerySet[Deal], year: str) -> QuerySet[Deal]:
    return rows.filter(opened_at__year=int(year))
