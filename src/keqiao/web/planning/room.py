"""The room planning: layout over the industry chains, development plans against facts, whom to attract for a gap."""

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
        Right(
            "planning.view_plans",
            _("see development plans and their targets"),
            "bureau_officer platform_director platform_clerk talent_officer congress auditor finance_officer leader",
        ),
        Right(
            "planning.plan",
            _("draft development plans"),
            "bureau_officer platform_director platform_clerk",
        ),
        Right("planning.decide", _("review and approve development plans"), "bureau_officer"),
        Right("planning.attract", _("keep targets of attraction"), "bureau_officer talent_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.OVERSIGHT, "/layout/", _("Layout"), "planning.view", "layout"),
        NavigationEntry(
            NavigationGroup.OVERSIGHT, "/plans/", _("Development plans"), "planning.view_plans", "plans"
        ),
    ],
    help={
        "": "layout-of-platforms",
        "plans": "development-plans",
        "plan": "development-plans",
        "new_plan": "development-plans",
        "compare": "development-plans",
        "operation": "development-plans",
        "institutions": "development-plans",
        "operation_of": "development-plans",
    },
    provides={
        "procedures.procedures": ["procedure.PLANS", "procedure.ATTRACTIONS"],
        "talents.gaps": ["talent_gaps.skill_gaps"],
        "rulebooks.kinds": ["documents.CHAINS", "documents.TERMS", "documents.OPERATION", "documents.PLACES"],
    },
    tasks={"planning.analyse": "tasks.analyse"},
    demonstration="demonstration.add_planning",
    acts={
        "planning.analyse": pgettext_lazy("audit", "analyse the layout"),
        "planning.state": pgettext_lazy("audit", "state the means of a platform"),
        "planning.export": pgettext_lazy("audit", "export the layout"),
    },
)
