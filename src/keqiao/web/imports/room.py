"""The room imports: what an uploaded file or a paste would do; rooms declare what is imported and how."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keqiao.web.site.rooms import Room

ROOM = Room(
    package=__package__,
    name=pgettext_lazy("audit", "Imports"),
    help={"": "import-and-paste"},
    provides={"procedures.procedures": ["procedure.IMPORTS"]},
    acts={
        "imports.download_errors": _("download errors of an import"),
        "imports.match_headings": pgettext_lazy("audit", "match headings of an import"),
    },
)
