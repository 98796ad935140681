"""A sample is drawn at random and can be drawn again; only if every row is right it verifies the stratum."""

import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import change_set
from keqiao.web.registry.models import (
    ChangeSet,
    Equipment,
    Platform,
    RowState,
    Sample,
    SampleFinding,
    Verification,
)
from keqiao.web.registry.registers import REGISTERS
from keqiao.web.registry.verification.samples import check_row, draw
from keqiao.web.registry.verification.selectors import verification_status
from keqiao.web.registry.verification.services import verify

REGISTER = REGISTERS["equipment"]


@pytest.fixture
def platform(db):
    one = side(0, reference())
    platform = one.rows[Platform]
    Equipment.objects.bulk_create(
        Equipment(platform=platform, asset_no=f"B{n}", name=f"设备{n}", in_use_from="2024-01-01")
        for n in range(9)
    )
    return platform


@pytest.fixture
def reviewer(user_with):
    return user_with("bureau_officer", username="reviewer")


def test_the_draw_can_be_repeated_from_its_seed(platform, officer):
    sample = draw(officer, REGISTER, platform, 4)
    keys = sorted(Equipment.objects.values_list("pk", flat=True))
    assert sample.total == 10
    assert sample.drawn == random.Random(sample.seed).sample(keys, 4)


def test_all_right_verifies_the_stratum_and_every_row_says_so(platform, officer):
    sample = draw(officer, REGISTER, platform, 3, seed=7)
    for key in sample.drawn[:-1]:
        check_row(officer, sample, key, right=True)
    assert not Equipment.objects.filter(verification=RowState.SAMPLED).exists()
    check_row(officer, sample, sample.drawn[-1], right=True)
    assert Equipment.objects.filter(verification=RowState.SAMPLED).count() == 10
    assert Verification.objects.get().way == Verification.Way.SAMPLE
    said = verification_status(Equipment.objects.exclude(pk__in=sample.drawn)[0])
    assert said.state == RowState.SAMPLED
    for part in ("3", "10", "7", str(officer)):
        assert part in said.text


def test_one_wrong_leaves_the_stratum_reported_and_sends_the_row_back(platform, officer):
    sample = draw(officer, REGISTER, platform, 3)
    first, *others = sample.drawn
    with pytest.raises(ValidationError, match="reason"):
        check_row(officer, sample, first, right=False)
    check_row(officer, sample, first, right=False, reason="资产编号不符")
    for key in others:
        check_row(officer, sample, key, right=True)
    assert Sample.objects.get().state == Sample.State.FAILED
    assert SampleFinding.objects.filter(right=False).count() == 1
    assert Equipment.objects.get(pk=first).verification == RowState.QUESTIONED
    assert Equipment.objects.filter(verification=RowState.REPORTED).count() == 9


def test_own_rows_are_not_in_the_stratum_and_later_changes_stay_out(platform, officer, reviewer):
    own = Equipment(platform=platform, asset_no="X", name="局内", in_use_from="2024-01-01")
    with change_set(officer, ChangeSet.Kind.EDIT) as changes:
        changes.save(own)
    sample = draw(officer, REGISTER, platform, 2)
    assert own.pk not in sample.versions
    later = Equipment.objects.exclude(pk__in=[*sample.drawn, own.pk])[0]
    later.name = "改名"
    with change_set(reviewer, ChangeSet.Kind.EDIT) as changes:
        changes.save(later)
    for key in sample.drawn:
        check_row(officer, sample, key, right=True)
    assert Equipment.objects.get(pk=later.pk).verification == RowState.REPORTED
    assert Equipment.objects.filter(verification=RowState.SAMPLED).count() == 9


def test_a_drawn_row_that_changed_meanwhile_cannot_be_right(platform, officer, reviewer):
    sample = draw(officer, REGISTER, platform, 1)
    row = Equipment.objects.get(pk=sample.drawn[0])
    row.name = "改名"
    with change_set(reviewer, ChangeSet.Kind.EDIT) as changes:
        changes.save(row)
    with pytest.raises(ValidationError):
        check_row(officer, sample, row.pk, right=True)


def test_only_who_drew_it_checks_it_and_no_second_one_is_drawn_beside(platform, officer, reviewer):
    sample = draw(officer, REGISTER, platform, 2)
    with pytest.raises(PermissionDenied):
        check_row(reviewer, sample, sample.drawn[0], right=True)
    with pytest.raises(ValidationError):
        draw(reviewer, REGISTER, platform, 2)
    with pytest.raises(ValidationError):
        check_row(officer, sample, 10**9, right=True)


@pytest.mark.parametrize("size", [0, 11, 10**9])
def test_an_impossible_size_is_refused(platform, officer, size):
    with pytest.raises(ValidationError, match="size"):
        draw(officer, REGISTER, platform, size)


def test_nothing_to_draw(platform, officer):
    verify(officer, REGISTER, dict(Equipment.objects.values_list("pk", "version")))
    with pytest.raises(ValidationError):
        draw(officer, REGISTER, platform, 1)
