"""The room firms: signing up, and one page for each firm."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Firms"),
    rights=[
        Right("firms.own", _("see the page of the own firm"), "firm"),
        Right("firms.view", _("see firms that sign up, and the page of each firm"), "bureau_officer auditor"),
        Right("firms.confirm", _("confirm firms that sign up"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.MATCHING, "/firms/own/", _("My firm"), "firms.own", "firm"),
        NavigationEntry(
            NavigationGroup.MATCHING, "/firms/sign-ups/", _("Firms that sign up"), "firms.view", "signups"
        ),
    ],
    help={"": "sign-up-as-a-firm"},
    provides={
        "procedures.procedures": ["procedure.SIGN_UPS"],
        "notices.kinds": ["notifications.KINDS"],
    },
    acts={"firms.export": pgettext_lazy("audit", "export firms that sign up")},
    api={"/firms": "api.firms"},
    demonstration="demonstration.add_sign_ups",
)
