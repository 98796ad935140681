"""One-to-one meetings at an event: who meets whom, and when, so that the sum of scores is as high as it can be.

First who meets whom: a linear programme over pairs with at least and at most so many meetings for everybody and no
more than tables × slots in all. Its matrix is totally unimodular (two nested families of sums), so its optimum is in
whole meetings. Where nobody is away, slots follow exactly (:mod:`keqiao.engine.matching.slots`). Where somebody is, a
small event is solved over pair × slot in whole numbers; a large one is filled slot by slot
(:mod:`keqiao.engine.matching.slot_matching`). Either way what may be missing to the bound is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import LinearConstraint, linprog, milp

from keqiao.engine.matching.slot_matching import FIXED, SlotTables, place_around_absences
from keqiao.engine.matching.slots import FREE, colour
from keqiao.language import Message, message

WHOLE = 1e-6
"""So far from a whole number may a solver's whole number be."""
SECONDS = 10.0
"""So long the search in whole numbers may go on."""
SMALL = 2_000
"""Up to so many pairs, pairs and slots are searched together where somebody is away."""


class MeetingsError(Exception):
    """No schedule keeps what was asked; the message says what stands against what."""

    def __init__(self, sentence: Message) -> None:
        self.message = sentence
        super().__init__(str(sentence))


@dataclass(frozen=True)
class EventSide:
    """The participants of one side: at least and at most so many meetings each, and when they are away.

    ``least``, ``most``: participants. ``away``: participants × slots, True where they cannot come. ``names``: what
    messages call them; by number where it is empty.
    """

    least: NDArray[np.int64]
    most: NDArray[np.int64]
    away: NDArray[np.bool_]
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.most)


@dataclass(frozen=True)
class MeetingEvent:
    """Two sides, the tables of each slot, and who may meet whom.

    ``pairs``: pairs × 2 (who of the first side, who of the second); a pair that must not meet is left out. ``scores``:
    pairs, above 0. ``must``: places in ``pairs`` of those that have to meet. ``tables``: slots.
    """

    first: EventSide
    second: EventSide
    tables: NDArray[np.int64]
    pairs: NDArray[np.int64]
    scores: NDArray[np.float64]
    must: frozenset[int] = field(default_factory=frozenset)

    @property
    def slots(self) -> int:
        """The number of slots."""
        return len(self.tables)


@dataclass(frozen=True)
class Schedule:
    """``slot``: of each pair of the event, −1 where it does not meet; the sum of scores, and what none exceeds."""

    slot: NDArray[np.int64]
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """What may be missing, as a share of the bound."""
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def schedule(event: MeetingEvent, seconds: float = SECONDS) -> Schedule:
    """The best schedule of an event. Raises :class:`MeetingsError` where none keeps what has to be kept."""
    _refuse_clashes(event)
    if not len(event.pairs):
        return _schedule(event, np.full(0, FREE), 0.0)
    chosen, bound = _pairs(event)
    if not event.first.away.any() and not event.second.away.any() and _even(event.tables):
        slot = np.full(len(event.pairs), FREE)
        slot[chosen] = colour(event.pairs[chosen], len(event.first), len(event.second), event.slots)
        return _schedule(event, slot, bound)
    if len(event.pairs) > SMALL:
        filled = _filled(event, chosen)
        if filled is not None:
            return _schedule(event, filled, bound)
    slot, reached = _slots(event, seconds)
    return _schedule(event, slot, min(bound, reached))


def repair(event: MeetingEvent, earlier: Schedule, gone: Iterable[tuple[int, int, int]]) -> Schedule:
    """The schedule after no-shows: no meeting of others moves, and the gaps take the best new meetings.

    ``gone``: (side 0 or 1, participant, the slot from which they are missing). Least numbers bind no longer.
    """
    away = [event.first.away.copy(), event.second.away.copy()]
    for side, person, since in gone:
        away[side][person, since:] = True
    slot = earlier.slot.copy()
    for pair in np.flatnonzero(slot != FREE):
        if any(away[side][event.pairs[pair, side], slot[pair]] for side in (0, 1)):
            slot[pair] = FREE
    held = np.flatnonzero(slot != FREE)
    tables = event.tables - np.bincount(slot[held], minlength=event.slots)
    sides = []
    for side, whole in enumerate((event.first, event.second)):
        people = event.pairs[held, side]
        away[side][people, slot[held]] = True
        most = whole.most - np.bincount(people, minlength=len(whole))
        sides.append(EventSide(np.zeros_like(whole.least), most, away[side]))
    open_pairs = np.flatnonzero(slot == FREE)
    rest = MeetingEvent(sides[0], sides[1], tables, event.pairs[open_pairs], event.scores[open_pairs])
    added = schedule(rest)
    slot[open_pairs] = added.slot
    return _schedule(event, slot, float(event.scores[held].sum()) + added.bound)


def _schedule(event: MeetingEvent, slot: NDArray[np.int64], bound: float) -> Schedule:
    value = float(event.scores[slot != FREE].sum())
    return Schedule(slot, value, max(bound, value))


def _even(tables: NDArray[np.int64]) -> bool:
    return bool((tables == tables[0]).all()) if len(tables) else False


def _refuse_clashes(event: MeetingEvent) -> None:
    if (event.scores <= 0).any():
        raise ValueError("scores above 0 are wanted; leave a pair out that must not meet")
    for column, side in enumerate((event.first, event.second)):
        partners = np.bincount(event.pairs[:, column], minlength=len(side))
        room = np.minimum(side.most, (~side.away).sum(1))
        wanted = np.bincount(event.pairs[sorted(event.must), column], minlength=len(side))
        for person in np.flatnonzero((side.least > np.minimum(room, partners)) | (wanted > room)):
            raise MeetingsError(
                message(
                    "{who}: at least {least} meetings are wanted ({must} of them fixed), "
                    "{room} can be held and there are {partners} partners.",
                    who=_name(event, column, int(person)),
                    least=int(max(side.least[person], wanted[person])),
                    must=int(wanted[person]),
                    room=int(room[person]),
                    partners=int(partners[person]),
                )
            )
    for pair in sorted(event.must):
        one, other = event.pairs[pair]
        if (event.first.away[one] | event.second.away[other]).all():
            raise MeetingsError(
                message(
                    "{one} and {other} have to meet, and are never both there.",
                    one=_name(event, 0, int(one)),
                    other=_name(event, 1, int(other)),
                )
            )


def _name(event: MeetingEvent, column: int, person: int) -> str | Message:
    """What a message calls a participant."""
    names = (event.first, event.second)[column].names
    if names:
        return names[person]
    number = person + 1
    if column == 0:
        return message("Number {number} of the first side", number=number)
    return message("Number {number} of the second side", number=number)


_IMPOSSIBLE = message(
    "There is no schedule that gives everybody the least number of meetings and keeps the fixed ones."
)


def _rows(groups: NDArray[np.int64], count: int) -> sparse.csr_array:
    """A matrix whose row g adds up the variables of group g."""
    size = len(groups)
    return sparse.csr_array((np.ones(size), (groups, np.arange(size))), shape=(count, size))


def _pairs(event: MeetingEvent) -> tuple[NDArray[np.int64], float]:
    """Which pairs meet, by the programme over pairs, and its optimum."""
    sides = ((event.first, 0), (event.second, 1))
    sums = [_rows(event.pairs[:, column], len(side)) for side, column in sides]
    most = [np.minimum(side.most, (~side.away).sum(1)) for side, _ in sides]
    total = sparse.csr_array(np.ones((1, len(event.pairs))))
    above = sparse.vstack([*sums, *(-rows for rows in sums), total], format="csr")
    limits = np.concatenate([*most, *(-side.least for side, _ in sides), [event.tables.sum()]])
    lower = np.zeros(len(event.pairs))
    lower[sorted(event.must)] = 1
    solution = linprog(
        -event.scores,
        A_ub=above,
        b_ub=limits,
        bounds=np.column_stack([lower, np.ones(len(event.pairs))]),
        method="highs-ds",
    )
    if solution.x is None:
        raise MeetingsError(_IMPOSSIBLE)
    return np.flatnonzero(solution.x > 0.5), float(-solution.fun)


def _filled(event: MeetingEvent, chosen: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Slots by matchings; None where they leave out a fixed meeting or somebody's least number."""
    wanted = np.zeros(len(event.pairs), dtype=bool)
    wanted[chosen] = True
    weights = event.scores.astype(float).copy()
    weights[sorted(event.must)] += FIXED
    slot = place_around_absences(
        event.pairs,
        weights,
        wanted,
        SlotTables(
            (~event.first.away, ~event.second.away),
            (event.first.most.copy(), event.second.most.copy()),
            event.tables.copy(),
        ),
    )
    met = np.flatnonzero(slot != FREE)
    held = event.must <= set(met.tolist()) and all(
        (np.bincount(event.pairs[met, column], minlength=len(side)) >= side.least).all()
        for side, column in ((event.first, 0), (event.second, 1))
    )
    return slot if held else None


def _slots(event: MeetingEvent, seconds: float) -> tuple[NDArray[np.int64], float]:
    """Pairs and slots by the programme over pair × slot, and what no schedule exceeds."""
    pairs = event.pairs
    there = ~(event.first.away[pairs[:, 0]] | event.second.away[pairs[:, 1]])
    there &= event.tables > 0
    pair, slot = np.nonzero(there)
    placed = np.full(len(event.pairs), FREE)
    if not len(pair):
        if event.must or event.first.least.any() or event.second.least.any():
            raise MeetingsError(_IMPOSSIBLE)
        return placed, 0.0
    ends = pairs[pair]
    once = _rows(pair, len(pairs))
    blocks, least, most = [once], [np.zeros(len(pairs))], [np.ones(len(pairs))]
    least[0][sorted(event.must)] = 1
    for side, column in ((event.first, 0), (event.second, 1)):
        blocks.append(_rows(ends[:, column] * event.slots + slot, len(side) * event.slots))
        least.append(np.zeros(len(side) * event.slots))
        most.append(np.ones(len(side) * event.slots))
        blocks.append(_rows(ends[:, column], len(side)))
        least.append(side.least.astype(float))
        most.append(side.most.astype(float))
    blocks.append(_rows(slot, event.slots))
    least.append(np.zeros(event.slots))
    most.append(event.tables.astype(float))
    limits = LinearConstraint(
        sparse.vstack(blocks, format="csr"), np.concatenate(least), np.concatenate(most)
    )
    costs = -event.scores[pair]
    relaxed = linprog(
        costs,
        A_ub=sparse.vstack([limits.A, -limits.A[needed := limits.lb > 0]], format="csr"),
        b_ub=np.concatenate([limits.ub, -limits.lb[needed]]),
        bounds=(0, 1),
        method="highs-ipm",
    )
    if relaxed.x is None:
        raise MeetingsError(_IMPOSSIBLE)
    best, bound = relaxed.x, float(-relaxed.fun)
    if np.abs(best - best.round()).max(initial=0) > WHOLE:
        whole = milp(
            costs,
            constraints=limits,
            bounds=(0, 1),
            integrality=np.ones(len(costs)),
            options={"time_limit": seconds},
        )
        if whole.x is None:
            raise MeetingsError(_IMPOSSIBLE)
        best = whole.x
    meets = best > 0.5
    placed[pair[meets]] = slot[meets]
    return placed, bound
