"""The room procedures: what can be done to rows, in which state and by whom; rooms declare theirs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=_("Procedures"),
    urls="",
    provides={"audit.acts": ["registry.audit_words"]},
)
