"""People, their engagements and titles."""

from __future__ import annotations

from keqiao.web.registry import models
from keqiao.web.registry.registers.definition import Register
from keqiao.web.registry.registers.paths import ALIASES

PEOPLE = (
    Register(
        "persons",
        models.Person,
        "people",
        (
            "code",
            "name",
            "name_en",
            "other_names",
            "orcid",
            "degree",
            "person_class",
            "consent_public",
            "consent_note",
            "source",
        ),
        ("code",),
        ("",),
        ("degree", "person_class", "consent_public"),
    ),
    Register(
        "engagements",
        models.Engagement,
        "people",
        (
            "person",
            "platform",
            "role",
            "role_en",
            "is_research",
            "mode",
            "fte",
            "started_on",
            "ended_on",
            "resident",
            "source",
        ),
        ("person", "platform", "started_on"),
        ("", "person", *ALIASES),
        ("platform", "mode", "is_research", "resident"),
    ),
    Register(
        "site-months",
        models.SiteMonths,
        "people",
        ("engagement", "year", "months", "source"),
        ("engagement", "year"),
        ("engagement__person", "engagement__platform"),
        ("engagement__platform", "year"),
    ),
    Register(
        "talent-titles",
        models.TalentAward,
        "people",
        ("person", "programme", "programme_en", "level", "year", "category", "document_no", "source"),
        ("person", "programme", "year"),
        ("", "person"),
        ("category", "level", "year"),
    ),
)
