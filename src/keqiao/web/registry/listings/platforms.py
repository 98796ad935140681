"""Lists of platforms, their qualifications and the commitments of their agreements."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.registry.dates import precise
from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell
from keqiao.web.registry.models import Commitment, Partner, Platform, Qualification
from keqiao.web.site.numbers import wan
from keqiao.web.site.tables import Cell, Column


def _platform(row: Platform, viewer: Viewer) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": platform_cell(row),
        "organisation": str(row.organisation),
        "type": row.get_type_display(),
        "level": row.get_level_display(),
        "stage": row.get_stage_display(),
        "legal_form": row.organisation.get_legal_form_display(),
        "settled": Cell(row.settled_on, text=precise(row.settled_on, row.settled_precision)),
        "park": str(row.park or ""),
        "partners": _(", ").join(str(partner) for partner in row.partners.all()),
        "clusters": _(", ").join(str(cluster) for cluster in row.clusters.all()),
    }


def _qualification(row: Qualification, viewer: Viewer) -> dict[str, Any]:
    return {
        "platform": platform_cell(row.platform),
        "name": str(row),
        "kind": row.get_kind_display(),
        "level": row.get_level_display(),
        "issuer": row.issuer,
        "document": row.document_no,
        "granted": row.granted_on,
        "expires": row.expires_on,
    }


def _commitment(row: Commitment, viewer: Viewer) -> dict[str, Any]:
    # Money is kept in 元 and read in 万元, here as everywhere.
    in_yuan = row.unit == "元"
    return {
        "agreement": str(row.agreement),
        "party": row.get_party_display(),
        "item": str(row),
        "target": wan(row.target) if in_yuan else row.target,
        "unit": "万元" if in_yuan else row.unit,
        "year": str(row.year or ""),
        "due": row.due_on,
    }


LISTINGS = (
    Listing(
        Platform,
        "platforms",
        lambda: _("Innovation platforms"),
        lambda: [
            Column("code", _("Code")),
            Column("name", _("Platform"), "link"),
            Column("organisation", _("Organisation")),
            Column("type", _("Type")),
            Column("level", pgettext("level", "Level")),
            Column("stage", _("Stage")),
            Column("legal_form", _("Legal form")),
            Column("settled", _("Settled on"), "date"),
            Column("park", _("Park")),
            Column("partners", _("Partners")),
            Column("clusters", _("Clusters")),
        ],
        _platform,
        ("organisation", "park"),
        (Prefetch("partners", Partner.objects.select_related("organisation")), "clusters"),
        ("code",),
    ),
    Listing(
        Qualification,
        "qualifications",
        lambda: _("Qualifications"),
        lambda: [
            Column("name", _("Name")),
            Column("platform", _("Platform"), "link"),
            Column("kind", _("Kind")),
            Column("level", pgettext("level", "Level")),
            Column("issuer", pgettext("qualification", "Issuer")),
            Column("document", _("Document number")),
            Column("granted", _("Granted on"), "date"),
            Column("expires", _("Expires on"), "date"),
        ],
        _qualification,
        ("platform",),
        (),
        ("platform__code", "-granted_on"),
    ),
    Listing(
        Commitment,
        "commitments",
        lambda: _("Commitments of the agreement"),
        lambda: [
            Column("agreement", _("Agreement")),
            Column("party", _("Party")),
            Column("item", pgettext("commitment", "Item")),
            Column("target", _("Target"), "number"),
            Column("unit", _("Unit")),
            Column("year", _("Year")),
            Column("due", _("Due on"), "date"),
        ],
        _commitment,
        ("agreement",),
        (),
        ("agreement", "year"),
    ),
)
