"""The room charts: pictures, once defined."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=_("Charts"),
)
