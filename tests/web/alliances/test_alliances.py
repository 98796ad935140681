"""An alliance that really meets: calendar, minutes, decisions with follow-up, and a light where nothing happens."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from keqiao.web.alliances import services
from keqiao.web.alliances.models import AllianceGathering, AllianceResolution
from keqiao.web.alliances.selectors import activity_of, alliance_of
from keqiao.web.audit.clock import story_at
from keqiao.web.notices.models import Notice


@pytest.mark.parametrize(
    ("day", "light", "months"),
    [
        (date(2024, 9, 19), "good", 5),  # six months to the day are over on the 20th
        (date(2024, 9, 20), "watch", 6),
        (date(2025, 3, 19), "watch", 11),
        (date(2025, 3, 20), "bad", 12),
    ],
)
def test_the_light_counts_full_months_since_the_last_gathering_that_was_held(union, day, light, months):
    with story_at(timezone.make_aware(datetime(day.year, day.month, day.day, 12))):
        activity = activity_of(alliance_of(union.market.officer, union.alliance.pk).active_on)
    assert (activity.light, activity.months, activity.since) == (light, months, date(2024, 3, 20))


def test_secretary_and_bureau_are_told_once_for_each_light(union):
    for day in (date(2024, 9, 20), date(2024, 10, 1), date(2025, 3, 20)):
        with story_at(timezone.make_aware(datetime(day.year, day.month, day.day, 8))):
            services.remind(day)
    told = Notice.objects.filter(kind="alliances.standstill")
    assert told.filter(recipient=union.market.supply.user).count() == 2
    assert told.filter(recipient=union.market.officer).count() == 2
    assert not told.filter(recipient=union.market.demand.user)


def test_who_carries_a_decision_out_is_reminded_and_reports(union, client_of):
    owner = union.market.demand.user
    services.remind(date(2024, 4, 23))
    assert not Notice.objects.filter(kind="alliances.due").exists()
    services.remind(date(2024, 4, 24))
    services.remind(date(2024, 4, 25))
    assert Notice.objects.filter(recipient=owner, kind="alliances.due").count() == 1
    act = reverse("alliances:resolution_act", args=(union.resolution.pk,))
    empty = client_of(owner).post(act, {"action": "complete", "result": "", "edition": 1})
    assert empty.status_code == 422
    client_of(owner).post(act, {"action": "complete", "result": "已汇总十二条", "edition": 1})
    union.resolution.refresh_from_db()
    assert (union.resolution.state, union.resolution.result) == ("done", "已汇总十二条")


def test_minutes_and_decisions_are_kept_together_or_not_at_all(union, client_of, after):
    secretary = client_of(union.market.supply.user)
    act = reverse("alliances:gathering_act", args=(union.planned.pk,))
    form = {
        "action": "hold",
        "minutes": "讨论了新一年的计划。",
        "edition": 1,
        "resolutions-TOTAL_FORMS": 1,
        "resolutions-INITIAL_FORMS": 0,
        "resolutions-0-words": "举办专场",
        "resolutions-0-owner": "没有这家单位",
        "resolutions-0-due_on": "2024-06-01",
    }
    answer = secretary.post(act, form)
    assert answer.status_code == 422 and "讨论了新一年的计划。" in answer.text
    union.planned.refresh_from_db()
    assert union.planned.state == "planned"
    secretary.post(act, form | {"resolutions-0-owner": "甲电池有限公司"})
    union.planned.refresh_from_db()
    assert union.planned.state == "held" and union.planned.resolutions.get().words == "举办专场"


def test_members_read_the_minutes_and_others_the_calendar(union, client_of):
    page = reverse("alliances:gathering", args=(union.held.pk,))
    assert "讨论了人才需求" in client_of(union.market.demand.user).get(page).text
    assert client_of(union.market.other_firm.user).get(page).status_code == 404
    alliance = client_of(union.market.other_firm.user).get(union.alliance.get_absolute_url())
    assert "第一次理事会" in alliance.text and "汇总需求" not in alliance.text


def test_only_the_bureau_and_the_secretary_keep_an_alliance(union):
    market = union.market
    with pytest.raises(PermissionDenied):
        services.join(
            market.demand.user, union.alliance.pk, market.other_firm.organisation, "member", date(2024, 2, 1)
        )
    with pytest.raises(PermissionDenied):
        services.plan(
            market.other_platform.user,
            AllianceGathering(alliance=union.alliance, kind="visit", title="走访", on=date(2024, 4, 1)),
        )
    with pytest.raises(ValidationError):  # twice
        services.join(
            market.officer, union.alliance.pk, market.demand.organisation, "member", date(2024, 2, 1)
        )
    assert AllianceResolution.objects.count() == 1
