"""Firms, their certificates, reports, incubation, equity and funding."""

from __future__ import annotations

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import Register
from keqiao.web.registry.registers.paths import ALIASES, FIRM

FIRMS = (
    Register(
        "firms",
        models.Firm,
        "firms",
        ("organisation", "local", "chain_position", "stage", "founded_on", "unit", "source"),
        ("organisation",),
        ("organisation", "organisation__aliases"),
        ("chain_position", "stage", "local"),
    ),
    Register(
        "certificates",
        models.FirmCertificate,
        "firms",
        ("firm", "kind", "number", "granted_on", "expires_on", "source"),
        ("firm", "kind", "granted_on"),
        ("", *FIRM),
        ("kind",),
    ),
    Register(
        "firm-reports",
        models.FirmReport,
        "firms",
        ("firm", "year", "revenue", "tax", "employees", "insured_local", "rd_spend", "source"),
        ("firm", "year"),
        FIRM,
        ("year",),
    ),
    Register(
        "incubation",
        models.IncubationLink,
        "firms",
        ("platform", "firm", "basis", "valid_from", "valid_to", "source"),
        ("platform", "firm", "basis", "valid_from"),
        (*FIRM, *ALIASES),
        ("platform", "basis"),
    ),
    Register(
        "equity",
        models.EquityEvent,
        "firms",
        ("firm", "platform", "kind", "amount", "percent", "on", "source"),
        ("firm", "platform", "kind", "on"),
        (*FIRM, *ALIASES),
        ("platform", "kind"),
    ),
    Register(
        "funding",
        models.FundingDeal,
        "firms",
        ("firm", "instrument", "investor", "amount", "on", "private", "source"),
        ("firm", "instrument", "on", "investor"),
        ("", *FIRM),
        ("instrument", "private"),
    ),
)
