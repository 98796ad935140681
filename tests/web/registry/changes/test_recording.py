"""Who may write which rows, and that nobody overwrites what somebody else wrote meanwhile."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.registry.city import reference, side

from keqiao.web.registry.changes import RowChangedMeanwhile, change_set
from keqiao.web.registry.models import Agreement, ChangeSet, Direction, Event, FirmReport, Patent, Platform

EDIT = ChangeSet.Kind.EDIT


@pytest.fixture
def city(db):
    common = reference()
    return side(0, common), side(1, common), common


def save(user, row, **options):
    with change_set(user, EDIT) as changes:
        changes.save(row, **options)


def test_own_rows_only(city, user_with):
    clerk = user_with("platform_clerk", unit=city[0].unit)
    own, foreign = (one.rows[Event] for one in city[:2])
    for event in (own, foreign):
        event.title = "改"
    save(clerk, own)
    assert Event.objects.get(pk=own.pk).title == "改"
    with pytest.raises(PermissionDenied):
        save(clerk, foreign)
    with pytest.raises(PermissionDenied):
        save(clerk, Event(platform=city[1].rows[Platform], title="别人的", on=date(2024, 1, 1)))
    own.refresh_from_db()
    own.platform = city[1].rows[Platform]
    with pytest.raises(PermissionDenied):
        save(clerk, own)
    assert Event.objects.get(pk=own.pk).platform == city[0].rows[Platform]


def test_what_only_the_bureau_keeps(city, user_with):
    clerk = user_with("platform_clerk", unit=city[0].unit)
    direction = city[2][Direction]
    direction.name = "改"
    with pytest.raises(PermissionDenied):
        save(clerk, direction)
    for model in (Platform, Agreement):
        row = city[0].rows[model]
        if not (model.bureau_only or model.bureau_fields):
            continue
        for name in ("unit",) if model is Platform else ("title",):
            setattr(row, name, city[1].unit if name == "unit" else "改")
        with pytest.raises(PermissionDenied):
            save(clerk, row)


def test_a_user_without_the_right_writes_nothing(city, user_with):
    report = city[0].rows[FirmReport]
    report.revenue = 5
    with pytest.raises(PermissionDenied):
        save(user_with("auditor"), report)
    assert FirmReport.objects.get(pk=report.pk).revenue == 100


def test_changed_meanwhile(city, officer, user_with):
    opened = Patent.objects.get(pk=city[0].rows[Patent].pk)
    since = opened.version
    theirs = Patent.objects.get(pk=opened.pk)
    theirs.title = "甲"
    save(user_with("bureau_officer", username="other"), theirs)
    opened.title = "乙"
    with pytest.raises(RowChangedMeanwhile) as refused:
        save(officer, opened, since=since)
    assert refused.value.row.title == "甲"
    assert Patent.objects.get(pk=opened.pk).title == "甲"


def test_withdrawing_needs_a_reason(city, officer):
    with pytest.raises(ValidationError), change_set(officer, EDIT) as changes:
        changes.withdraw(city[0].rows[Event], " ")
    assert Event.objects.get(pk=city[0].rows[Event].pk).withdrawn_at is None
