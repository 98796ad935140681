"""A leaving user's open obligations go to a successor, with history and a way back."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone, translation
from tests.golden import golden
from tests.web.registry.city import reference, side

from keqiao.web.accounts import handover
from keqiao.web.audit.models import Entry
from keqiao.web.registry.changes import undo
from keqiao.web.registry.changes.history import history_of
from keqiao.web.registry.changes.state import records
from keqiao.web.registry.models import Agreement, Change, ChangeSet, Commitment, Event


@golden
def sides(roles):
    common = reference()
    return side(0, common), side(1, common)


@pytest.fixture
def leaver(sides, user_with):
    """A clerk of the first platform with one open commitment, one delivered and one withdrawn."""
    user = user_with("platform_clerk", unit=sides[0].unit, username="leaver")
    agreement = sides[0].rows[Agreement]
    for number, more in enumerate(
        ({}, {"delivered_on": date(2024, 3, 1)}, {"withdrawn_at": "2024-03-01T00:00Z"})
    ):
        Commitment.objects.create(
            agreement=agreement,
            party="platform",
            item=f"事项{number}",
            due_on=date(2024, 12, 31),
            responsible=user,
            **more,
        )
    return user


def test_only_what_is_open_is_listed(leaver):
    (work,) = handover.open_work(leaver)
    assert work.title == "示范院1：事项0，应于2024-12-31前完成"
    assert work.url == f"/registers/commitments/{Commitment.objects.get(item='事项0').pk}/"


def test_a_target_of_an_earlier_year_is_met_or_missed(leaver, sides):
    agreement, today = sides[0].rows[Agreement], timezone.localdate()
    for item, more in (
        ("往年指标", {"measure_code": "rd_headcount", "year": today.year - 2}),
        ("往年末指标", {"measure_code": "rd_headcount", "due_on": today - timedelta(days=400)}),
        ("今年指标", {"measure_code": "rd_headcount", "year": today.year}),
        ("无期限", {}),
    ):
        Commitment.objects.create(
            agreement=agreement, party="platform", item=item, responsible=leaver, **more
        )
    titles = {work.title.split("：")[1] for work in handover.open_work(leaver)}
    assert titles == {"事项0，应于2024-12-31前完成", f"今年指标，应于{today.year}前完成", "无期限"}


def test_it_goes_to_the_successor_and_the_history_says_so(leaver, sides, user_with):
    new = user_with("platform_director", unit=sides[0].unit, username="new")
    admin = user_with("system_admin", username="admin")
    assert handover.hand_over(admin, leaver, new) == 1
    row = Commitment.objects.get(item="事项0")
    assert (row.responsible, row.version) == (new, 2)
    made = ChangeSet.objects.get()
    assert (made.kind, made.by, made.changed) == ("handover", admin, 1)
    (change,) = Change.objects.all()
    assert (change.before, change.after) == ({"responsible": leaver.pk}, {"responsible": new.pk})
    (step,) = history_of(row)
    assert [(told.before, told.after) for told in step.fields] == [("用户leaver", "用户new")]
    assert set(Entry.objects.values_list("action", flat=True)) == {"registry.handover", "accounts.hand_over"}
    assert Commitment.objects.filter(responsible=leaver).count() == 2


def test_the_bureau_may_undo_it(leaver, sides, user_with, officer):
    new = user_with("platform_clerk", unit=sides[0].unit, username="new")
    handover.hand_over(user_with("system_admin"), leaver, new)
    undo(officer, ChangeSet.objects.get(), "仍由原经办人负责")
    assert Commitment.objects.get(item="事项0").responsible == leaver


def test_not_to_who_may_not_read_it(leaver, sides, user_with):
    foreign = user_with("platform_clerk", unit=sides[1].unit, username="foreign")
    with translation.override("en"), pytest.raises(ValidationError, match="does not show this commitment"):
        handover.hand_over(user_with("system_admin"), leaver, foreign)
    assert Commitment.objects.get(item="事项0").responsible == leaver
    assert not ChangeSet.objects.exists()


def test_who_hands_over_may_change_nothing_else(leaver, sides, user_with, client_of):
    admin = client_of("system_admin")
    row = Commitment.objects.get(item="事项0")
    assert admin.post(f"/registers/commitments/{row.pk}/edit/", {"item": "改"}).status_code == 403
    assert admin.get(f"/registers/commitments/{row.pk}/").status_code == 403
    new = user_with("platform_clerk", unit=sides[0].unit, username="new")
    with pytest.raises(PermissionDenied):
        handover.hand_over(user_with("bureau_officer"), leaver, new)


def test_the_page_of_the_user_lists_it_and_hands_it_over(leaver, sides, user_with, client_of):
    user_with("platform_clerk", unit=sides[0].unit, username="new")
    admin = client_of("system_admin")
    page = admin.get(f"/accounts/users/{leaver.pk}/")
    assert "事项0" in page.content.decode()
    assert "事项1" not in page.content.decode()


def test_no_register_has_another_person_in_charge():
    """A new field that names a user in charge needs a line in the hand-over."""
    found = [
        (model, field.name)
        for model in records()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.label == settings.AUTH_USER_MODEL
    ]
    assert {pair for pair in found if pair[1] != "recorded_by"} == {(Commitment, "responsible")}
    assert (Event, "recorded_by") in found
