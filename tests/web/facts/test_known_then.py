"""A figure as it was known then: a change of a row that counts does not reach into the past."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.web.registry.city import reference, side

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.services import load_measures
from keqiao.web.registry.changes import as_known, change_set, undo
from keqiao.web.registry.models import ChangeSet, Engagement, Person, Platform


@pytest.fixture
def city(db, officer):
    load_measures(None)
    common = reference()
    return side(0, common), side(1, common)


def doctors(known_at=None) -> int:
    period = Period.parse("2024-10-31")
    return int(
        Computation(["rd_doctors"], [period], known_at=known_at).value("rd_doctors", None, period).value
    )


def test_a_correction_does_not_change_what_was_known(city, officer):
    person = city[0].rows[Person]
    then = timezone.now()
    assert doctors() == doctors(then) == 2
    person.degree = "master"
    with change_set(officer, ChangeSet.Kind.EDIT, register="persons", reason="更正") as changes:
        changes.save(person)
    assert (doctors(), doctors(then)) == (1, 2)
    with as_known(then):
        assert Person.objects.get(pk=person.pk).degree == "doctor"
    assert Person.objects.get(pk=person.pk).degree == "master"
    undo(officer, changes.stored, "误改")
    assert doctors() == 2
    assert doctors(then - timedelta(days=1)) == 0  # nothing was recorded yet


def test_what_was_recorded_later_was_not_known(city, officer):
    then = timezone.now()
    newcomer = Person(code="R9", name="李四", degree="doctor")
    with change_set(officer, ChangeSet.Kind.EDIT, register="persons") as changes:
        changes.save(newcomer)
        post = Engagement(person=newcomer, platform=city[0].rows[Platform], started_on=date(2024, 1, 1))
        changes.save(post)
    assert (doctors(), doctors(then)) == (3, 2)
