"""What stands on the cockpit: everything belongs to the day chosen, figures, lights and grades alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.dashboards import leader_brief, listings, pictures, selectors
from keqiao.web.dashboards.dates import days_to_choose
from keqiao.web.dashboards.lights import lights
from keqiao.web.evaluations import listings as evaluation_listings
from keqiao.web.evaluations import overview
from keqiao.web.evaluations import pictures as evaluation_pictures
from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.context import seen_by
from keqiao.web.evaluations.reading import words
from keqiao.web.facts.selectors import default_period
from keqiao.web.grading import official_results
from keqiao.web.grading.official_results import GradingOfPeriod
from keqiao.web.registry.models import Platform, Region

TRENDS = ("rd_headcount", "incubated_revenue")
"""City figures drawn over the years."""


PER_PAGE = 20
"""Platforms of the table at once."""


def context(user: Actor, day: Period, page_number: str = "") -> dict[str, Any]:
    """Return everything the cockpit shows as of a day, with a page of its platforms; neither the number of queries nor
    the size depends on the city's size.
    """
    region = Region.objects.first()
    default = Period.on(Period.parse(default_period()).end)
    years = range(default.end.year - 2, default.end.year + 1)
    trends = selectors.yearly(user, TRENDS, day)
    clusters = [(str(cluster), count) for cluster, count in selectors.cluster_counts(user, day)]
    figures = selectors.headline_figures(user, day)
    stands = official_results.newest_grading(user, day.end)
    rows = Platform.objects.current().visible_to(user).in_force(day.end)
    page = Paginator(listings.ordered(user, rows, stands), PER_PAGE).get_page(page_number)
    platforms = list(page.object_list)
    lit = selectors.lit_figures(user, day, platforms)
    # What a column adds up to is said where all of it is seen.
    totals = figures if page.paginator.num_pages == 1 else []
    money = leader_brief.newest_money(user)
    late = leader_brief.overdue(user, money)
    return {
        "sentence": leader_brief.sentence(stands, money, late),
        "late": late,
        "money": leader_brief.money_table(money, stands) if money else None,
        "day": day,
        "days": [(choice.code, choice.code, choice == day) for choice in days_to_choose(default, years)],
        "heading": _("%(region)s, as of %(day)s") % {"region": region or "—", "day": day.code},
        "figures": figures,
        "trends": [pictures.trend(line) for line in trends.values() if line],
        "coverage": pictures.coverage(clusters, day.code) if clusters else None,
        "light_rules": [(words(rule.name), words(rule.rule)) for rule in lights().measures],
        "grade_rule": words(lights().grade_name),
        "stands": stands,
        "now": _since(user, stands),
        "page": page,
        "table": replace(
            listings.platform_table(user, platforms, stands, lit, totals), is_page=page.has_other_pages()
        ),
        **(_evaluation(user, stands) if stands else {}),
    }


def _since(user: Actor, stands: GradingOfPeriod | None) -> GradingOfPeriod | None:
    """Return what stands today where it is not what stood on the day."""
    today = official_results.newest_grading(user)
    if today is None or stands is None:
        return today
    return None if (today.grading.pk, today.is_final) == (stands.grading.pk, stands.is_final) else today


def _evaluation(user: Actor, stands: GradingOfPeriod) -> dict[str, Any]:
    """Return the grades that stand and, for readers of the whole result, what the totals are made of."""
    grading = stands.grading
    reading = evaluations.reading(grading.run, grading.period, grading.basis)
    page = seen_by(user, grading.run, reading)
    lines = grading.lines.order_by().values_list("grade_zh", "grade_en").annotate(count=Count("pk"))
    held = {(zh, en): count for zh, en, count in lines}
    pictures: dict[str, Any] = {
        "grades": evaluation_pictures.grades(evaluation_listings.grade_counts(held, reading), page.origin)
    }
    if page.names.hides:
        return pictures
    return pictures | {"by_pillar": overview.by_pillar(page)}
