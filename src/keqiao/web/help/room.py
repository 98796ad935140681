"""The room help: the documents of the users inside the system."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Help"),
    provides={"site.context": ["context.help_address"]},
)
