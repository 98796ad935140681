"""The room registry: the registers of the city."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Registers"),
    help={
        "": "keep-the-registers",
        "import": "import-and-paste",
        "paste": "import-and-paste",
        "merge": "merge-records",
        "split": "merge-records",
        "reminders": "reminders",
        "verification": "verify-rows",
        "question": "verify-rows",
        "sample_draw": "verify-rows",
        "sample": "verify-rows",
    },
    rights=[
        Right(
            "registry.view",
            _("see the platform register"),
            "bureau_officer platform_director platform_clerk broker firm investor talent_officer "
            "congress auditor finance_officer leader",
        ),
        Right(
            "registry.edit",
            _("change the platform register"),
            "bureau_officer platform_director platform_clerk firm",
        ),
        Right("registry.edit_people", _("change the registers of people"), "talent_officer"),
        Right("registry.merge", _("merge and split records of the register"), "bureau_officer"),
        Right("registry.verify", _("verify and question rows of the registers"), "bureau_officer"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.DATA, "/platforms/", _("Platforms"), "registry.view", "platforms"),
        NavigationEntry(
            NavigationGroup.DATA,
            "/registers/",
            _("Registers"),
            "registry.view",
            "registers",
            ("/verification/",),
        ),
        NavigationEntry(NavigationGroup.DATA, "/reminders/", _("Reminders"), "registry.view", "reminders"),
    ],
    api={"/registers": "api.router"},
    provides={
        "imports.importers": ["importing.importer.REGISTER_IMPORTER"],
        "rulebooks.kinds": ["documents.REMINDERS"],
        "accounts.open_work": ["changes.handover.open_obligations"],
        "registry.sections": ["reminders.profile.reminders_section"],
        "site.context": ["context.region"],
        "site.demonstration": ["context.is_demonstration"],
    },
    acts={
        "registry.edit": pgettext_lazy("audit", "change by form"),
        "registry.bulk": pgettext_lazy("audit", "bulk change"),
        "registry.paste": pgettext_lazy("audit", "paste rows"),
        "registry.import": pgettext_lazy("audit", "import workbook"),
        "registry.merge": pgettext_lazy("audit", "merge records"),
        "registry.split": pgettext_lazy("audit", "split record"),
        "registry.undo": pgettext_lazy("audit", "undo changes"),
        "registry.api": pgettext_lazy("audit", "change through interface"),
        "registry.handover": pgettext_lazy("audit", "hand over records"),
        "registry.verify": pgettext_lazy("audit", "verify rows"),
        "registry.question": pgettext_lazy("audit", "send a row back"),
        "registry.draw_sample": pgettext_lazy("audit", "draw a sample of rows"),
        "registry.sample_failed": pgettext_lazy("audit", "close a sample with wrong rows"),
        "registry.export": _("export register"),
    },
)
