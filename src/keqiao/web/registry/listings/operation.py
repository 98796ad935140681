"""Lists of how platforms are run: governance, use of equipment, instalments of agreements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell
from keqiao.web.registry.models import EquipmentUse, GovernanceItem, Instalment
from keqiao.web.site.tables import Column


def _governance(row: GovernanceItem, viewer: Viewer) -> dict[str, Any]:
    return {
        "platform": platform_cell(row.platform),
        "kind": row.get_kind_display(),
        "title": row.title,
        "state": row.get_state_display(),
        "head": row.get_head_display(),
        "document": row.document_no,
        "from": row.valid_from,
        "to": row.valid_to,
    }


def _use(row: EquipmentUse, viewer: Viewer) -> dict[str, Any]:
    return {
        "platform": platform_cell(row.equipment.platform),
        "equipment": str(row.equipment),
        "year": str(row.year),
        "hours": row.hours,
        "available": row.equipment.hours_available,
        "others": row.hours_for_others,
    }


def _instalment(row: Instalment, viewer: Viewer) -> dict[str, Any]:
    return {
        "agreement": str(row.agreement),
        "number": str(row.number),
        "amount": row.amount,
        "due": row.due_on,
        "paid_on": row.paid_on,
        "paid": row.paid_amount,
    }


LISTINGS = (
    Listing(
        GovernanceItem,
        "governance",
        lambda: _("Governance"),
        lambda: [
            Column("platform", _("Platform"), "link"),
            Column("kind", _("Kind")),
            Column("title", pgettext("register", "Title")),
            Column("state", pgettext("governance", "State")),
            Column("head", _("Head comes from")),
            Column("document", _("Document number")),
            Column("from", _("Valid from"), "date"),
            Column("to", _("Valid to"), "date"),
        ],
        _governance,
        ("platform",),
        (),
        ("platform__code", "kind"),
    ),
    Listing(
        EquipmentUse,
        "equipment-use",
        lambda: _("Use of equipment"),
        lambda: [
            Column("platform", _("Platform"), "link"),
            Column("equipment", _("Equipment")),
            Column("year", _("Year")),
            Column("hours", _("Hours used"), "number"),
            Column("available", _("Hours available"), "number"),
            Column("others", _("Of these for others"), "number"),
        ],
        _use,
        ("equipment__platform",),
        (),
        ("equipment__platform__code", "-year"),
    ),
    Listing(
        Instalment,
        "instalments",
        lambda: _("Instalments of agreements"),
        lambda: [
            Column("agreement", _("Agreement")),
            Column("number", pgettext("instalment", "Instalment")),
            Column("amount", _("Amount"), "money"),
            Column("due", _("Due on"), "date"),
            Column("paid_on", _("Paid on"), "date"),
            Column("paid", _("Amount paid"), "money"),
        ],
        _instalment,
        ("agreement",),
        (),
        ("agreement", "number"),
    ),
)
