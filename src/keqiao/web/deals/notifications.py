"""Who hears of a deal: whose turn it is, both sides of what ends it, its people of what is due. No notice names the
other side: what a person may know of it the page says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.deals.documents import RULES
from keqiao.web.deals.models import Deal, DealSide, DealState, Turn
from keqiao.web.deals.rights import CONDUCT, TAKE_PART
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.models import Notice
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason

TURN = NoticeKind("deals.turn", pgettext_lazy("notice", "Your turn in a deal"), "watch")
MOVED = NoticeKind("deals.moved", pgettext_lazy("notice", "Deal"), "good")
DUE = NoticeKind("deals.due", pgettext_lazy("notice", "Deal due"), "watch")
LAPSED = NoticeKind("deals.lapsed", pgettext_lazy("notice", "Deal lapsed"), "bad")
CLOSED = NoticeKind("deals.closed", pgettext_lazy("notice", "Deal closed"))
KINDS = (TURN, MOVED, DUE, LAPSED, CLOSED)


def of_step(work: Any) -> None:
    """Tell those whose turn it is now, and both sides that the deal came further."""
    deal: Deal = work.row
    turn = message("Deal {deal}: it is your turn. {news}", deal=deal.code, news=news_of(deal))
    _tell(deal, _others(people_in_turn(deal), work), TURN, turn)
    moved = message("Deal {deal}: {news}", deal=deal.code, news=news_of(deal))
    waiting = {person.pk for person in people_in_turn(deal)}
    rest = [person for person in people_of(deal) if person.pk not in waiting]
    _tell(deal, _others(rest, work), MOVED, moved)


def of_end(work: Any) -> None:
    """Tell both sides and the broker that a deal is closed or lapsed, and why."""
    deal: Deal = work.row
    kind = LAPSED if deal.state == DealState.LAPSED else CLOSED
    sentence = message("Deal {deal}: {news}", deal=deal.code, news=news_of(deal))
    _tell(deal, _others(people_of(deal), work), kind, with_reason(sentence, work.reason))


def of_due(deal: Deal, today: date, *, lapses: bool) -> int:
    """Remind those whose turn it is of the day; tell what happens then. Return how many were told."""
    if deal.due_on is None:
        return 0
    days = (deal.due_on - today).days
    if days < 0:
        sentence = message(
            "Deal {deal} was due on {day}; it is your turn.", deal=deal.code, day=str(deal.due_on)
        )
    elif lapses:
        sentence = message(
            "Deal {deal} lapses after {day} unless you act; it is your turn.",
            deal=deal.code,
            day=str(deal.due_on),
        )
    else:
        sentence = message(
            "Deal {deal} is due on {day}; it is your turn.", deal=deal.code, day=str(deal.due_on)
        )
    key = f"{_due_key(deal)}{_stage(days)}"
    people = people_in_turn(deal)
    return notify(people, DUE, sentence, link=deal.get_absolute_url(), key=key, about=deal.code)


def was_reminded(deal: Deal, today: date) -> bool:
    """Whether anybody was reminded of the present due day before ``today``."""
    morning = timezone.make_aware(datetime.combine(today, time.min))
    return Notice.objects.filter(kind=DUE.code, key__startswith=_due_key(deal), at__lt=morning).exists()


def _due_key(deal: Deal) -> str:
    return f"deal-{deal.pk}-due-{deal.due_on:%Y%m%d}-"


def _stage(days: int) -> str:
    """One reminder for each day of the rule, and one when the day is over."""
    before = sorted(day for day in RULES.in_force().remind_before if day >= days)
    return "over" if days < 0 else str(before[0] if before else days)


def news_of(deal: Deal) -> Message:
    """Return where a deal stands as a sentence for both languages, which names nobody."""
    news: dict[str, Message] = {
        DealState.PROPOSED: message("Consent is asked."),
        DealState.AGREED: message("Both sides agreed; secrecy or a meeting comes next."),
        DealState.PROTECTED: message("Secrecy is agreed; a meeting comes next."),
        DealState.APPOINTED: message("A meeting is appointed."),
        DealState.MET: message("The minutes are kept; a quote comes next."),
        DealState.QUOTED: message("A quote is there; the contract comes next."),
        DealState.SIGNED: message("The contract is signed; its registration and the money come next."),
        DealState.PAID: message("Money was received; the rating comes next."),
        DealState.RATED: message("It was rated and is complete."),
        DealState.CLOSED: message("It is closed."),
        DealState.LAPSED: message("Nobody acted in time; it lapsed and can be taken up again."),
    }
    return news[deal.state]


def people_in_turn(deal: Deal) -> list[User]:
    """Return the people whose turn it is; the bureau where a side has no users of its own."""
    if deal.turn == Turn.BROKER:
        return [deal.broker] if deal.broker is not None else []
    wanted = list(DealSide) if deal.turn == Turn.BOTH else [side for side in DealSide if side == deal.turn]
    if deal.turn == Turn.BOTH:
        answered = set(deal.answers.values_list("side", flat=True)) if deal.pk else set()
        wanted = [side for side in wanted if side not in answered]
    people = [person for side in wanted for person in _of_side(deal, side)]
    return list({person.pk: person for person in people}.values())


def people_of(deal: Deal) -> list[User]:
    """Return both sides' people and the broker."""
    people = [person for side in DealSide for person in people_of_unit(deal.unit_id_on(side), TAKE_PART)]
    if deal.broker is not None:
        people.append(deal.broker)
    return list({person.pk: person for person in people}.values())


def _of_side(deal: Deal, side: DealSide) -> list[User]:
    people = people_of_unit(deal.unit_id_on(side), TAKE_PART)
    if people:
        return people
    return [deal.broker] if deal.broker is not None else people_everywhere(CONDUCT)


def _others(people: Iterable[User], work: Any) -> list[User]:
    """Whoever acted knows already."""
    return [person for person in people if work.actor is None or person.pk != work.actor.pk]


def _tell(deal: Deal, people: Iterable[User], kind: NoticeKind, sentence: Message) -> None:
    key = f"deal-{deal.pk}-{kind.code}-{deal.edition}"
    notify(people, kind, sentence, link=deal.get_absolute_url(), key=key, about=deal.code)
