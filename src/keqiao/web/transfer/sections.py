"""What the room adds to pages of other rooms: the way from a firm to its capital, what funds and joint bodies gave."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.firms.sections import FirmSection
from keqiao.web.registry.models import Firm, Fund, JointBody
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.sections import RowSection
from keqiao.web.transfer import fund_tables
from keqiao.web.transfer.funds import joint_reading_of, reading_of
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


def fund_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """What a fund gave its partners, on the page of its row."""
    if not isinstance(row, Fund) or until is not None or not user.has_right(VIEW):
        return None
    known = reading_of(user, row, today())
    tables = [
        table for table in (fund_tables.partner_table(known), fund_tables.holding_table(known)) if table.rows
    ]
    context = {"facts": fund_tables.fund_facts(known), "tables": tables}
    return RowSection(_("What the fund gave"), "transfer/reading.html", context)


def joint_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """Parties, contributions and outputs of a joint body, on the page of its row."""
    if not isinstance(row, JointBody) or until is not None or not user.has_right(VIEW):
        return None
    known = joint_reading_of(user, row)
    tables = [
        fund_tables.party_table(known),
        fund_tables.entry_table(known, outputs=False),
        fund_tables.entry_table(known, outputs=True),
    ]
    context = {"facts": [], "tables": [table for table in tables if table.rows]}
    return (
        RowSection(_("Parties, contributions, outputs"), "transfer/reading.html", context)
        if context["tables"]
        else None
    )
