"""Reads of the dashboards: headline figures, the platform table with lights, what waits to be done,
quick answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.dashboards.dates import last_full_year
from keqiao.web.dashboards.documents import HEADLINES, Headline
from keqiao.web.dashboards.lights import lights
from keqiao.web.dashboards.questions.question import QuestionReading
from keqiao.web.evaluations import selectors as evaluations
from keqiao.web.evaluations.models import Run, SchemeVersion
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure, Snapshot
from keqiao.web.facts.scopes import CITY
from keqiao.web.facts.selectors import figures_for
from keqiao.web.grading.official_results import Place, places
from keqiao.web.registry.models import Cluster, Platform

MOST_ANSWERS = 8
MOST_LOOKED = 50
"""So many snapshots are looked through for those that wait, the newest first."""
TREND_YEARS = 5


def headlines() -> tuple[Headline, ...]:
    """Return the headline measures in force."""
    return HEADLINES.in_force().headlines


def headline_figures(user: Actor, day: Period, *, brief: bool = False) -> list[Figure]:
    """Return the city's headline figures with their change over a year; measures that do not exist are
    left out.
    """
    chosen = [headline for headline in headlines() if headline.brief or not brief]
    year = last_full_year(day)
    by_key = figures_for(user, [headline.measure for headline in chosen], [CITY], [day, year], yoy=True)
    figures = [
        by_key.get((headline.measure, CITY, year.code if headline.yearly else day.code))
        for headline in chosen
    ]
    return [figure for figure in figures if figure is not None]


def yearly(
    user: Actor, measures: Sequence[str], day: Period, years: int = TREND_YEARS
) -> dict[str, list[Figure]]:
    """Return city figures year by year up to the day, oldest first; leading years without a value are left out.

    Where the year of the day is not over, stocks have a last point at the day; flows of a part of a year are not
    comparable with whole years and have none.
    """
    full = last_full_year(day)
    periods = [Period.of_year(full.year - back) for back in range(years - 1, -1, -1)]
    if full.end != day.end:
        periods.append(day)
    codes = [period.code for period in periods]
    figures = figures_for(user, list(measures), [CITY], periods)
    lines = {}
    for measure in measures:
        line = [figures[measure, CITY, code] for code in codes if (measure, CITY, code) in figures]
        line = [
            figure for figure in line if figure.measure.kind == Measure.Kind.STOCK or figure.period != day
        ]
        first = next((place for place, figure in enumerate(line) if figure.value), len(line))
        lines[measure] = line[first:]
    return lines


@dataclass(frozen=True)
class Lit:
    """A figure with its light."""

    figure: Figure | None
    light: str


def lit_figures(
    user: Actor, day: Period, platforms: Iterable[Platform] | None = None
) -> dict[str, dict[str, Lit]]:
    """Return for the platforms (None: for every one) the figures that have a light, by measure: stocks at the day,
    flows of the last full year before it, as the headline figures. What may not be seen has no light.
    """
    rules = {rule.measure: rule for rule in lights().measures}
    year = last_full_year(day)
    scopes = None if platforms is None else [platform.code for platform in platforms]
    figures = figures_for(user, list(rules), scopes, [day, year], yoy=True)
    by_measure: dict[str, list[Figure]] = {}
    for (measure, scope, period), figure in figures.items():
        # As the headlines have it: a stock at the day, a flow in the last full year.
        wanted = day if figure.measure.kind == Measure.Kind.STOCK else year
        if scope != CITY and period == wanted.code:
            by_measure.setdefault(measure, []).append(figure)
    lit: dict[str, dict[str, Lit]] = {}
    for measure, line in by_measure.items():
        said = [
            (_float(figure.display_value), _float(figure.yoy.percent if figure.yoy else None))
            for figure in line
        ]
        for figure, light in zip(line, rules[measure].of_all(said), strict=True):
            refused = figure.is_refused
            lit.setdefault(figure.scope.code, {})[measure] = Lit(
                None if refused else figure, "none" if refused else light
            )
    return lit


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def cluster_counts(user: Actor, day: Period) -> list[tuple[Cluster, int]]:
    """Return every industry cluster with how many platforms of the day serve it; none for readers
    without the right.
    """
    if user.scope_for("registry.view") is None:
        return []
    platforms = Platform.objects.current().in_force(day.end)
    counts = dict(platforms.order_by().values_list("clusters").annotate(number=Count("pk", distinct=True)))
    return [(cluster, counts.get(cluster.pk, 0)) for cluster in Cluster.objects.current()]


def unfinished_runs(user: Actor) -> list[Run]:
    """Return the newest runs without a result."""
    return list(evaluations.visible_runs(user).exclude(state=Run.State.DONE)[:5])


def newest_run(user: Actor) -> Run | None:
    """Return the newest finished run by a scheme that is no draft, for the bureau's own work list."""
    runs = evaluations.visible_runs(user).filter(state=Run.State.DONE)
    return runs.exclude(scheme__status=SchemeVersion.Status.DRAFT).order_by("-finished_at", "-pk").first()


def snapshots_without_run(user: Actor) -> list[Snapshot]:
    """Return the newest frozen snapshots that wait to be evaluated: they end with a whole year that no finished run
    has evaluated yet. Snapshots of a day serve reports, and those that somebody froze for trial wait for nobody.
    """
    frozen = Snapshot.objects.visible_to(user).filter(state=Snapshot.State.FROZEN, runs__isnull=True)
    finished = Run.objects.filter(state=Run.State.DONE).values_list("periods", flat=True)
    done = {period for periods in finished for period in periods}
    return [
        snapshot for snapshot in frozen[:MOST_LOOKED] if (year := _last_year(snapshot)) and year not in done
    ][:5]


def _last_year(snapshot: Snapshot) -> str:
    """Return the whole year that a snapshot ends with; empty for one of a day, of shorter periods or of other words."""
    last = max(snapshot.periods, default="")
    if len(last) != 4 or not last.isdecimal():
        return ""
    return last if snapshot.as_of >= date(int(last), 12, 31) else ""


def platforms_named(user: Actor, query: str, reading: QuestionReading) -> list[Platform]:
    """Return the platforms that a question names, and those whose names hold it or a word that it did not use."""
    visible = Platform.objects.current().visible_to(user)
    named = Q(code__in=[code for code in reading.scopes if code != CITY])
    for words in (query.strip(), *reading.unused):
        if words:
            named |= (
                Q(short_name__icontains=words) | Q(short_name_en__icontains=words) | Q(code__iexact=words)
            )
            named |= Q(organisation__name__icontains=words)
    return list(visible.filter(named).order_by("code")[:MOST_ANSWERS])


@dataclass(frozen=True)
class PlatformHit:
    """A platform that a question names, and the grade that stands for it (None where none does)."""

    platform: Platform
    place: Place | None


def with_grades(user: Actor, platforms: list[Platform]) -> list[PlatformHit]:
    """Return platforms with the grades that stand today as far as the user may see them."""
    ranks = places(user, platforms) if platforms else {}
    return [PlatformHit(platform, ranks.get(platform.pk)) for platform in platforms]


def own_platforms(user: Actor) -> list[Platform]:
    """Return the platforms of the user's unit."""
    if user.unit_id is None:
        return []
    return list(Platform.objects.current().filter(unit_id=user.unit_id))
