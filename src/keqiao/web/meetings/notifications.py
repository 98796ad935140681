"""Who hears of an event: its participants, of their timetable and of the question what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.meetings.models import EventParticipation, MatchmakingEvent
from keqiao.web.meetings.rights import TAKE_PART
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_by_unit
from keqiao.web.notices.services import notify, with_reason

TIMETABLE = NoticeKind("meetings.timetable", pgettext_lazy("notice", "Timetable"), "good")
CANCELLED = NoticeKind("meetings.cancelled", pgettext_lazy("notice", "Event cancelled"), "bad")
FOLLOW_UP = NoticeKind("meetings.follow_up", pgettext_lazy("notice", "What came of your meetings?"), "watch")
KINDS = (TIMETABLE, CANCELLED, FOLLOW_UP)


def of_timetable(work: Any) -> None:
    """Tell everybody who comes that the timetable stands."""
    event = work.row
    sentence = message("The timetable of {event} is published.", event=str(event))
    tell(event, event.participations.coming(), TIMETABLE, sentence, f"published-{event.edition}")


def of_change(event: MatchmakingEvent, changed: Iterable[EventParticipation]) -> None:
    """Tell those whose timetable is another after somebody did not come."""
    sentence = message("Your timetable at {event} has changed.", event=str(event))
    tell(event, changed, TIMETABLE, sentence, f"changed-{event.edition}")


def of_cancelling(work: Any) -> None:
    """Tell everybody that the event does not take place, and why."""
    event = work.row
    sentence = with_reason(message("{event} does not take place.", event=str(event)), work.reason)
    tell(event, event.participations.coming(), CANCELLED, sentence, "cancelled")


def of_follow_up(event: MatchmakingEvent, people: Iterable[EventParticipation], days: int) -> int:
    """Ask what came of the meetings; return how many people were asked."""
    sentence = message("What came of your meetings at {event}? One choice each.", event=str(event))
    return tell(event, people, FOLLOW_UP, sentence, f"follow-up-{days}")


def tell(
    event: MatchmakingEvent,
    participations: Iterable[EventParticipation],
    kind: NoticeKind,
    sentence: Message,
    key: str,
) -> int:
    """Tell the people of participants once; return how many are new."""
    by_unit = people_by_unit([row.unit_id for row in participations], TAKE_PART)
    people: list[User | None] = [person for persons in by_unit.values() for person in persons]
    return notify(
        people,
        kind,
        sentence,
        link=event.get_absolute_url(),
        key=f"meetings-{event.pk}-{key}",
        about=str(event),
    )
