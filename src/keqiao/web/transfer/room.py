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
        Right(
            "transfer.view_income",
            _("see how income of transformed results is shared"),
            "bureau_officer platform_director platform_clerk auditor",
        ),
        Right(
            "transfer.prepare",
            _("prepare and pay distributions of income"),
            "platform_director platform_clerk",
        ),
        Right("transfer.decide", _("decide distributions of income"), "platform_director"),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.PROJECTS, "/capital/", _("Capital of firms"), "transfer.view", "capital"
        ),
        NavigationEntry(
            NavigationGroup.PROJECTS,
            "/income/",
            _("Distribution of income"),
            "transfer.view_income",
            "income",
        ),
        NavigationEntry(
            NavigationGroup.PROJECTS,
            "/business-lines/",
            _("Income by business line"),
            "facts.view",
            "lines",
        ),
    ],
    help={"": "capital-of-firms"}
    | {"lines": "business-lines"}
    | dict.fromkeys(
        ("income", "new", "distribution", "edit", "paper", "step"), "share-income-with-contributors"
    ),
    provides={
        "firms.sections": ["sections.capital"],
        "imports.importers": ["open_cap_importer.OPEN_CAP_IMPORTER"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.DISTRIBUTIONS"],
        "registry.sections": ["business_lines.profile_section"],
        "registry.row_sections": [
            "sections.row_section",
            "sections.fund_section",
            "sections.joint_section",
        ],
        "rulebooks.kinds": ["documents.LAW"],
    },
    demonstration="demonstration.add_all",
    acts={
        "transfer.export": pgettext_lazy("audit", "export capital of firms"),
        "transfer.export_lines": pgettext_lazy("audit", "export income by business line"),
        "transfer.export_income": pgettext_lazy("audit", "export a distribution of income"),
    },
)
