"""The room meetings: events with one-to-one meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Matchmaking events"),
    rights=[
        Right(
            "meetings.view",
            _("see matchmaking events"),
            "bureau_officer platform_director platform_clerk broker firm investor auditor leader",
        ),
        Right(
            "meetings.take_part",
            _("take part in matchmaking events"),
            "platform_director platform_clerk firm",
        ),
        Right("meetings.organise", _("organise matchmaking events"), "bureau_officer broker"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.MATCHING, "/meetings/", _("Matchmaking events"), "meetings.view", "meetings"
        ),
    ],
    help={"": "matchmaking-events"},
    provides={
        "firms.sections": ["firm_sections.events"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.EVENTS", "procedure.PARTICIPATIONS"],
        "rulebooks.kinds": ["documents.RULES"],
    },
    tasks={"meetings.plan": "services.timetable.plan_in_background"},
    daily={"meetings.follow_up": "services.outcomes.follow_up"},
    acts={
        "meetings.export": pgettext_lazy("audit", "export matchmaking events"),
        "meetings.outcome": pgettext_lazy("audit", "say what came of a meeting"),
        "meetings.deal": pgettext_lazy("audit", "open a deal from a meeting"),
    },
    api={"/meetings": "api.events"},
    demonstration="demonstration.add_events",
)
