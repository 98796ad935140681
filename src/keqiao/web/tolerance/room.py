"""The room tolerance: cases of fault tolerance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Fault tolerance"),
    help={"": "ask-for-fault-tolerance"},
    provides={
        "evaluations.tolerance": ["providers.CASES"],
        "notices.kinds": ["notifications.KINDS"],
        "procedures.procedures": ["procedure.CASES"],
        "rulebooks.kinds": ["documents.RULES"],
    },
    api={"/cases": "api.cases"},
    acts={"tolerance.export": _("export cases of fault tolerance")},
)
