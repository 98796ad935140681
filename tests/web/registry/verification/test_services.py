"""A row is reported until somebody of the bureau, other than who entered or changed it, has verified its version."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.registry.changes import change_set, undo
from keqiao.web.registry.merging.mergers import merge
from keqiao.web.registry.models import (
    ChangeSet,
    Commitment,
    Organisation,
    Park,
    Patent,
    Person,
    Qualification,
    RowState,
    Verification,
    VerificationLine,
)
from keqiao.web.registry.registers import BY_MODEL
from keqiao.web.registry.verification.services import question, verify

EDIT = ChangeSet.Kind.EDIT


@golden
def sides(db):
    common = reference()
    return side(0, common), side(1, common)


@pytest.fixture
def clerk(user_with, sides):
    return user_with("platform_clerk", unit=sides[0].unit, username="clerk")


@pytest.fixture
def reviewer(user_with):
    return user_with("bureau_officer", username="reviewer")


def fresh(row):
    return type(row)._base_manager.get(pk=row.pk)


def verify_one(actor, row):
    row = fresh(row)
    return verify(actor, BY_MODEL[type(row)], {row.pk: row.version})


def rename(actor, row, name="省重点实验室"):
    row = fresh(row)
    row.name = name
    with change_set(actor, EDIT, register="qualifications") as changes:
        changes.save(row)
    return fresh(row)


@pytest.fixture
def row(sides):
    return sides[0].rows[Qualification]


def test_a_verified_row_that_changes_is_reported_again(row, clerk, officer):
    assert row.verification == RowState.REPORTED
    verify_one(officer, row)
    assert (fresh(row).verification, fresh(row).verified_version) == (RowState.VERIFIED, 1)
    changed = rename(clerk, row)
    assert (changed.verification, changed.verified_version, changed.version) == (RowState.REPORTED, 1, 2)


def test_nobody_verifies_what_they_entered_or_changed(row, clerk, officer, reviewer):
    rename(officer, row)
    rename(clerk, row, "市重点实验室")
    with pytest.raises(ValidationError, match="市重点实验室"):
        verify_one(officer, row)  # the officer's own change is among those not verified
    verify_one(reviewer, row)
    rename(clerk, row, "国家重点实验室")
    verify_one(officer, row)  # what the officer changed was verified by somebody else
    assert fresh(row).verification == RowState.VERIFIED


def test_who_recorded_a_new_row_does_not_verify_it(sides, officer, reviewer):
    new = Organisation(name="新机构", legal_form="company")
    with change_set(officer, EDIT) as changes:
        changes.save(new)
    with pytest.raises(ValidationError):
        verify_one(officer, new)
    verify_one(reviewer, new)


@pytest.mark.parametrize("role", ["platform_clerk", "platform_director", "auditor", "talent_officer", "firm"])
def test_only_the_bureau_verifies(row, sides, user_with, role):
    user = user_with(role, unit=sides[0].unit)
    with pytest.raises(PermissionDenied):
        verify_one(user, row)
    with pytest.raises(PermissionDenied):
        question(user, BY_MODEL[Qualification], (row.pk, 1), "?")


def test_the_right_of_an_own_unit_verifies_nothing(row, sides, clerk, roles):
    roles["platform_clerk"].rights = [*roles["platform_clerk"].rights, "registry.verify"]
    roles["platform_clerk"].save()
    with pytest.raises(PermissionDenied):
        verify_one(clerk, row)


def test_what_was_looked_at_is_what_is_verified(row, clerk, officer):
    rename(clerk, row)
    with pytest.raises(ValidationError):
        verify(officer, BY_MODEL[Qualification], {row.pk: 1})
    assert not Verification.objects.exists()


def test_a_batch_is_verified_whole_or_not_at_all(sides, clerk, officer):
    first, second = (one.rows[Qualification] for one in sides)
    rename(officer, second)
    with pytest.raises(ValidationError):
        verify(officer, BY_MODEL[Qualification], {first.pk: 1, second.pk: 2}, way=Verification.Way.BATCH)
    assert fresh(first).verification == RowState.REPORTED


def test_a_question_reaches_the_keeper_and_an_answer_waits_again(row, clerk, officer):
    verify_one(officer, row)
    with pytest.raises(ValidationError, match="reason"):
        question(officer, BY_MODEL[Qualification], (row.pk, 1), "  ")
    question(officer, BY_MODEL[Qualification], (row.pk, 1), "请附证书")
    assert (fresh(row).verification, fresh(row).verified_version) == (RowState.QUESTIONED, None)
    assert list(Qualification.objects.questioned().editable_by(clerk)) == [row]
    assert not Qualification.objects.waiting().filter(pk=row.pk).exists()
    rename(clerk, row)
    assert Qualification.objects.waiting().filter(pk=row.pk).exists()


def test_withdrawing_waits_only_where_something_was_verified(sides, clerk, officer):
    first, second = (one.rows[Qualification] for one in sides)
    verify_one(officer, first)
    for one, actor in ((first, clerk), (second, officer)):
        with change_set(actor, EDIT) as changes:
            changes.withdraw(fresh(one), "误录")
    assert list(Qualification.objects.waiting()) == [first]
    verify_one(officer, first)  # the withdrawal
    assert fresh(first).verification == RowState.VERIFIED


def test_an_undone_change_is_a_change(row, clerk, officer, reviewer):
    verify_one(reviewer, row)
    rename(clerk, row)
    undo(officer, ChangeSet.objects.latest("pk"))
    assert fresh(row).verification == RowState.REPORTED
    with pytest.raises(ValidationError):
        verify_one(officer, row)
    verify_one(reviewer, row)


def test_a_merge_makes_reported_what_it_touches(sides, officer, reviewer):
    kept, other = (one.rows[Person] for one in sides)
    for one in (kept, other):
        verify_one(reviewer, one)
    merge(officer, fresh(kept), fresh(other))
    assert fresh(kept).verification == RowState.REPORTED
    assert fresh(other).verification == RowState.REPORTED  # its withdrawal waits


def test_a_hand_over_leaves_a_commitment_verified(sides, officer, reviewer):
    row = sides[0].rows[Commitment]
    verify_one(reviewer, row)
    one = fresh(row)
    one.responsible = officer
    with change_set(officer, ChangeSet.Kind.HANDOVER) as changes:
        changes.save(one)
    now = fresh(row)
    assert (now.verification, now.verified_version, now.version) == (RowState.VERIFIED, 2, 2)
    assert Verification.objects.latest("pk").way == Verification.Way.CARRIED


def test_reference_data_needs_no_verification(sides, officer, reviewer):
    park = Park.objects.get()
    assert park.is_verified
    with pytest.raises(ValidationError):
        verify_one(reviewer, park)


def test_a_stale_object_does_not_bring_back_a_state(row, clerk, officer):
    stale = fresh(row)
    verify_one(officer, row)
    stale.name = "旧页面"
    stale.save()
    assert fresh(row).verification == RowState.VERIFIED


def test_acts_are_written_once_and_audited(row, officer):
    act = verify_one(officer, row)
    entry = Entry.objects.filter(action="registry.verify").latest("pk")
    assert entry.detail["rows"] == 1
    assert entry.detail["version"] == 1
    with pytest.raises(Frozen):
        act.save()
    with pytest.raises(Frozen):
        VerificationLine.objects.update(version=9)


def test_patents_are_registered_with_the_state(sides):
    assert Patent.objects.waiting().count() == 2
