"""The room alliances: industry and talent alliances that meet regularly."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Alliances"),
    rights=[
        Right(
            "alliances.view",
            _("see alliances"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer congress "
            "auditor leader",
        ),
        Right(
            "alliances.keep",
            _("keep alliances: the bureau all, a secretary the own one"),
            "bureau_officer platform_director firm",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.MATCHING, "/alliances/", _("Alliances"), "alliances.view", "alliances"
        ),
    ],
    help={"": "alliances"},
    provides={
        "firms.sections": ["firm_sections.alliances"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.GATHERINGS", "procedure.RESOLUTIONS"],
        "rulebooks.kinds": ["documents.RULES"],
    },
    daily={"alliances.reminders": "services.remind"},
    acts={
        "alliances.found": pgettext_lazy("audit", "record an alliance"),
        "alliances.change": pgettext_lazy("audit", "change an alliance"),
        "alliances.join": pgettext_lazy("audit", "record a member of an alliance"),
        "alliances.leave": pgettext_lazy("audit", "end a membership in an alliance"),
        "alliances.export": pgettext_lazy("audit", "export alliances"),
    },
    api={"/alliances": "api.alliances"},
    demonstration="demonstration.add_alliances",
)
