"""What stands on the cockpit."""

from __future__ import annotations

from typing import Any

from keqiao.web.dashboards import listings, pictures, selectors
from keqiao.web.dashboards.dates import days_to_choose, last_full_year
from keqiao.web.dashboards.lights import lights
from keqiao.web.evaluations import listings as evaluation_listings
from keqiao.web.evaluations import pictures as evaluation_pictures
from keqiao.web.evaluations import results
from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import words
from keqiao.web.evaluations.shown import Shown
from keqiao.web.facts.periods import Period
from keqiao.web.facts.selectors import default_period
from keqiao.web.registry.models import Platform, Region

TRENDS = ("rd_headcount", "incubated_revenue")
"""City figures drawn over the years."""


def context(user: Any, day: Period) -> dict[str, Any]:
    """Return everything the cockpit shows as of a day; the number of queries does not depend on the
    city's size.
    """
    region = Region.objects.first()
    demonstration = bool(region and region.demonstration)
    default = Period.on(Period.parse(default_period()).end)
    years = range(default.end.year - 2, default.end.year + 1)
    trends = selectors.yearly(user, TRENDS, day)
    clusters = [(str(cluster), count) for cluster, count in selectors.cluster_counts(user, day)]
    return {
        "day": day,
        "days": [(one.code, one.code, one == day) for one in days_to_choose(default, years)],
        "figures": selectors.headline_figures(user, day),
        "trends": [pictures.trend(line) for line in trends.values() if line],
        "coverage": pictures.coverage(clusters, day.code, demonstration=demonstration) if clusters else None,
        "light_rules": [(words(rule.name), words(rule.rule)) for rule in lights().measures],
        "grade_rule": words(lights().grade_name),
        "demonstration": demonstration,
        **_evaluation(user, day, demonstration=demonstration),
    }


def _evaluation(user: Any, day: Period, *, demonstration: bool) -> dict[str, Any]:
    """Return the latest result: pillars, grades, the table with lights; without a run the list of platforms."""
    run = evaluations.latest_run(user)
    if run is None:
        platforms = list(Platform.objects.current().visible_to(user).in_force(day.end))
        table = listings.plain_platforms(platforms, as_of=day.code, demonstration=demonstration)
        return {"run": None, "table": table}
    page = _shown(user, run, demonstration=demonstration)
    reading, names = page.reading, page.names
    platforms_ = [
        (names[code], evaluation_listings.platform_url(run, code) if names.is_open(code) else "")
        for code in reading.codes
    ]
    pillars = [
        (node.name, [reading.mark(code, node.code).contribution for code in reading.codes])
        for node in reading.pillars
    ]
    return {
        "run": run,
        "tells_parts": names.tells_parts,
        "summary": results.summary(run, reading),
        "table": listings.platform_table(
            run,
            reading,
            names,
            selectors.lit_figures(user, day),
            last_full_year(day).label,
            demonstration=demonstration,
        ),
        "by_pillar": evaluation_pictures.by_pillar(platforms_, pillars, page.origin),
        "grades": evaluation_pictures.grades(
            evaluation_listings.grade_counts(reading.totals, reading), page.origin
        ),
    }


def _shown(user: Any, run: Run, *, demonstration: bool) -> Shown:
    reading = evaluations.reading(run, run.last_period, run.bases[0])
    return Shown(run, reading, evaluations.names_for(user, reading.totals), demonstration)
