"""The room dashboards: home by role and cockpit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=_("Dashboards"),
    help={"": "look-up-a-figure", "home": "find-your-way"},
    rights=[
        Right(
            "dashboards.view",
            _("see the dashboards"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer "
            "congress auditor finance_officer leader",
        ),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.START, "/", _("Workbench"), None, "home"),
        NavigationEntry(NavigationGroup.START, "/cockpit/", _("Cockpit"), "dashboards.view", "cockpit"),
    ],
    search="/search/",
    provides={
        "rulebooks.kinds": ["documents.LIGHTS", "documents.HEADLINES", "documents.VOCABULARY"],
    },
)
