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
            "oversight.findings",
            _("see findings about all platforms"),
            "bureau_officer talent_officer congress auditor finance_officer leader",
        ),
        Right("oversight.diagnose", _("make diagnoses and try rules of diagnosis"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.OVERSIGHT,
            "/findings/",
            pgettext_lazy("diagnosis", "Findings"),
            "oversight.findings",
            "search",
        ),
    ],
    help={"": "findings"},
    provides={"rulebooks.kinds": ["documents.RULES"]},
    tasks={"oversight.diagnose": "tasks.diagnose", "oversight.trial": "tasks.try_rules"},
    demonstration="demonstration.add_oversight",
    acts={
        "oversight.diagnose": pgettext_lazy("audit", "make a diagnosis"),
        "oversight.export": pgettext_lazy("audit", "export findings or tasks"),
    },
)
