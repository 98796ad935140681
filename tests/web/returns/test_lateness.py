"""The late counter is computed from the forms: by period, by the first hand-in, as known at a moment."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.web.facts_of_two import record_fact

from keqiao.periods import Period
from keqiao.web.audit.clock import story_at
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.derivations import Periods, Reading
from keqiao.web.returns import lateness
from keqiao.web.returns.models import Return
from keqiao.web.returns.services import review

from .conftest import collection_of
from .services.test_flow import handed_in

YEAR = Period.of_year(2025)


def late(world, period=YEAR, known_at=None):
    found = Computation(["late_returns"], [period], "reported", known_at)
    return [
        None if value is None else int(value)
        for value in (
            found.value("late_returns", scope, period).value for scope in (world.P01.pk, world.P02.pk, None)
        )
    ]


def collection(world):
    with story_at(datetime(2025, 1, 2, tzinfo=UTC)):
        world.collection = collection_of(world, period="2024", due_on=date(2025, 1, 15))
    world.form = world.collection.returns.get(platform=world.P01)
    world.other = world.collection.returns.get(platform=world.P02)


def test_a_form_counts_when_it_comes_late_or_not_at_all(bureau):
    collection(bureau)
    assert late(bureau) == [1, 1, 2]
    with story_at(datetime(2025, 1, 15, 12, tzinfo=UTC)):
        handed_in(bureau)
    with story_at(datetime(2025, 1, 18, 12, tzinfo=UTC)):
        handed_in(bureau, bureau.other, bureau.clerk_2)
    assert late(bureau) == [0, 1, 1]
    assert late(bureau, Period.parse("2025Q1")) == [0, 1, 1]
    assert late(bureau, Period.parse("2025Q2")) == [0, 0, 0]


def test_what_was_known_at_a_moment(bureau):
    collection(bureau)
    with story_at(datetime(2025, 1, 18, 12, tzinfo=UTC)):
        handed_in(bureau)
    moments = [datetime(2025, 1, day, 12, tzinfo=UTC) for day in (1, 10, 16, 20)]
    found = []
    for moment in moments:
        reading = Reading({bureau.P01.pk: (date(2020, 1, 1), None)}, "", moment)
        found.append(len(lateness.late(reading, Periods.of([YEAR])).collect()))
    assert found == [0, 0, 1, 1]


def test_a_second_hand_in_does_not_make_it_late(bureau):
    collection(bureau)
    with story_at(datetime(2025, 1, 14, 12, tzinfo=UTC)):
        form = handed_in(bureau)
        review.begin(bureau.officer_1, form.pk)
        review.doubt_cells(bureau.officer_1, form.pk, {"market_income": "偏高"})
        review.send_back(bureau.officer_1, form.pk)
    assert late(bureau)[0] == 0


def test_a_moved_due_date_counts_as_moved(bureau):
    collection(bureau)
    Return.objects.filter(pk=bureau.form.pk).update(due_on=date.today() + timedelta(days=9))
    assert late(bureau)[0] == 0


def test_until_2024_it_stays_what_was_recorded(bureau):
    record_fact(bureau.officer_1, "late_returns", bureau.P01, "2023", Decimal(3))
    assert late(bureau, Period.of_year(2023))[0] == 3
