"""The room notices: messages to people, from every room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=_("Notices"),
    help={"": "find-your-way"},
    acts={"notices.export": _("export notices")},
    often={"notices.mails": "mailing.send_mails"},
    provides={"site.context": ["context.notices"]},
)
