"""Events, who takes part, whom they wish to meet, and the meetings."""

from keqiao.web.meetings.models.events import EventState, EventStep, MatchmakingEvent
from keqiao.web.meetings.models.pair_rules import PairRule
from keqiao.web.meetings.models.participations import (
    EventParticipation,
    EventSideChoice,
    MeetingWish,
    ParticipationState,
    ParticipationStep,
)
from keqiao.web.meetings.models.timetable import EventMeeting, MeetingOutcome

__all__ = [
    "EventMeeting",
    "EventParticipation",
    "EventSideChoice",
    "EventState",
    "EventStep",
    "MatchmakingEvent",
    "MeetingOutcome",
    "MeetingWish",
    "PairRule",
    "ParticipationState",
    "ParticipationStep",
]
