"""What the room adds to pages of other rooms: the way from a firm to its capital."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.sections import RowSection
from keqiao.web.transfer.ledgers import movements_for
from keqiao.web.transfer.rights import VIEW


def capital(user: Actor, firm: Firm) -> FirmSection | None:
    """The way to the capital of a firm; nothing where no event is known."""
    if not user.has_right(VIEW) or not movements_for(user).filter(firm=firm).exists():
        return None
    address = reverse("transfer:firm", args=(firm.pk,))
    return FirmSection(_("Capital"), "transfer/way.html", 60, {"address": address})


def row_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """The same on the page of the firm's row."""
    if not isinstance(row, Firm) or until is not None:
        return None
    section = capital(user, row)
    return None if section is None else RowSection(section.title, section.template, section.context)
