"""The room planning: the layout of platforms over the industry chains of the city."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Planning"),
    rights=[
        Right(
            "planning.view",
            _("see the layout of all platforms"),
            "bureau_officer talent_officer congress auditor finance_officer leader",
        ),
        Right("planning.analyse", _("analyse the layout"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.OVERSIGHT, "/layout/", _("Layout"), "planning.view", "platforms"),
    ],
    help={"": "layout-of-platforms"},
    provides={"rulebooks.kinds": ["documents.CHAINS", "documents.TERMS"]},
    tasks={"planning.analyse": "tasks.analyse"},
    demonstration="demonstration.add_planning",
    acts={
        "planning.analyse": pgettext_lazy("audit", "analyse the layout"),
        "planning.export": pgettext_lazy("audit", "export the layout"),
    },
)
