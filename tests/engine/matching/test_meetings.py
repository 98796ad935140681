"""Meetings at an event: as good as trying all schedules, nobody twice at once, and few changes after a no-show."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keqiao.engine.matching import meetings
from keqiao.engine.matching.meetings import EventSide, MeetingEvent, MeetingsError, Schedule, repair, schedule
from keqiao.engine.matching.slots import colour


def side(
    count: int, slots: int, *, least: int = 0, most: int | None = None, away: tuple[tuple[int, int], ...] = ()
) -> EventSide:
    absent = np.zeros((count, slots), dtype=bool)
    for person, slot in away:
        absent[person, slot] = True
    return EventSide(np.full(count, least), np.full(count, slots if most is None else most), absent)


def event(
    firsts: EventSide,
    seconds: EventSide,
    tables: list[int],
    scores: list[list[float]],
    must: frozenset[tuple[int, int]] = frozenset(),
) -> MeetingEvent:
    """An event of which ``scores`` names every pair; 0: they must not meet."""
    pairs = [(one, other) for one, row in enumerate(scores) for other, score in enumerate(row) if score > 0]
    values = [scores[one][other] for one, other in pairs]
    fixed = frozenset(at for at, pair in enumerate(pairs) if pair in must)
    return MeetingEvent(
        firsts,
        seconds,
        np.array(tables),
        np.array(pairs, np.int64).reshape(-1, 2),
        np.array(values, float),
        fixed,
    )


def holds(of: MeetingEvent, result: Schedule) -> None:
    """Nobody at two tables at once, at a table that is not there, while away, too often or too seldom."""
    met = np.flatnonzero(result.slot >= 0)
    assert of.must <= set(met.tolist())
    assert (np.bincount(result.slot[met], minlength=of.slots) <= of.tables).all()
    for people, column in ((of.first, 0), (of.second, 1)):
        seats = list(zip(of.pairs[met, column], result.slot[met], strict=True))
        assert len(set(seats)) == len(seats)
        assert not any(people.away[person, slot] for person, slot in seats)
        times = np.bincount(of.pairs[met, column], minlength=len(people))
        assert (times <= people.most).all()
        assert (times >= people.least).all()
    assert result.value == pytest.approx(of.scores[met].sum())
    assert result.value <= result.bound + 1e-9


def best_of_all(of: MeetingEvent) -> float | None:
    """The highest sum over all schedules, by trying them."""
    best = None
    for slots in itertools.product(range(-1, of.slots), repeat=len(of.pairs)):
        tried = Schedule(
            np.array(slots, dtype=np.int64), float(of.scores[np.array(slots) >= 0].sum()), np.inf
        )
        try:
            holds(of, tried)
        except AssertionError:
            continue
        best = tried.value if best is None else max(best, tried.value)
    return best


@st.composite
def small_events(draw: st.DrawFn) -> MeetingEvent:
    slots = draw(st.integers(1, 2))
    score = st.sampled_from([0, 0, 1, 2, 3.5])
    scores = draw(st.lists(st.lists(score, min_size=2, max_size=2), min_size=2, max_size=3))
    absent = st.frozensets(st.tuples(st.integers(0, 1), st.integers(0, slots - 1)), max_size=2)
    least = draw(st.integers(0, 1))
    firsts = side(len(scores), slots, most=draw(st.integers(1, 2)), away=tuple(draw(absent)))
    seconds = side(2, slots, least=least, away=tuple(draw(absent)))
    tables = draw(st.lists(st.integers(0, 2), min_size=slots, max_size=slots))
    return event(firsts, seconds, tables, scores)


@given(small_events())
def test_no_schedule_is_better(of: MeetingEvent) -> None:
    best = best_of_all(of)
    try:
        result = schedule(of)
    except MeetingsError:
        assert best is None
        return
    assert best is not None
    holds(of, result)
    assert result.value == pytest.approx(best)


def test_fixed_meetings_are_held_though_others_score_higher() -> None:
    of = event(side(2, 1), side(2, 1), [1], [[9, 1], [1, 9]], frozenset({(0, 1)}))
    result = schedule(of)
    holds(of, result)
    assert result.value == 1


def test_what_cannot_be_kept_is_refused_in_words() -> None:
    with pytest.raises(MeetingsError, match="Number 1 of the first side: at least 2 meetings"):
        schedule(event(side(1, 2, least=2), side(1, 2), [1, 1], [[5]]))
    never = event(side(1, 2, away=((0, 0),)), side(1, 2, away=((0, 1),)), [1, 1], [[5]], frozenset({(0, 0)}))
    with pytest.raises(MeetingsError, match="never both there"):
        schedule(never)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=24, unique=True))
def test_as_many_slots_as_meetings_of_one_are_enough_and_equally_full(pairs: list[tuple[int, int]]) -> None:
    assume(pairs)
    ends = np.array(pairs)
    needed = max(np.bincount(ends[:, 0]).max(), np.bincount(ends[:, 1]).max())
    for slots in (needed, needed + 2):
        found = colour(ends, 6, 5, slots)
        for column in (0, 1):
            assert len(set(zip(ends[:, column], found, strict=True))) == len(pairs)
        full = np.bincount(found, minlength=slots)
        assert full.max() - full.min() <= 1


def test_a_large_event_is_solved_to_its_bound() -> None:
    draw = np.random.default_rng(7)
    scores = np.round(draw.uniform(0.1, 1, (60, 30)), 3).tolist()
    of = event(side(60, 8, most=6), side(30, 8), [20] * 8, scores)
    result = schedule(of)
    holds(of, result)
    assert result.gap < 1e-9


def test_a_no_show_moves_nobody_and_fills_the_gap() -> None:
    draw = np.random.default_rng(3)
    of = event(side(8, 4, most=3), side(6, 4), [5] * 4, np.round(draw.uniform(0.1, 1, (8, 6)), 3).tolist())
    before = schedule(of)
    after = repair(of, before, [(0, 2, 1)])
    held = (before.slot >= 0) & ~((of.pairs[:, 0] == 2) & (before.slot >= 1))
    assert (after.slot[held] == before.slot[held]).all()
    lost = (of.pairs[:, 0] == 2) & (before.slot >= 1)
    assert lost.any()
    assert (after.slot[lost] == -1).all()
    new = (after.slot >= 0) & (before.slot < 0)
    assert new.any()
    holds(of, Schedule(after.slot, after.value, after.bound))


@given(small_events())
def test_matchings_slot_by_slot_keep_every_limit(of: MeetingEvent) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meetings, "SMALL", 0)
        try:
            result = schedule(of)
        except MeetingsError:
            assert best_of_all(of) is None
            return
    holds(of, result)


def test_a_large_event_with_absences_comes_close_to_its_bound() -> None:
    draw = np.random.default_rng(5)
    away = [tuple(map(tuple, np.argwhere(draw.random((count, 8)) < 0.1))) for count in (80, 40)]
    scores = np.round(draw.uniform(0.1, 1, (80, 40)), 3).tolist()
    fixed = frozenset({(0, 0), (1, 0), (79, 39)})
    of = event(side(80, 8, least=1, most=5, away=away[0]), side(40, 8, away=away[1]), [30] * 8, scores, fixed)
    result = schedule(of)
    holds(of, result)
    assert result.gap < 0.01
