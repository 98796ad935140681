"""Lists of firms: incubation links, certificates, reports, equity and funding."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell
from keqiao.web.registry.models import (
    EquityEvent,
    Firm,
    FirmCertificate,
    FirmReport,
    FundingDeal,
    IncubationLink,
)
from keqiao.web.site.tables import Column


def _firm(firm: Firm) -> dict[str, Any]:
    return {"firm": str(firm.organisation), "usci": firm.organisation.usci or ""}


def _firm_columns() -> list[Column]:
    return [Column("firm", _("Firm")), Column("usci", _("Unified social credit code"))]


def _link(row: IncubationLink, viewer: Viewer) -> dict[str, Any]:
    return _firm(row.firm) | {
        "platform": platform_cell(row.platform),
        "basis": row.get_basis_display(),
        "start": row.valid_from,
        "end": row.valid_to,
        "status": row.firm.organisation.get_status_display(),
        "local": row.firm.local,
        "certificates": _(", ").join(
            dict.fromkeys(str(certificate.get_kind_display()) for certificate in row.firm.certificates.all())
        ),
    }


def _certificate(row: FirmCertificate, viewer: Viewer) -> dict[str, Any]:
    return _firm(row.firm) | {
        "kind": row.get_kind_display(),
        "number": row.number,
        "granted": row.granted_on,
        "expires": row.expires_on,
    }


def _report(row: FirmReport, viewer: Viewer) -> dict[str, Any]:
    return _firm(row.firm) | {
        "year": str(row.year),
        "revenue": row.revenue,
        "tax": row.tax,
        "employees": row.employees,
        "source": row.source,
    }


def _deal(row: FundingDeal, viewer: Viewer) -> dict[str, Any]:
    return _firm(row.firm) | {
        "instrument": row.get_instrument_display(),
        "investor": row.investor,
        "amount": row.amount,
        "on": row.on,
        "private": row.private,
    }


def _equity(row: EquityEvent, viewer: Viewer) -> dict[str, Any]:
    return _firm(row.firm) | {
        "platform": platform_cell(row.platform),
        "kind": row.get_kind_display(),
        "amount": row.amount,
        "percent": row.percent,
        "on": row.on,
    }


ORGANISATION = ("firm__organisation",)
LISTINGS = (
    Listing(
        IncubationLink,
        "firms",
        lambda: _("Incubated firms"),
        lambda: [
            *_firm_columns(),
            Column("platform", _("Platform"), "link"),
            Column("basis", _("Ground")),
            Column("start", pgettext("date", "From"), "date"),
            Column("end", pgettext("date", "To"), "date"),
            Column("status", _("Status")),
            Column("local", _("Local")),
            Column("certificates", _("Certificates")),
        ],
        _link,
        (*ORGANISATION, "platform"),
        ("firm__certificates",),
        ("platform__code", "valid_from"),
    ),
    Listing(
        FirmCertificate,
        "certificates",
        lambda: _("Certificates of firms"),
        lambda: [
            *_firm_columns(),
            Column("kind", _("Kind")),
            Column("number", _("Number")),
            Column("granted", _("Granted on"), "date"),
            Column("expires", _("Expires on"), "date"),
        ],
        _certificate,
        ORGANISATION,
        (),
        ("firm__organisation__name", "granted_on"),
    ),
    Listing(
        FirmReport,
        "firm-reports",
        lambda: _("Firms' yearly reports"),
        lambda: [
            *_firm_columns(),
            Column("year", _("Year")),
            Column("revenue", _("Revenue"), "money", _("10k yuan")),
            Column("tax", _("Tax paid"), "money", _("10k yuan")),
            Column("employees", _("Employees"), "number", decimals=0),
            Column("source", _("Source")),
        ],
        _report,
        ORGANISATION,
        (),
        ("-year", "firm__organisation__name"),
    ),
    Listing(
        FundingDeal,
        "funding",
        lambda: _("Funding of firms"),
        lambda: [
            *_firm_columns(),
            Column("instrument", _("Instrument")),
            Column("investor", pgettext("funding", "Investor")),
            Column("amount", _("Amount"), "money", _("10k yuan")),
            Column("on", _("Date"), "date"),
            Column("private", _("Private capital")),
        ],
        _deal,
        ORGANISATION,
        (),
        ("-on",),
    ),
    Listing(
        EquityEvent,
        "equity",
        lambda: _("Stakes in firms"),
        lambda: [
            *_firm_columns(),
            Column("platform", _("Platform"), "link"),
            Column("kind", _("Kind")),
            Column("amount", _("Amount"), "money", _("10k yuan")),
            Column("percent", _("Share held after"), "number", "%", decimals=2),
            Column("on", _("Date"), "date"),
        ],
        _equity,
        (*ORGANISATION, "platform"),
        (),
        ("platform__code", "on"),
    ),
)
