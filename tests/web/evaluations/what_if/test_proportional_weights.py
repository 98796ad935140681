"""Weights of one branch: the sum stays, what is asked last is given first, the others keep their proportion."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.evaluations.what_if.proportional_weights import exact, places, shared

weights = st.lists(st.integers(0, 4000).map(lambda cents: Decimal(cents) / 100), min_size=2, max_size=9)


@st.composite
def questions(draw):
    written = draw(weights.filter(any))
    order = draw(st.lists(st.integers(0, len(written) - 1), unique=True, max_size=len(written)))
    asked = {place: Decimal(draw(st.integers(0, 9000))) / 100 for place in order}
    return written, asked


@given(questions())
def test_the_sum_stays_and_nothing_is_negative(question):
    written, asked = question
    total = sum(written)
    made = shared(total, written, asked, 2)
    assert sum(made) == total
    assert min(made) >= 0


@given(questions())
def test_the_last_asked_gets_what_it_asks_for_as_far_as_the_total_goes(question):
    written, asked = question
    if not asked:
        return
    total, last = sum(written), list(asked)[-1]
    if len(asked) == len(written) and len(asked) == 1:
        return
    assert shared(total, written, asked, 2)[last] == min(asked[last], total)


@given(questions())
def test_the_others_keep_their_proportion_to_the_last_decimal(question):
    written, asked = question
    made = shared(sum(written), written, asked, 2)
    free = [place for place in range(len(written)) if place not in asked]
    rest, before = sum(made[place] for place in free), sum(written[place] for place in free)
    if before:
        assert all(abs(made[place] - rest * written[place] / before) < Decimal("0.01") for place in free)


@given(weights.filter(any))
def test_nothing_asked_leaves_the_weights(written):
    assert shared(sum(written), written, {}, 2) == written
    assert shared(sum(written), written, {0: written[0]}, 2) == written


def test_where_all_are_held_the_one_asked_longest_ago_gives_way():
    fifty = Decimal(50)
    assert shared(Decimal(100), [fifty, fifty], {0: Decimal(40), 1: Decimal(70)}, 2) == [30, 70]
    assert shared(Decimal(100), [fifty, fifty], {1: Decimal(70), 0: Decimal(40)}, 2) == [40, 60]
    assert shared(Decimal(100), [fifty, fifty], {0: Decimal(80), 1: Decimal(70)}, 2) == [30, 70]


def test_three_equal_parts_of_a_hundred():
    third = shared(Decimal(100), [Decimal(1)] * 3, {}, 2)
    assert [str(part) for part in third] == ["33.34", "33.33", "33.33"]


def test_decimals_are_those_written_and_enough_to_move():
    assert places([Decimal(35), Decimal(65)], Decimal(100)) == 2
    assert places([exact(0.35), exact(0.65)], Decimal(1)) == 4
    assert places([exact(33.333), exact(66.667)], Decimal(100)) == 3
    assert places([exact(1e-30)], Decimal(1)) == 12
