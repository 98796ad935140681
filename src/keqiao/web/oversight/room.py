"""The room oversight: from findings to tasks that are followed until they are closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Oversight"),
    rights=[
        Right(
            "oversight.view_findings",
            _("see findings about all platforms"),
            "bureau_officer talent_officer congress auditor finance_officer leader",
        ),
        Right(
            "oversight.view",
            _("see recommendations and tasks"),
            "bureau_officer platform_director talent_officer congress auditor finance_officer leader",
        ),
        Right("oversight.assign", _("issue tasks, review replies and close tasks"), "bureau_officer"),
        Right(
            "oversight.handle",
            _("accept, decline and answer tasks of the own unit"),
            "bureau_officer platform_director talent_officer finance_officer",
        ),
        Right(
            "oversight.oversee",
            _("keep recommendations, state the satisfaction and ask again"),
            "congress",
        ),
        Right("oversight.diagnose", _("make diagnoses and try rules of diagnosis"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.OVERSIGHT,
            "/findings/",
            pgettext_lazy("diagnosis", "Findings"),
            "oversight.view_findings",
            "findings",
        ),
        NavigationEntry(
            NavigationGroup.OVERSIGHT,
            "/tasks/",
            _("Tasks"),
            "oversight.view",
            "tasks",
            ("/recommendations/",),
        ),
    ],
    help={
        "": "findings",
        "tasks": "follow-tasks",
        "task": "follow-tasks",
        "recommendations": "follow-tasks",
        "recommendation": "follow-tasks",
        "recommend": "follow-tasks",
    },
    provides={
        "dashboards.overdue": ["providers.late_tasks"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.TASKS"],
        "rulebooks.kinds": ["documents.RULES", "documents.TASKS"],
    },
    daily={"oversight.watching": "services.daily_look.look"},
    tasks={"oversight.diagnose": "tasks.diagnose", "oversight.trial": "tasks.try_rules"},
    demonstration="demonstration.add_oversight",
    acts={
        "oversight.diagnose": pgettext_lazy("audit", "make a diagnosis"),
        "oversight.recommend": pgettext_lazy("audit", "keep a recommendation"),
        "oversight.export": pgettext_lazy("audit", "export findings or tasks"),
    },
)
