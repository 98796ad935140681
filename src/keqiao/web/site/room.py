"""The room site: the house of the rooms: base pages, refusals, what all share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Access"),
    urls="",
    acts={
        "site.refuse": _("refuse access"),
    },
)
