"""The procedure of a deal: which step is possible when, who may take it, and why not.

::

    recommend, approach → proposed ─answer→ ─agree→ agreed ─protect→ protected ─appoint→ appointed ─keep_minutes→ met
        met ─quote→ quoted ─sign→ signed ─receive→ paid ─rate→ rated        (a meeting needs no agreement of secrecy)
        signed, paid, rated ─register→ the contract is a row of the register
        until signed ─lapse→ lapsed ─reopen→ as before;  every open state ─close→ closed

A side answers, quotes and rates itself; where it has no users of its own the broker does it on its behalf.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.accounts.visibility import NOTHING
from keqiao.web.audit.clock import today
from keqiao.web.deals import notifications
from keqiao.web.deals.actions import DealActing
from keqiao.web.deals.models import BEFORE_CONTRACT, OPEN_STATES, Deal, DealSide, Turn
from keqiao.web.deals.parties import conducts, sides_of, speaks_for
from keqiao.web.deals.rights import CONDUCT, TAKE_PART
from keqiao.web.deals.turns import NEXT
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure

State = Deal.State
EITHER = (TAKE_PART, CONDUCT)


def _permit(user: Actor, right: str, deal: Deal) -> Decision:
    """Whether the user holds a right at all; whether it reaches the deal say the obstacles."""
    return decide(user, right)


def _party(user: Actor, deal: Deal) -> str:
    """Both sides and who conducts the deal."""
    if speaks_for(user, deal) or conducts(user, deal):
        return ""
    return _("The deal belongs to its two sides and its broker.")


def acting_sides(user: Actor, deal: Deal) -> list[DealSide]:
    """Return the sides that the user acts for: the own, and for who conducts the deal those without users."""
    own = speaks_for(user, deal)
    if conducts(user, deal):
        own += [side for side in DealSide if deal.unit_id_on(side) is None and side not in own]
    return own


def _for_side(user: Actor, deal: Deal, side: DealSide) -> str:
    if side in acting_sides(user, deal):
        return ""
    if side is DealSide.DEMAND:
        return _("The demand side does this itself.")
    return _("The supply side does this itself.")


def _supply(user: Actor, deal: Deal) -> str:
    return "" if conducts(user, deal) else _for_side(user, deal, DealSide.SUPPLY)


def _conducting(user: Actor, deal: Deal) -> str:
    """Who conducts the deal; the supply side where there is no broker."""
    if conducts(user, deal) or (deal.broker_id is None and DealSide.SUPPLY in sides_of(user, deal)):
        return ""
    return _("The broker does this.") if deal.broker_id else _("The supply side does this.")


def _unanswered(user: Actor, deal: Deal) -> list[DealSide]:
    answered = set(deal.answers.values_list("side", flat=True))
    return [side for side in acting_sides(user, deal) if side not in answered]


def _first_answer(user: Actor, deal: Deal) -> str:
    if not acting_sides(user, deal):
        return _("Both sides answer for themselves.")
    if not _unanswered(user, deal):
        return _("You answered already; it is the other side's turn.")
    if deal.answers.exists():
        return _("The other side answered already: your consent brings both together.")
    return ""


def _last_answer(user: Actor, deal: Deal) -> str:
    if not acting_sides(user, deal):
        return _("Both sides answer for themselves.")
    if not _unanswered(user, deal):
        return _("You answered already; it is the other side's turn.")
    return "" if deal.answers.exists() else _("The other side has not answered yet.")


def _registrable(user: Actor, deal: Deal) -> str:
    if deal.contract_id is not None:
        return _("The contract is in the register already, as %(row)s.") % {"row": deal.contract}
    return _keeps_register(user, deal)


def _keeps_register(user: Actor, deal: Deal) -> str:
    """The seller keeps its rows of the register, or the bureau does."""
    if user.scope_for("registry.edit") == "all" and conducts(user, deal):
        return ""
    if DealSide.SUPPLY in sides_of(user, deal) and decide(user, "registry.edit"):
        return ""
    return _("The seller enters this in the register; a broker does not change registers.")


def _demand_rates(user: Actor, deal: Deal) -> str:
    return _for_side(user, deal, DealSide.DEMAND)


def _supply_rates(user: Actor, deal: Deal) -> str:
    if deal.ratings.filter(side=DealSide.SUPPLY).exists():
        return _("The supply side has rated already.")
    return _for_side(user, deal, DealSide.SUPPLY)


def _overdue(user: Actor, deal: Deal) -> str:
    reason = _conducting(user, deal)
    if not reason and (deal.due_on is None or deal.due_on >= today()):
        return _("The time of this step is not over yet.")
    return reason


_STATUS: dict[str, str | Promise] = dict(NEXT)


def _status(deal: Deal) -> str:
    """Say where a deal stands and what comes next."""
    return f"{deal.get_state_display()}{_(': ')}{_STATUS[deal.state]}"


def in_turn(user: Actor) -> Q:
    """Return the condition of deals in which it is the user's turn: as a side, as the broker, or for a side that has
    no users of its own.
    """
    demand, supply = Q(turn__in=(Turn.DEMAND, Turn.BOTH)), Q(turn__in=(Turn.SUPPLY, Turn.BOTH))
    mine = NOTHING
    if user.unit_id and user.has_right(TAKE_PART):
        mine |= demand & Q(demand_unit=user.unit_id) | supply & Q(supply_unit=user.unit_id)
    if user.has_right(CONDUCT):
        alone = demand & Q(demand_unit=None) | supply & Q(supply_unit=None)
        mine |= Q(broker=user) & (Q(turn=Turn.BROKER) | alone)
    return mine & Q(state__in=OPEN_STATES)


def _mine(user: Actor) -> QuerySet[Deal]:
    return Deal.objects.visible_to(user).filter(in_turn(user))


def _my_list() -> str:
    return f"{reverse('deals:list')}?turn=mine"


DEALS = Procedure(
    "deals",
    model=Deal,
    states=State,
    status=_status,
    work=DealActing,
    log="deals.",
    permit=_permit,
    related=("need", "offer", "demand", "supply", "broker", "contract"),
    actions=(
        Action(
            "recommend",
            pgettext_lazy("deal", "recommend"),
            to=State.PROPOSED,
            right=CONDUCT,
            notify=notifications.of_step,
            logged=gettext_lazy("recommend a deal"),
        ),
        Action(
            "approach",
            pgettext_lazy("deal", "express interest"),
            to=State.PROPOSED,
            right=TAKE_PART,
            notify=notifications.of_step,
            logged=gettext_lazy("express interest in a deal"),
        ),
        Action(
            "answer",
            pgettext_lazy("deal", "give consent"),
            at=(State.PROPOSED,),
            right=EITHER,
            obstacle=_first_answer,
            notify=notifications.of_step,
            logged=gettext_lazy("give consent to a deal"),
        ),
        Action(
            "agree",
            pgettext_lazy("deal", "give consent as the second"),
            at=(State.PROPOSED,),
            to=State.AGREED,
            right=EITHER,
            obstacle=_last_answer,
            notify=notifications.of_step,
            logged=gettext_lazy("give the second consent to a deal"),
        ),
        Action(
            "protect",
            pgettext_lazy("deal", "agree on secrecy"),
            at=(State.AGREED,),
            to=State.PROTECTED,
            right=EITHER,
            obstacle=_conducting,
            notify=notifications.of_step,
            logged=gettext_lazy("record an agreement of secrecy"),
        ),
        Action(
            "appoint",
            pgettext_lazy("deal", "appoint a meeting"),
            at=(State.AGREED, State.PROTECTED, State.APPOINTED, State.MET, State.QUOTED),
            to=State.APPOINTED,
            right=EITHER,
            obstacle=_conducting,
            notify=notifications.of_step,
            logged=gettext_lazy("appoint a meeting of a deal"),
        ),
        Action(
            "keep_minutes",
            pgettext_lazy("deal", "keep the minutes"),
            at=(State.APPOINTED,),
            to=State.MET,
            right=EITHER,
            obstacle=_conducting,
            notify=notifications.of_step,
            logged=gettext_lazy("keep the minutes of a deal"),
        ),
        Action(
            "quote",
            pgettext_lazy("deal", "quote"),
            at=(State.MET, State.QUOTED),
            to=State.QUOTED,
            right=EITHER,
            obstacle=_supply,
            notify=notifications.of_step,
            logged=gettext_lazy("quote in a deal"),
        ),
        Action(
            "sign",
            pgettext_lazy("deal", "record the contract"),
            at=(State.MET, State.QUOTED),
            to=State.SIGNED,
            right=EITHER,
            obstacle=_party,
            notify=notifications.of_step,
            logged=gettext_lazy("record the contract of a deal"),
        ),
        Action(
            "register",
            pgettext_lazy("deal", "enter the registration"),
            at=(State.SIGNED, State.PAID, State.RATED),
            right=EITHER,
            obstacle=_registrable,
            logged=gettext_lazy("register the contract of a deal"),
        ),
        Action(
            "receive",
            pgettext_lazy("deal", "record money received"),
            at=(State.SIGNED, State.PAID),
            to=State.PAID,
            right=EITHER,
            obstacle=_keeps_register,
            notify=notifications.of_step,
            logged=gettext_lazy("record money received for a deal"),
        ),
        Action(
            "receive_more",
            pgettext_lazy("deal", "record a further payment"),
            at=(State.RATED,),
            right=EITHER,
            obstacle=_keeps_register,
            logged=gettext_lazy("record a further payment for a deal"),
        ),
        Action(
            "rate",
            pgettext_lazy("deal", "rate"),
            at=(State.PAID,),
            to=State.RATED,
            right=EITHER,
            obstacle=_demand_rates,
            notify=notifications.of_step,
            logged=gettext_lazy("rate a deal"),
        ),
        Action(
            "rate_back",
            pgettext_lazy("deal", "rate as the supply side"),
            at=(State.PAID, State.RATED),
            right=EITHER,
            obstacle=_supply_rates,
            logged=gettext_lazy("rate a deal as the supply side"),
        ),
        Action(
            "close",
            pgettext_lazy("deal", "close"),
            at=(*OPEN_STATES, State.LAPSED),
            to=State.CLOSED,
            right=EITHER,
            obstacle=_party,
            reason=Reason.OPTIONAL,
            stamp="closed",
            notify=notifications.of_end,
            logged=gettext_lazy("close a deal"),
        ),
        Action(
            "lapse",
            pgettext_lazy("deal", "let lapse"),
            at=BEFORE_CONTRACT,
            to=State.LAPSED,
            right=EITHER,
            obstacle=_overdue,
            notify=notifications.of_end,
            logged=gettext_lazy("let a deal lapse"),
        ),
        Action(
            "reopen",
            pgettext_lazy("deal", "take up again"),
            at=(State.LAPSED,),
            right=EITHER,
            obstacle=_party,
            logged=gettext_lazy("take a lapsed deal up again"),
        ),
        Action(
            "prolong",
            pgettext_lazy("deal", "give more time"),
            at=OPEN_STATES,
            right=EITHER,
            obstacle=_conducting,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("give a deal more time"),
        ),
        Action(
            "assign",
            pgettext_lazy("deal", "give to another broker"),
            at=(*OPEN_STATES, State.LAPSED),
            right=CONDUCT,
            obstacle=_conducting,
            logged=gettext_lazy("give a deal to another broker"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Deals in which it is your turn: %(count)d"),
            actions=(
                "answer",
                "agree",
                "protect",
                "appoint",
                "keep_minutes",
                "quote",
                "sign",
                "receive",
                "rate",
            ),
            rows=_mine,
            url=_my_list,
        ),
    ),
)


def day_reached(deal: Deal) -> int:
    """Return for how many days the deal has been in its state."""
    return (today() - timezone.localdate(deal.moved_at)).days
