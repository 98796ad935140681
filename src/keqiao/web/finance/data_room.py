"""What a firm shows an institution: the parts it consented to, each row with whether somebody stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.finance.models import DataPart, FinanceRequest, InnovationPoints
from keqiao.web.registry.models import FirmCertificate, FirmReport, FundingDeal, PatentOwner
from keqiao.web.site.tables import Column, Table

MOST = 200
"""Rows of a part at most."""


def tables_of(asked: FinanceRequest) -> list[Table]:
    """Return the tables of the parts that a firm shows, in their order; one query each."""
    return [TABLES[DataPart(part)](asked) for part in asked.parts if part in DataPart.values]


def _verified(row: Any) -> str:
    return str(row.get_verification_display())


def _reports(asked: FinanceRequest) -> Table:
    rows = FirmReport.objects.current().filter(firm__organisation=asked.organisation_id).order_by("-year")
    columns = [
        Column("year", _("Year")),
        Column("revenue", _("Revenue"), "money", unit="万元"),
        Column("rd_spend", _("R&D expenditure"), "money", unit="万元"),
        Column("tax", _("Tax paid"), "money", unit="万元"),
        Column("employees", _("Employees"), "number"),
        Column("verified", pgettext("data room", "Verified")),
    ]
    listed = [
        {
            "year": str(row.year),
            "revenue": row.revenue,
            "rd_spend": row.rd_spend,
            "tax": row.tax,
            "employees": row.employees,
            "verified": _verified(row),
        }
        for row in rows[:MOST]
    ]
    return Table(str(DataPart.REPORTS.label), columns, listed, name="reports", stacked=True)


def _certificates(asked: FinanceRequest) -> Table:
    rows = FirmCertificate.objects.current().filter(firm__organisation=asked.organisation_id)
    columns = [
        Column("kind", pgettext("data room", "Certificate")),
        Column("granted_on", _("Granted on"), "date"),
        Column("expires_on", _("Expires on"), "date"),
        Column("verified", pgettext("data room", "Verified")),
    ]
    listed = [
        {
            "kind": row.get_kind_display(),
            "granted_on": row.granted_on,
            "expires_on": row.expires_on,
            "verified": _verified(row),
        }
        for row in rows.order_by("-granted_on")[:MOST]
    ]
    return Table(str(DataPart.CERTIFICATES.label), columns, listed, name="certificates", stacked=True)


def _patents(asked: FinanceRequest) -> Table:
    rows = PatentOwner.objects.current().filter(organisation=asked.organisation_id, patent__withdrawn_at=None)
    columns = [
        Column("title", pgettext("data room", "Patent")),
        Column("kind", _("Kind")),
        Column("granted_on", _("Granted on"), "date"),
        Column("verified", pgettext("data room", "Verified")),
    ]
    listed = [
        {
            "title": row.patent.title,
            "kind": row.patent.get_kind_display(),
            "granted_on": row.patent.granted_on,
            "verified": _verified(row),
        }
        for row in rows.select_related("patent").order_by("-patent__granted_on")[:MOST]
    ]
    return Table(str(DataPart.PATENTS.label), columns, listed, name="patents", stacked=True)


def _deals(asked: FinanceRequest) -> Table:
    rows = FundingDeal.objects.current().filter(firm__organisation=asked.organisation_id)
    columns = [
        Column("on", _("Date"), "date"),
        Column("instrument", _("Instrument")),
        Column("investor", _("Investor")),
        Column("amount", _("Amount"), "money", unit="万元", total=True),
        Column("verified", pgettext("data room", "Verified")),
    ]
    listed = [
        {
            "on": row.on,
            "instrument": row.get_instrument_display(),
            "investor": row.investor,
            "amount": row.amount,
            "verified": _verified(row),
        }
        for row in rows.order_by("-on")[:MOST]
    ]
    return Table(str(DataPart.DEALS.label), columns, listed, name="deals", stacked=True)


def _points(asked: FinanceRequest) -> Table:
    latest: dict[int, InnovationPoints] = {}
    for row in InnovationPoints.objects.filter(organisation=asked.organisation_id).order_by("pk"):
        latest[row.year] = row
    columns = [
        Column("year", _("Year")),
        Column("points", pgettext("points", "Points"), "number"),
        Column("basis", _("Where it stands")),
    ]
    listed: Sequence[dict[str, Any]] = [
        {"year": str(year), "points": latest[year].points, "basis": latest[year].basis}
        for year in sorted(latest, reverse=True)
    ]
    return Table(str(DataPart.POINTS.label), columns, listed, name="points", stacked=True)


TABLES: dict[DataPart, Callable[[FinanceRequest], Table]] = {
    DataPart.REPORTS: _reports,
    DataPart.CERTIFICATES: _certificates,
    DataPart.PATENTS: _patents,
    DataPart.DEALS: _deals,
    DataPart.POINTS: _points,
}
