"""The demonstration's events: one that was held a month ago with what came of it, one whose sign-up is open."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.meetings.models import EventMeeting, EventParticipation, MatchmakingEvent, MeetingOutcome
from keqiao.web.meetings.services import events, outcomes, participations, timetable

SUPPLIERS = ("director_01", "director_02", "director_05", "director_09", "director_10")
OUTCOMES = (MeetingOutcome.TALKS, MeetingOutcome.NOTHING, MeetingOutcome.TALKS, "")


def add_events() -> None:
    """Tell both events by the services that people use."""
    people = {user.username: user for user in User.objects.all()}
    _held(people)
    _open(people)


def _held(people: dict[str, User]) -> None:
    officer, firm = people["officer"], people["firm"]
    day = today() - timedelta(days=31)
    morning = timezone.make_aware(datetime.combine(day, time(8)))
    with story_at(morning - timedelta(days=14)):
        event = events.announce(
            officer,
            MatchmakingEvent(
                title="储能与新材料供需对接会",
                words="平台与链上企业一对一洽谈，每场二十分钟。",
                place="科创中心一楼报告厅",
                on=day,
                until=day - timedelta(days=3),
                slots=4,
                tables=3,
                most=4,
            ),
        )
        own = participations.sign_up(firm, event.pk, "demand", [3])
        for name in SUPPLIERS:
            participations.sign_up(people[name], event.pk, "supply")
        others = event.participations.filter(side="supply").order_by("pk")[:3]
        participations.change(firm, own.pk, "demand", [3], {other.pk: True for other in others})
    with story_at(morning - timedelta(days=2)):
        timetable.plan(officer, event.pk)
        events.publish(officer, event.pk)
    with story_at(morning):
        for row in EventParticipation.objects.filter(event=event).order_by("pk"):
            participations.check_in(officer, row.pk)
    with story_at(morning + timedelta(hours=9)):
        events.hold(officer, event.pk)
        for meeting, outcome in zip(
            EventMeeting.objects.filter(event=event).order_by("slot"), OUTCOMES, strict=False
        ):
            if outcome:
                outcomes.say_outcome(officer, meeting.pk, outcome)


def _open(people: dict[str, User]) -> None:
    day = today() + timedelta(days=21)
    with story_at(present() - timedelta(days=5)):
        event = events.announce(
            people["officer"],
            MatchmakingEvent(
                title="智能装备专场对接会",
                words="面向产业链上下游企业，免费参加。",
                place="高新区会议中心",
                on=day,
                until=day - timedelta(days=5),
            ),
        )
        for name in SUPPLIERS[:3]:
            participations.sign_up(people[name], event.pk, "supply")
