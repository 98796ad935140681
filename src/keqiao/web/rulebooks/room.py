"""The room rulebooks: every document of rules and parameters in its versions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Rulebooks"),
    help={"": "change-a-rulebook"},
    rights=[
        Right(
            "rulebooks.view",
            _("see the documents of rules and parameters"),
            "bureau_officer congress auditor finance_officer leader",
        ),
        Right(
            "rulebooks.change",
            _("upload documents of rules and parameters, put them into force and retire them"),
            "bureau_officer",
        ),
    ],
    navigation=[
        NavigationEntry(
            NavigationGroup.ADMINISTRATION,
            "/rulebooks/",
            pgettext_lazy("navigation", "Rulebooks"),
            "rulebooks.view",
            "rulebooks",
        ),
    ],
    provides={"notices.kinds": ["notifications.KINDS"]},
    acts={
        "rulebooks.add": _("add version of document"),
        "rulebooks.export": _("export text of document"),
        "rulebooks.version_status": _("change status of document"),
        "rulebooks.version_propose": _("propose status of document"),
        "rulebooks.version_refuse": _("refuse proposed status of document"),
        "rulebooks.version_withdraw": _("take back proposed status of document"),
    },
)
