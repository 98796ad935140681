"""An event from the sign-up to what came of it, by the pages that people use."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from tests.web.meetings.conftest import BEFORE, DAY, MORNING, an_event, wish

from keqiao.web.audit.clock import story_at
from keqiao.web.deals.models import Deal
from keqiao.web.meetings.models import EventMeeting, EventParticipation
from keqiao.web.meetings.services import events, outcomes, participations, timetable
from keqiao.web.notices.models import Notice


def test_an_event_from_sign_up_to_a_deal(fair, client_of):
    market, page = fair.market, reverse("meetings:event", args=(fair.event.pk,))
    act = reverse("meetings:act", args=(fair.event.pk,))
    officer, firm = client_of(market.officer), client_of(market.demand.user)
    with story_at(BEFORE):
        sign_up = reverse("meetings:sign_up", args=(fair.event.pk,))
        fair.demand.refresh_from_db()
        kept = firm.post(
            sign_up,
            {
                "side": "demand",
                "away": ["1"],
                f"wish_{fair.supply.pk}": "yes",
                "edition": fair.demand.edition,
            },
        )
        assert kept.status_code == 302
        officer.post(act, {"action": "plan"})  # a job, done at once here
        assert not firm.get(page).context["mine"]  # a draft is the organiser's only
        fair.event.refresh_from_db()
        officer.post(act, {"action": "publish", "edition": fair.event.edition})
        assert Notice.objects.filter(recipient=market.demand.user, kind="meetings.timetable").exists()
    with story_at(MORNING):
        answer = firm.get(page)
        ((meeting, other),) = answer.context["mine"]
        assert (other, meeting.slot) == (fair.supply, 0)
        assert "data:image/svg+xml" in answer.text and fair.demand.code in answer.text
        door = reverse("meetings:check_in")
        assert str(fair.demand.organisation) in officer.get(door, {"code": fair.demand.code.lower()}).text
        officer.post(door, {"code": fair.demand.code})
        fair.demand.refresh_from_db()
        assert fair.demand.state == "present" and fair.demand.arrived_at == MORNING
        fair.event.refresh_from_db()
        officer.post(act, {"action": "hold", "edition": fair.event.edition})
        told = firm.post(reverse("meetings:outcome", args=(meeting.pk,)), {"outcome": "talks"})
        assert told.status_code == 302
        given = {"need": market.need.pk, "offer": market.offer.pk}
        opened = officer.post(reverse("meetings:deal", args=(meeting.pk,)), given)
        deal = Deal.objects.get()
        assert opened.url == deal.get_absolute_url() and deal.channel == "event"
    counted = officer.get(page).context["counted"]
    assert (counted.coming, counted.present, counted.answered, counted.deals) == (4, 1, 1, 1)


def test_wishes_decide_who_meets_and_nobody_meets_whom_they_would_rather_not(fair, before):
    wish(fair, "demand", supply=True, other_platform=False)
    wish(fair, "supply", demand=True)
    wish(fair, "other_firm", other_platform=True)
    timetable.plan(fair.market.officer, fair.event.pk)
    pairs = set(EventMeeting.objects.values_list("demand", "supply"))
    assert pairs >= {(fair.demand.pk, fair.supply.pk), (fair.other_firm.pk, fair.other_platform.pk)}
    assert (fair.demand.pk, fair.other_platform.pk) not in pairs
    points = EventMeeting.objects.get(demand=fair.demand, supply=fair.supply).points
    assert points == pytest.approx(3 + 3 + 2)  # both wish it, and need and offer are the best of the event


def test_who_does_not_come_costs_only_their_own_meetings(fair, before):
    for name in ("demand", "other_firm"):
        wish(fair, name, supply=True, other_platform=True)
    timetable.plan(fair.market.officer, fair.event.pk)
    events.publish(fair.market.officer, fair.event.pk)
    kept = dict(EventMeeting.objects.exclude(demand=fair.demand).values_list("pk", "slot"))
    assert EventMeeting.objects.count() == 4
    participations.miss(fair.market.officer, fair.demand.pk, 0)
    standing = dict(EventMeeting.objects.filter(cancelled=False).values_list("pk", "slot"))
    assert standing == kept
    told = Notice.objects.filter(kind="meetings.timetable", key__contains="changed")
    assert {notice.recipient for notice in told} == {
        fair.market.supply.user,
        fair.market.other_platform.user,
    }


def test_what_is_over_gets_no_new_meeting(fair, before):
    wish(fair, "demand", supply=True)
    wish(fair, "other_firm", supply=True)
    timetable.plan(fair.market.officer, fair.event.pk)
    events.publish(fair.market.officer, fair.event.pk)
    late = EventMeeting.objects.get(slot=1)
    participations.miss(fair.market.officer, late.demand_id, 1)
    assert not EventMeeting.objects.filter(cancelled=False, slot=0).exclude(
        demand_id=EventMeeting.objects.filter(slot=0).earliest("pk").demand_id
    )


def test_who_withdraws_after_the_timetable_leaves_it(fair, before):
    wish(fair, "demand", supply=True)
    timetable.plan(fair.market.officer, fair.event.pk)
    events.publish(fair.market.officer, fair.event.pk)
    participations.withdraw(fair.market.demand.user, fair.demand.pk)
    assert not EventMeeting.objects.filter(cancelled=False, demand=fair.demand).exists()


def test_sign_up_ends_and_is_once_for_each_organisation(fair, client_of):
    with story_at(BEFORE), pytest.raises(ValidationError):
        participations.sign_up(fair.market.demand.user, fair.event.pk, "demand")
    assert EventParticipation.objects.count() == 4
    with story_at(MORNING), pytest.raises(PermissionDenied):
        participations.change(fair.market.demand.user, fair.demand.pk, "demand", [], {})


def test_an_event_that_cannot_be_is_refused_with_its_reason(fair, client_of):
    officer = client_of(fair.market.officer)
    form = {"title": "会", "place": "厅", "on": "2024-06-20", "until": "2024-06-21", "begins": "09:00"}
    answer = officer.post(reverse("meetings:new"), form | {"minutes": 20, "slots": 2, "tables": 2, "most": 2})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["until"]
    with pytest.raises(ValidationError):
        events.announce(fair.market.officer, an_event(slots=40, minutes=240))


def test_outcomes_are_asked_for_after_the_days_of_the_rule_once(fair):
    market = fair.market
    with story_at(BEFORE):
        wish(fair, "demand", supply=True)
        timetable.plan(market.officer, fair.event.pk)
        events.publish(market.officer, fair.event.pk)
    with story_at(MORNING):
        events.hold(market.officer, fair.event.pk)
    meeting = EventMeeting.objects.get(demand=fair.demand)
    assert outcomes.follow_up(DAY + timedelta(days=29)) == 0
    assert outcomes.follow_up(DAY + timedelta(days=30)) >= 2
    assert outcomes.follow_up(DAY + timedelta(days=31)) == 0
    EventMeeting.objects.exclude(pk=meeting.pk).update(outcome="nothing")
    outcomes.say_outcome(market.supply.user, meeting.pk, "nothing")
    assert outcomes.follow_up(date(2024, 9, 18)) == 0


def test_participants_read_their_own_meetings_and_no_wish_of_others(fair, client_of):
    with story_at(BEFORE):
        wish(fair, "demand", supply=True)
        wish(fair, "other_firm", supply=False)
        timetable.plan(fair.market.officer, fair.event.pk)
        events.publish(fair.market.officer, fair.event.pk)
    page = reverse("meetings:event", args=(fair.event.pk,))
    seen = client_of(fair.market.supply.user).get(page).context
    assert not seen["participants"] and not seen["timetable"]
    assert [other for _meeting, other in seen["mine"]] == [fair.demand]
