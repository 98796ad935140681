"""The document of the room: what the law sets on transformation of results and on capital, version by version."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keqiao.engine.transfer.law import PACKAGED, TRANSFER_LAW
from keqiao.web.rulebooks.kinds import DocumentKind

LAW = DocumentKind(
    "transfer.law",
    _("Law on transformation of results and on capital"),
    _("What rewards, publicity, capital terms and tax hints are held against, each with article and days"),
    TRANSFER_LAW,
    PACKAGED,
)
