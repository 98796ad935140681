"""Lists of outputs: patents, projects with receipts, technology contracts with receipts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.registry.language import in_language
from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell
from keqiao.web.registry.models import (
    ContractReceipt,
    Patent,
    ProjectParticipation,
    ProjectReceipt,
    TechContract,
)
from keqiao.web.site.tables import Column


def _patent(row: Patent, viewer: Viewer) -> dict[str, Any]:
    return {
        "number": row.application_no,
        "title": row.title,
        "kind": row.get_kind_display(),
        "owners": _(", ").join(str(owner.platform) for owner in row.owners.all()),
        "filed": row.filed_on,
        "granted": row.granted_on,
        "status": row.get_status_display(),
        "ipc": row.ipc,
        "transfers": _(", ").join(str(transfer.get_kind_display()) for transfer in row.transfers.all()),
    }


def _participation(row: ProjectParticipation, viewer: Viewer) -> dict[str, Any]:
    project = row.project
    return {
        "number": project.number,
        "title": in_language(project.title, project.title_en),
        "level": project.get_level_display(),
        "platform": platform_cell(row.platform),
        "role": row.get_role_display(),
        "start": project.started_on,
        "end": project.ended_on,
        "status": project.get_status_display(),
    }


def _receipt(row: ProjectReceipt, viewer: Viewer) -> dict[str, Any]:
    part = row.participation
    return {
        "number": part.project.number,
        "title": in_language(part.project.title, part.project.title_en),
        "level": part.project.get_level_display(),
        "platform": platform_cell(part.platform),
        "role": part.get_role_display(),
        "on": row.received_on,
        "amount": row.amount,
    }


def _contract(row: TechContract, viewer: Viewer) -> dict[str, Any]:
    return {
        "number": row.registration_no,
        "platform": platform_cell(row.platform),
        "buyer": str(row.buyer),
        "division": row.buyer.division,
        "kind": row.get_kind_display(),
        "cluster": str(row.cluster or ""),
        "amount": row.amount,
        "tech": row.tech_amount,
        "signed": row.signed_on,
        "registered": row.registered_on,
    }


def _contract_receipt(row: ContractReceipt, viewer: Viewer) -> dict[str, Any]:
    return {
        "number": row.contract.registration_no,
        "platform": platform_cell(row.contract.platform),
        "buyer": str(row.contract.buyer),
        "on": row.received_on,
        "amount": row.amount,
    }


LISTINGS = (
    Listing(
        Patent,
        "patents",
        lambda: _("Patents"),
        lambda: [
            Column("number", _("Application number")),
            Column("title", pgettext("register", "Title")),
            Column("kind", _("Kind")),
            Column("owners", _("Owners")),
            Column("filed", _("Filed on"), "date"),
            Column("granted", pgettext("patent", "Granted on"), "date"),
            Column("status", _("Status")),
            Column("ipc", _("IPC")),
            Column("transfers", _("Put to use")),
        ],
        _patent,
        (),
        ("owners__platform", "transfers"),
        ("-granted_on", "application_no"),
    ),
    Listing(
        ProjectParticipation,
        "projects",
        lambda: _("S&T projects"),
        lambda: [
            Column("number", _("Number")),
            Column("title", pgettext("register", "Title")),
            Column("level", pgettext("level", "Level")),
            Column("platform", _("Platform"), "link"),
            Column("role", _("Role")),
            Column("start", pgettext("date", "From"), "date"),
            Column("end", pgettext("date", "To"), "date"),
            Column("status", _("Status")),
        ],
        _participation,
        ("project", "platform"),
        (),
        ("platform__code", "-project__started_on"),
    ),
    Listing(
        ProjectReceipt,
        "project-receipts",
        lambda: _("Project receipts"),
        lambda: [
            Column("number", _("Number")),
            Column("title", pgettext("register", "Title")),
            Column("level", pgettext("level", "Level")),
            Column("platform", _("Platform"), "link"),
            Column("role", _("Role")),
            Column("on", _("Received on"), "date"),
            Column("amount", _("Amount"), "money", _("10k yuan"), total=True),
        ],
        _receipt,
        ("participation__project", "participation__platform"),
        (),
        ("-received_on",),
    ),
    Listing(
        TechContract,
        "contracts",
        lambda: _("Technology contracts"),
        lambda: [
            Column("number", _("Registration number")),
            Column("platform", _("Seller"), "link"),
            Column("buyer", _("Buyer")),
            Column("division", _("Buyer's division")),
            Column("kind", _("Kind")),
            Column("cluster", _("Industry cluster")),
            Column("amount", _("Contract amount"), "money", _("10k yuan"), total=True),
            Column("tech", _("Technology amount"), "money", _("10k yuan"), total=True),
            Column("signed", _("Signed on"), "date"),
            Column("registered", _("Registered on"), "date"),
        ],
        _contract,
        ("platform", "buyer", "cluster"),
        (),
        ("-registered_on",),
    ),
    Listing(
        ContractReceipt,
        "contract-receipts",
        lambda: _("Contract receipts"),
        lambda: [
            Column("number", _("Registration number")),
            Column("platform", _("Seller"), "link"),
            Column("buyer", _("Buyer")),
            Column("on", _("Received on"), "date"),
            Column("amount", _("Amount"), "money", _("10k yuan"), total=True),
        ],
        _contract_receipt,
        ("contract__platform", "contract__buyer"),
        (),
        ("-received_on",),
    ),
)
