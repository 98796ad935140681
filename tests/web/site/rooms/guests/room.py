"""The room guests: who visits the bureau."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package="tests.web.site.rooms.guests",
    name=_("Guests"),
    rights=[Right("guests.view", _("see the guests"), "bureau_officer auditor")],
    navigation=[
        NavigationEntry(NavigationGroup.POLICY, "/guests/", _("Guest book"), "guests.view", "registers"),
    ],
    acts={"guests.welcome": _("welcome a guest")},
    daily={"guests.farewell": "work.farewell"},
    provides={"accounts.open_work": ["work.guests_of"]},
)
