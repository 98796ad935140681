"""The room calls: upward calls and what becomes of applications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Upward calls"),
    rights=[
        Right(
            "calls.view",
            _("see upward calls and applications"),
            "bureau_officer platform_director platform_clerk firm talent_officer finance_officer congress "
            "auditor leader",
        ),
        Right("calls.keep", _("keep upward calls and review applications"), "bureau_officer"),
        Right("calls.apply", _("apply for upward calls"), "platform_director platform_clerk firm"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.POLICY, "/calls/", _("Upward calls"), "calls.view", "calls"),
        NavigationEntry(
            NavigationGroup.POLICY, "/calls/ledger/", _("Ledger of upward calls"), "calls.view", "ledger"
        ),
    ],
    help={"": "bid-for-upward-calls"},
    provides={
        "procedures.procedures": ["procedure.CALLS", "procedure.APPLICATIONS"],
        "notices.kinds": ["notifications.KINDS"],
        "firms.sections": ["firm_sections.applications"],
        "programmes.awards": ["selectors.awards"],
    },
    tasks={"calls.push": "tasks.push_call"},
    daily={"calls.reminders": "tasks.remind"},
    acts={
        "calls.export": pgettext_lazy("audit", "export upward calls"),
        "calls.export_applications": pgettext_lazy("audit", "export applications for upward calls"),
        "calls.export_ledger": pgettext_lazy("audit", "export the ledger of upward calls"),
    },
    demonstration="demonstration.add_calls",
)
