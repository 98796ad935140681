"""The timetable of an event by the engine's meetings, and its repair after somebody does not come.

A pair is worth the wishes of both sides and how well a need of one fits an offer of the other; who wishes not to meet
does not. Pairs worth nothing are left out: an empty slot is better than a meeting that nobody wants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from keqiao.engine.matching.meetings import EventSide, MeetingEvent, MeetingsError, Schedule, repair, schedule
from keqiao.engine.matching.slots import FREE
from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.counterparts import findable, matches_of
from keqiao.web.exchange.models import Need
from keqiao.web.jobs.leases import once
from keqiao.web.jobs.progress import Progress, Refused
from keqiao.web.meetings import notifications
from keqiao.web.meetings.documents import RULES
from keqiao.web.meetings.models import (
    EventMeeting,
    EventParticipation,
    EventSideChoice,
    MatchmakingEvent,
    MeetingWish,
    PairRule,
)
from keqiao.web.meetings.procedure import EVENTS
from keqiao.web.site.stored_sentences import in_words

LOOKED_AT = 50
"""So many offers are looked at for each need."""
Pair = tuple[int, int]
"""Keys of the participants of the demand and of the supply side."""


@once
def plan_in_background(progress: Progress, *, event: int) -> str:
    """The job: make the timetable of an event for who started it; return the address of the event."""
    progress.update(0.1)
    row = MatchmakingEvent.objects.get(pk=event)
    try:
        plan(progress.job.owner, event)
    except (ValidationError, PermissionDenied) as refusal:
        words = refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
        raise Refused("%(why)s", why=words) from refusal
    return row.get_absolute_url()


def plan(actor: Actor, pk: int, *, since: int | None = None) -> Schedule:
    """Make the timetable of an event anew. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with EVENTS.acting(actor, pk, "plan", since=since) as work:
        event: MatchmakingEvent = work.row
        rules = {(rule.demand_id, rule.supply_id): rule for rule in event.pair_rules.all()}
        layout = _layout(event, _with_rules(event, _scores(event), rules), rules=rules)
        try:
            timetable = schedule(layout.problem)
        except MeetingsError as error:
            raise ValidationError(in_words(error.message)) from error
        event.meetings.all().delete()
        _store(event, layout, timetable, {})
        work.note("timetable", None, int((timetable.slot != FREE).sum()))
    return timetable


def mend(actor: Actor, event: MatchmakingEvent, gone: EventParticipation, since: int) -> None:
    """Cancel the meetings of who does not come from a slot on (counted from 0); nobody else moves, gaps are filled.

    Called within the transaction of the action by which somebody is gone.
    """
    with EVENTS.acting(actor, event.pk, "repair") as work:
        row: MatchmakingEvent = work.row
        held = {(m.demand_id, m.supply_id): m for m in row.meetings.filter(cancelled=False)}
        barred = set(row.pair_rules.filter(must=False).values_list("demand", "supply"))
        worth = {pair: points for pair, points in _scores(row).items() if pair not in barred}
        layout = _layout(row, worth, held)
        slot = np.array([held[pair].slot if pair in held else FREE for pair in layout.pairs], dtype=np.int64)
        for past in range(since):  # what is over gets no new meeting
            layout.problem.tables[past] = (slot == past).sum()
        side = 0 if gone.side == EventSideChoice.DEMAND else 1
        earlier = Schedule(slot, float(layout.problem.scores[slot != FREE].sum()), 0.0)
        timetable = repair(layout.problem, earlier, [(side, layout.places[side][gone.pk], since)])
        changed = _store(row, layout, timetable, held)
        work.note("timetable", len(held), int((timetable.slot != FREE).sum()))
        notifications.of_change(row, changed - {gone})


@dataclass(frozen=True)
class EventLayout:
    """An event as the engine reads it: ``people`` of both sides in their order, ``places``: key → number of each side,
    ``pairs``: keys of the pairs in the order of ``problem.pairs``.
    """

    people: tuple[list[EventParticipation], list[EventParticipation]]
    places: tuple[dict[int, int], dict[int, int]]
    pairs: list[Pair]
    problem: MeetingEvent


def _with_rules(
    event: MatchmakingEvent, scores: Mapping[Pair, float], rules: Mapping[Pair, PairRule]
) -> dict[Pair, float]:
    """The worth of pairs with those that have to meet and without those that must not.

    Raises ValidationError where a pair has to meet that one of the two does not wish (said after it was laid down).
    """
    unwanted = {
        frozenset(pair)
        for pair in MeetingWish.objects.filter(of__event=event, wanted=False).values_list("of", "other")
    }
    worth = {pair: points for pair, points in scores.items() if pair not in rules or rules[pair].must}
    coming = set(event.participations.coming().values_list("pk", flat=True))
    for pair, rule in rules.items():
        if not rule.must or not coming.issuperset(pair):
            continue
        if frozenset(pair) in unwanted:
            raise ValidationError(
                _("%(pair)s have to meet, and one of them does not wish it. Take one of the two back.")
                % {"pair": rule}
            )
        worth.setdefault(pair, float(RULES.in_force().wish))
    return worth


def _layout(
    event: MatchmakingEvent,
    scores: Mapping[Pair, float],
    held: Mapping[Pair, EventMeeting] | None = None,
    rules: Mapping[Pair, PairRule] | None = None,
) -> EventLayout:
    """Everybody who comes, and who is in a meeting that is held; pairs in a fixed order."""
    held, rules = held or {}, rules or {}
    in_meetings = {key for pair in held for key in pair}
    rows = [
        row
        for row in event.participations.select_related("organisation").order_by("pk")
        if row.state in ("signed", "present") or row.pk in in_meetings
    ]
    people = (
        [row for row in rows if row.side == EventSideChoice.DEMAND],
        [row for row in rows if row.side == EventSideChoice.SUPPLY],
    )
    places = tuple({row.pk: number for number, row in enumerate(side)} for side in people)
    worth = dict(scores) | {pair: meeting.points for pair, meeting in held.items()}
    pairs = sorted(pair for pair in worth if pair[0] in places[0] and pair[1] in places[1])
    sides = [_side(event, side) for side in people]
    problem = MeetingEvent(
        sides[0],
        sides[1],
        np.full(event.slots, event.tables, dtype=np.int64),
        np.array([(places[0][a], places[1][b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2),
        np.array([worth[pair] for pair in pairs], dtype=float),
        frozenset(number for number, pair in enumerate(pairs) if pair in rules and rules[pair].must),
    )
    return EventLayout(people, (places[0], places[1]), pairs, problem)


def _side(event: MatchmakingEvent, people: list[EventParticipation]) -> EventSide:
    away = np.zeros((len(people), event.slots), dtype=bool)
    for number, row in enumerate(people):
        away[number, [slot for slot in row.away if slot < event.slots]] = True
    none = np.zeros(len(people), dtype=np.int64)
    names = tuple(str(row.organisation) for row in people)
    return EventSide(none, np.full(len(people), event.most, dtype=np.int64), away, names)


def _scores(event: MatchmakingEvent) -> dict[Pair, float]:
    """What each pair of those who come is worth; without those that one side wishes not to meet."""
    rules = RULES.in_force()
    coming = list(event.participations.coming())
    sides = {row.pk: row.side for row in coming}
    worth: dict[Pair, float] = defaultdict(float)
    refused: set[Pair] = set()
    for wish in MeetingWish.objects.filter(of__in=sides, other__in=sides):
        pair = (wish.of_id, wish.other_id)
        pair = pair if sides[wish.of_id] == EventSideChoice.DEMAND else (pair[1], pair[0])
        if wish.wanted:
            worth[pair] += float(rules.wish)
        else:
            refused.add(pair)
    for pair, share in _fits(coming):
        worth[pair] += float(rules.match) * share
    return {pair: points for pair, points in worth.items() if points > 0 and pair not in refused}


def _fits(coming: Iterable[EventParticipation]) -> Iterator[tuple[Pair, float]]:
    """How well the open needs of one side fit the open offers of the other, the best pair 1; only what is public."""
    by_side: dict[str, dict[int, int]] = {"demand": {}, "supply": {}}
    for row in coming:
        by_side[row.side][row.organisation_id] = row.pk
    best: dict[Pair, float] = {}
    for need in findable(None, Need).filter(organisation__in=by_side["demand"]):
        for match in matches_of(None, need, LOOKED_AT).fitting:
            supplier = by_side["supply"].get(match.posting.row.organisation_id)
            if supplier is not None:
                pair = (by_side["demand"][need.organisation_id], supplier)
                best[pair] = max(best.get(pair, 0.0), match.candidate.score)
    highest = max(best.values(), default=1.0)
    for pair, score in best.items():
        yield pair, score / highest


def _store(
    event: MatchmakingEvent, layout: EventLayout, timetable: Schedule, held: Mapping[Pair, EventMeeting]
) -> set[EventParticipation]:
    """Write a timetable: meetings that stand keep slot and table, others are cancelled or made.

    Return who is touched.
    """
    by_pair = {
        pair: int(slot) for pair, slot in zip(layout.pairs, timetable.slot, strict=True) if slot != FREE
    }
    touched: set[int] = set()
    for pair, meeting in held.items():
        if by_pair.get(pair) != meeting.slot:
            EventMeeting.objects.filter(pk=meeting.pk).update(cancelled=True)
            touched |= set(pair)
    taken: dict[int, set[int]] = defaultdict(set)
    for pair, meeting in held.items():
        if by_pair.get(pair) == meeting.slot:
            taken[meeting.slot].add(meeting.table)
    worth = dict(zip(layout.pairs, layout.problem.scores.tolist(), strict=True))
    made: list[EventMeeting] = []
    for pair, slot in sorted(by_pair.items(), key=lambda entry: (entry[1], entry[0])):
        if pair in held and held[pair].slot == slot:
            continue
        table = next(number for number in range(event.tables) if number not in taken[slot])
        taken[slot].add(table)
        made.append(
            EventMeeting(
                event=event, demand_id=pair[0], supply_id=pair[1], slot=slot, table=table, points=worth[pair]
            )
        )
        touched |= set(pair)
    EventMeeting.objects.bulk_create(made)
    event.value, event.bound = timetable.value, timetable.bound
    everybody: dict[int, Any] = {row.pk: row for side in layout.people for row in side}
    return {everybody[key] for key in touched}
