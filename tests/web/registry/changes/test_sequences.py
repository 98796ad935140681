"""Whatever is done to the registers, every earlier moment stays readable and every set of changes can be taken back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import as_known, change_set, obstacles, undo
from keqiao.web.registry.changes.state import records, state_of
from keqiao.web.registry.models import (
    Change,
    ChangeSet,
    Cluster,
    Event,
    Patent,
    PatentOwner,
    Person,
    Platform,
    Qualification,
)

EDIT = ChangeSet.Kind.EDIT
Dump = dict[tuple[str, int], dict[str, Any]]


@pytest.fixture
def city(db):
    common = reference()
    return side(0, common), side(1, common)


def dump() -> Dump:
    """Everything that stands in the registers."""
    return {
        (model.__name__, row.pk): state_of(row)
        for model in records()
        for row in model.objects.current().order_by("pk")
    }


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in records()}


# One step: what to do, with which of a few rows, and a number to make values from.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "retitle", "many", "add", "withdraw", "restore", "undo", "swap"]),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=7,
)


def step(what: str, which: int, number: int, sides: Any, officer: Any) -> None:
    """Do one thing; refusals are part of life and leave everything as it was."""
    platforms = [one.rows[Platform] for one in sides]
    platform = Platform.objects.get(pk=platforms[which % 2].pk)
    try:
        if what == "undo":
            sets = list(ChangeSet.objects.order_by("-pk")[:4])
            if sets:
                undo(officer, sets[which % len(sets)], "试")
            return
        with change_set(officer, EDIT, register="x", reason=f"{what} {number}") as changes:
            if what == "rename":
                platform.short_name, platform.stage = (
                    f"名{number}",
                    ["startup", "growth", "mature"][number % 3],
                )
                changes.save(platform)
            elif what == "many":
                clusters = list(Cluster.objects.order_by("pk").values_list("pk", flat=True))
                changes.save(platform, {"clusters": clusters[: number % 2]})
            elif what == "retitle":
                patent = Patent.objects.get(pk=sides[which % 2].rows[Patent].pk)
                patent.title, patent.granted_on = f"题{number}", date(2023, 5, 1 + number)
                changes.save(patent)
            elif what == "add":
                event = Event(platform=platform, title=f"事{number}", on=date(2024, 1, 1 + number))
                changes.save(event)
            elif what == "withdraw":
                rows = [
                    *Event.objects.current().order_by("pk"),
                    *Qualification.objects.current().order_by("pk"),
                ]
                if rows:
                    changes.withdraw(rows[number % len(rows)], "试")
            elif what == "restore":
                gone = Event.objects.exclude(withdrawn_at=None).order_by("pk")
                if gone:
                    changes.restore(gone[number % len(gone)])
            elif what == "swap":
                # Two patents exchange their numbers: no moment in between may hold one number twice.
                first, second = (Patent.objects.get(pk=one.rows[Patent].pk) for one in sides)
                one, other = first.application_no, second.application_no
                for row, new in ((first, "201810123456.5"), (second, one), (first, other)):
                    row.application_no = new
                    changes.save(row)
    except ValidationError:
        pass


@settings(max_examples=examples(6, again=2), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_every_moment_stays_readable(city, officer, steps):
    with transaction.atomic():
        seen: list[tuple[datetime, Dump]] = [(timezone.now(), dump())]
        for what, which, number in steps:
            before = counts()
            step(what, which, number, city, officer)
            assert all(counts()[name] >= held for name, held in before.items()), "something was deleted"
            seen.append((timezone.now(), dump()))
        now, rows_now = dump(), counts()
        for moment, expected in seen:
            with as_known(moment):
                assert dump() == expected
        assert (dump(), counts()) == (now, rows_now), "reading the past left traces"
        transaction.set_rollback(True)


@settings(max_examples=examples(6, again=2), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_everything_can_be_taken_back(city, officer, steps):
    with transaction.atomic():
        start = dump()
        for what, which, number in steps:
            # What was taken back and done again is taken back by the newest of its sets only.
            if what != "undo":
                step(what, which, number, city, officer)
        after = dump()
        made = list(ChangeSet.objects.order_by("-pk"))
        undone = []
        for one in made:  # newest first, so nothing newer stands in the way
            if not ChangeSet.objects.filter(undoes=one).exists():
                undone.append(undo(officer, one, "全部撤销"))
        assert dump() == start
        for one in reversed(undone):
            undo(officer, one, "恢复")
        assert dump() == after
        transaction.set_rollback(True)


def test_a_row_changed_since_stands_in_the_way(city, officer, user_with):
    patent = city[0].rows[Patent]
    other = user_with("bureau_officer", username="other")
    with change_set(officer, EDIT) as first:
        patent.title = "甲"
        first.save(patent)
    with change_set(other, EDIT) as second:
        patent.title = "乙"
        second.save(patent)
    found = obstacles(first.stored)
    assert len(found) == 1
    assert str(other) in found[0].reason
    with pytest.raises(ValidationError):
        undo(officer, first.stored, "试")
    undo(other, second.stored, "试")
    undo(officer, first.stored, "试")
    patent.refresh_from_db()
    assert patent.title == "一种示范"


def test_a_new_row_that_others_refer_to_stays(city, officer):
    person = Person(code="R7", name="王五")
    with change_set(officer, EDIT) as changes:
        changes.save(person)
    owner = PatentOwner(patent=city[0].rows[Patent], platform=city[1].rows[Platform])
    with change_set(officer, EDIT) as joined:
        joined.save(owner)
    assert not obstacles(changes.stored)
    from keqiao.web.registry.models import TalentAward

    with change_set(officer, EDIT) as later:
        later.save(TalentAward(person=person, programme="计划", level="city", year=2024, category="other"))
    assert [one.row for one in obstacles(changes.stored)] == [str(person)]


def test_the_database_keeps_changes_as_they_were_written(city, officer):
    patent = city[0].rows[Patent]
    patent.title = "甲"
    with change_set(officer, EDIT) as changes:
        changes.save(patent)
    for statement in ("UPDATE registry_change SET row_name = 'x'", "DELETE FROM registry_changeset"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Change.objects.get(change_set=changes.stored).before == {"title": "一种示范"}


def test_a_set_without_changes_is_not_kept(city, officer):
    with change_set(officer, EDIT) as changes:
        assert not changes.save(city[0].rows[Patent])
    assert changes.stored is None
    assert not ChangeSet.objects.exists()


def test_what_was_recorded_later_is_not_there_earlier(city, officer):
    with as_known(timezone.now() - timedelta(days=1)):
        assert dump() == {}
    assert dump()
