"""Headline figures on a platform's profile."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Basis, Measure
from keqiao.web.facts.selectors import default_period, figures_for
from keqiao.web.facts.verified_rows import differing
from keqiao.web.registry.changes.as_of import is_verified_since
from keqiao.web.registry.models import Platform
from keqiao.web.registry.sections import ProfileSection

HEADLINES = (
    "rd_headcount",
    "advanced_degree_share",
    "national_top_talents",
    "academicians_resident",
    "patents_invention",
    "patents_utility",
    "provincial_projects",
    "co_built_labs",
    "incubated_firms",
    "operating_revenue",
    "self_financing_rate",
    "contract_amount",
)
"""Measures shown first: stocks as of the region's day, flows of the last full year."""


def headline_section(user: Actor, platform: Platform) -> ProfileSection | None:
    """Return the headline figures of a platform for a user who may see them."""
    if not decide(user, "facts.view", platform):
        return None
    day = Period.parse(default_period())
    year = Period.of_year(day.year if day.is_full_year else day.year - 1)
    by_key = figures_for(user, HEADLINES, [platform.code], [day.code, year.code], yoy=True)
    figures = [
        figure
        for (_code, _scope, text), figure in by_key.items()
        if text == (day.code if figure.measure.kind == Measure.Kind.STOCK else year.code)
    ]
    pairs = [] if is_verified_since() else _verified(user, platform, figures)
    context = {"figures": figures, "verified": pairs}
    return ProfileSection(_("Headline figures"), "facts/section.html", 10, context) if figures else None


def _verified(user: Actor, platform: Platform, figures: list[Figure]) -> list[tuple[Figure, Figure]]:
    """Return the figures whose verified value is another, each with it."""
    codes = [figure.measure.code for figure in figures if figure.is_derived]
    periods = sorted({figure.period.code for figure in figures})
    verified = figures_for(user, codes, [platform.code], periods, basis=Basis.VERIFIED)
    return differing(figures, verified.values())
