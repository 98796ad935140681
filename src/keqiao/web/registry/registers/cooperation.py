"""Joint laboratories, consortia and equity funds."""

from __future__ import annotations

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import Register
from keqiao.web.registry.registers.paths import ALIASES

_BODY = ("body", "body__platform")

COOPERATION = (
    Register(
        "joint-bodies",
        models.JointBody,
        "cooperation",
        (
            "name",
            "name_en",
            "kind",
            "platform",
            "number",
            "signed_on",
            "ends_on",
            "organisation_form",
            "tasks",
            "funding",
            "ownership",
            "benefits",
            "risks",
            "breach",
            "source",
        ),
        ("name",),
        ("", *ALIASES),
        ("platform", "kind"),
    ),
    Register(
        "joint-parties",
        models.JointParty,
        "cooperation",
        ("body", "organisation", "part", "pledged", "source"),
        ("body", "organisation"),
        ("organisation", *_BODY),
        ("part",),
    ),
    Register(
        "joint-entries",
        models.JointEntry,
        "cooperation",
        ("body", "organisation", "kind", "title", "on", "amount", "patent", "contract", "source"),
        ("body", "kind", "title", "on"),
        ("", *_BODY),
        ("kind",),
    ),
    Register(
        "funds",
        models.Fund,
        "cooperation",
        (
            "name",
            "name_en",
            "number",
            "general_partner",
            "platform",
            "size",
            "founded_on",
            "ends_on",
            "reinvestment",
            "source",
        ),
        ("name",),
        ("", "general_partner"),
        ("platform",),
    ),
    Register(
        "fund-partners",
        models.FundPartner,
        "cooperation",
        ("fund", "organisation", "kind", "committed", "source"),
        ("fund", "organisation"),
        ("organisation", "fund"),
        ("kind",),
    ),
    Register(
        "fund-flows",
        models.FundFlow,
        "cooperation",
        ("fund", "kind", "on", "amount", "partner", "firm", "source"),
        (),
        ("fund",),
        ("kind",),
    ),
)
