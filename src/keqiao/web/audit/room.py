"""The room audit: who did what."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Right, Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Audit log"),
    help={"": "read-the-audit-log"},
    rights=[
        Right("audit.view", _("see the audit log"), "auditor audit_admin"),
        Right("audit.verify", _("verify the audit log"), "auditor audit_admin"),
        Right("audit.export", _("export the audit log"), "auditor audit_admin"),
    ],
    navigation=[
        NavigationEntry(NavigationGroup.ADMINISTRATION, "/audit/", _("Audit"), "audit.view", "audit"),
    ],
    daily={"audit.revisions": "revisions.fold"},
    acts={
        "audit.verify": _("verify audit log"),
        "audit.export": _("export audit log"),
        "audit.verify_rows": _("compare protected rows with audit log"),
        "audit.rows": _("store protected rows"),
        "audit.adopt": _("adopt rows from before the log vouched for rows"),
        "audit.archive": _("archive audit log"),
    },
)
