"""The room tolerance: cases of fault tolerance."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Fault tolerance"),
    provides={"evaluations.tolerance": ["providers.CASES"], "rulebooks.kinds": ["documents.RULES"]},
    api={"/cases": "api.cases"},
    acts={
        "tolerance.open": _("open case of fault tolerance"),
        "tolerance.edit": _("change case of fault tolerance"),
        "tolerance.apply": _("apply for fault tolerance"),
        "tolerance.withdraw": _("withdraw case of fault tolerance"),
        "tolerance.send_back": _("send back case of fault tolerance"),
        "tolerance.check": _("find facts of case of fault tolerance"),
        "tolerance.accept": _("accept case of fault tolerance"),
        "tolerance.refuse": _("refuse case of fault tolerance"),
        "tolerance.learn": _("note what is learned from case"),
        "tolerance.export": _("export cases of fault tolerance"),
    },
)
