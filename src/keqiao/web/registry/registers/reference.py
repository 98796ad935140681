"""Organisations and what the bureau keeps as reference."""

from __future__ import annotations

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import Register

REFERENCE = (
    Register(
        "organisations",
        models.Organisation,
        "reference",
        (
            "usci",
            "usci_ground",
            "name",
            "name_en",
            "legal_form",
            "division",
            "industry_code",
            "registered_on",
            "status",
            "deregistered_on",
            "source",
        ),
        ("usci",),
        ("", "aliases"),
        ("legal_form", "status"),
    ),
    Register(
        "aliases",
        models.OrganisationAlias,
        "reference",
        ("organisation", "name", "kind", "valid_from", "valid_to", "source"),
        ("organisation", "name"),
        ("", "organisation"),
        ("kind",),
    ),
    Register(
        "partners",
        models.Partner,
        "reference",
        ("organisation", "family", "theme", "source"),
        ("organisation",),
        ("", "organisation", "family"),
        ("family",),
    ),
    Register(
        "families",
        models.PartnerFamily,
        "reference",
        ("code", "name", "name_en", "source"),
        ("code",),
    ),
    Register("parks", models.Park, "reference", ("code", "name", "name_en", "source"), ("code",)),
    Register(
        "clusters",
        models.Cluster,
        "reference",
        ("code", "name", "name_en", "tier", "kind", "source"),
        ("code",),
        ("",),
        ("kind",),
    ),
    Register(
        "directions",
        models.Direction,
        "reference",
        ("code", "name", "name_en", "industry_code", "strategic", "source"),
        ("code",),
        ("",),
        ("strategic",),
    ),
    Register(
        "communities",
        models.Community,
        "reference",
        ("name", "name_en", "valid_from", "valid_to", "source"),
        ("name",),
    ),
    Register(
        "community-members",
        models.CommunityMember,
        "reference",
        ("community", "organisation", "part", "valid_from", "valid_to", "source"),
        ("community", "organisation"),
        ("community", "organisation"),
        ("community", "part"),
    ),
)
