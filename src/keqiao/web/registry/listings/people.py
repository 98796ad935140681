"""Lists of people: engagements and months on site."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.registry.language import in_language
from keqiao.web.registry.listings.definition import Listing, Viewer, platform_cell
from keqiao.web.registry.models import Engagement, SiteMonths
from keqiao.web.site.tables import Column


def _post(row: Engagement, viewer: Viewer) -> dict[str, Any]:
    titles = dict.fromkeys(award.get_category_display() for award in row.person.awards.all())
    return {
        "person": viewer.name_of(row.person),
        "platform": platform_cell(row.platform),
        "role": in_language(row.role, row.role_en),
        "degree": row.person.get_degree_display(),
        "titles": _(", ").join(titles),
        "research": row.is_research,
        "mode": row.get_mode_display(),
        "fte": row.fte,
        "resident": row.resident,
        "start": row.started_on,
        "end": row.ended_on,
    }


def _months(row: SiteMonths, viewer: Viewer) -> dict[str, Any]:
    person = row.engagement.person
    titles = dict.fromkeys(award.get_category_display() for award in person.awards.all())
    return {
        "person": viewer.name_of(person),
        "platform": platform_cell(row.engagement.platform),
        "titles": _(", ").join(titles),
        "year": str(row.year),
        "months": row.months,
    }


LISTINGS = (
    Listing(
        Engagement,
        "people",
        lambda: _("Staff and talents"),
        lambda: [
            Column("person", _("Person")),
            Column("platform", _("Platform"), "link"),
            Column("role", _("Role")),
            Column("degree", _("Highest degree")),
            Column("titles", _("Titles")),
            Column("research", _("R&D post")),
            Column("mode", _("Mode")),
            Column("fte", _("Share of working time"), "number", decimals=2),
            Column("resident", _("Resident")),
            Column("start", pgettext("date", "From"), "date"),
            Column("end", pgettext("date", "To"), "date"),
        ],
        _post,
        ("person", "platform"),
        ("person__awards",),
        ("platform__code", "started_on"),
    ),
    Listing(
        SiteMonths,
        "site-months",
        lambda: _("Months on site"),
        lambda: [
            Column("person", _("Person")),
            Column("platform", _("Platform"), "link"),
            Column("titles", _("Titles")),
            Column("year", _("Year")),
            Column("months", _("Months on site"), "number", decimals=2),
        ],
        _months,
        ("engagement__person", "engagement__platform"),
        ("engagement__person__awards",),
        ("engagement__platform__code", "-year"),
    ),
)
