"""The room transfer: capital of firms, and income of transformed results that is shared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Capital and income"),
    rights=[
        Right(
            "transfer.view",
            _("see capital of firms, joint bodies and funds"),
            "bureau_officer platform_director platform_clerk firm auditor finance_officer leader congress",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.PROJECTS, "/capital/", _("Capital of firms"), "transfer.view", "funding"
        ),
    ],
    help={"": "capital-of-firms"},
    provides={
        "firms.sections": ["sections.capital"],
        "registry.row_sections": ["sections.row_section"],
        "rulebooks.kinds": ["documents.LAW"],
    },
    demonstration="demonstration.add_capital",
    acts={"transfer.export": pgettext_lazy("audit", "export capital of firms")},
)
