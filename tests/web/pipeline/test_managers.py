"""Every project from the proof of concept on has exactly one manager."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from keqiao.web.accounts.handover import open_work
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import Mandate, ProjectPassage
from keqiao.web.pipeline.services import passages

from .conftest import Walk, a_project

pytestmark = pytest.mark.django_db
LATER = date(2099, 1, 1)


def test_the_database_keeps_no_project_without_a_manager(proven):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectPassage.objects.filter(pk=proven.passage.pk).update(manager=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            passage=proven.passage, manager=proven.successor, qualification="junior", began_on=LATER
        )


def test_a_hand_over_has_a_reason_and_takes_open_tasks_along(proven):
    walk = Walk(proven)
    owed = passages.owe(proven.manager, walk.pk, "中试方案", LATER)
    with pytest.raises(ValidationError):
        passages.appoint(proven.director, walk.pk, proven.successor, "senior")
    passages.appoint(proven.director, walk.pk, proven.successor, "senior", reason="前任离任")
    owed.refresh_from_db()
    assert owed.owner == proven.successor
    mandates = list(Mandate.objects.values_list("manager__username", "qualification", "ended_on"))
    assert [line[:2] for line in mandates] == [("manager_1", "middle"), ("manager_2", "senior")]
    assert mandates[0][2] is not None and mandates[1][2] is None
    assert not ProjectPassage.objects.visible_to(proven.manager).exists()
    assert ProjectPassage.objects.visible_to(proven.successor).count() == 1


def test_only_who_may_manage_is_put_in_charge(works):
    walk = Walk(works)
    for person, qualification in (
        (works.officer, "middle"),
        (works.auditor, "middle"),
        (None, "middle"),
        (works.manager, "none"),
    ):
        with pytest.raises(ValidationError):
            passages.appoint(works.director, walk.pk, person, qualification)
    with pytest.raises(PermissionDenied):
        passages.appoint(works.auditor, walk.pk, works.manager, "middle")


def test_nobody_manages_more_than_the_rules_allow(works):
    most = GATE_RULES.in_force().managers.most_projects
    for number in range(most + 1):
        passage = passages.take_up(works.director, a_project(works.platform, f"ZH-{number}"))
        if number < most:
            passages.appoint(works.director, passage.pk, works.manager, "middle")
        else:
            with pytest.raises(ValidationError):
                passages.appoint(works.director, passage.pk, works.manager, "middle")


def test_the_work_of_who_leaves_passes_to_a_successor(proven):
    works = [entry for entry in open_work(proven.manager) if entry.url == proven.passage.get_absolute_url()]
    assert len(works) == 1
    works[0].give(proven.successor, proven.officer)
    proven.passage.refresh_from_db()
    assert proven.passage.manager == proven.successor
