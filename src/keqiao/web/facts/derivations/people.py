"""People: R&D staff, degrees, full-time equivalents, talents. A person counts once, in the city too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from keqiao.periods import Period
from keqiao.web.facts.derivations.base import (
    Derivation,
    Reading,
    Row,
    add_rows,
    count_things,
    setting,
    within,
)
from keqiao.web.registry.models import Engagement, SiteMonths, TalentAward


class Post(NamedTuple):
    """An engagement with what the measures ask."""

    id: int
    platform: int
    person: int
    degree: str
    research: bool
    fte: Decimal
    start: date
    end: date | None
    resident: bool


def posts(reading: Reading) -> list[Post]:
    """Read the engagements of the platforms."""
    rows = reading.standing(Engagement).values_list(
        "id",
        "platform_id",
        "person_id",
        "person__degree",
        "is_research",
        "fte",
        "started_on",
        "ended_on",
        "resident",
    )
    return [Post(*row) for row in rows]


def titles(reading: Reading) -> list[tuple[int, str, int]]:
    """Read the talent titles: (person, category, year)."""
    return list(TalentAward.objects.current(reading.known_at).values_list("person_id", "category", "year"))


def months_on_site(reading: Reading) -> list[tuple[int, int, int, int, Decimal]]:
    """Read the months on site: (id, platform, person, year, months)."""
    rows = reading.standing(SiteMonths).annotate(
        platform=F("engagement__platform"), person=F("engagement__person")
    )
    return list(rows.values_list("id", "platform", "person", "year", "months"))


def in_post(reading: Reading, on: date) -> Iterable[Post]:
    """Yield the engagements in force on a day."""
    return (post for post in reading.load(posts) if within(post.start, post.end, on))


def research_staff(*degrees: str) -> Callable[[Reading, Period], Iterable[Row]]:
    """Select persons in R&D posts on the last day, of the degrees given (none: all)."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        for post in in_post(reading, period.end):
            if post.research and (not degrees or post.degree in degrees):
                yield Row(post.platform, post.person, post.id)

    return select


def holders(
    categories: Callable[[Period], Iterable[str]], resident: bool = False
) -> Callable[..., Iterable[Row]]:
    """Select persons in post who hold a title of the categories; ``resident`` asks for a resident engagement."""

    def select(reading: Reading, period: Period) -> Iterable[Row]:
        wanted = set(categories(period))
        people = {
            person
            for person, category, year in reading.load(titles)
            if category in wanted and year <= period.end.year
        }
        for post in in_post(reading, period.end):
            if post.person in people and (post.resident or not resident):
                yield Row(post.platform, post.person, post.id)

    return select


def research_time(reading: Reading, period: Period) -> Iterable[Row]:
    """Select R&D posts that overlap the period; the value is the share of the period's working time."""
    first, last = period.flow_start, period.end
    days = Decimal((last - first).days + 1)
    for post in reading.load(posts):
        start, end = max(post.start, first), min(post.end or last, last)
        if post.research and start <= end and post.fte:
            yield Row(post.platform, post.person, post.id, post.fte * ((end - start).days + 1) / days)


def full_time_equivalents(rows: Sequence[Row], period: Period) -> Decimal:
    """Return person-years: per person at least 90 % of the time counts 1, under 10 % nothing, between its share.

    National Bureau of Statistics, R&D input statistics rules (trial, 2019). A part of a year counts in proportion.
    """
    full, least = Decimal(setting("fte_full_share", period)), Decimal(setting("fte_least_share", period))
    time: dict[object, Decimal] = defaultdict(Decimal)
    for row in {row.id: row for row in rows}.values():
        time[row.key] += row.value
    counted = (Decimal(1) if share >= full else share for share in time.values() if share >= least)
    months, year = period.years
    return sum(counted, Decimal(0)) * months / year


def site_months(reading: Reading, period: Period) -> Iterable[Row]:
    """Select the months on site of titled persons in the year, weighted by the highest title."""
    weights = {category: Decimal(weight) for category, weight in setting("talent_weights", period).items()}
    best: dict[int, Decimal] = {}
    for person, category, year in reading.load(titles):
        if category in weights and year <= period.year:
            best[person] = max(best.get(person, Decimal(0)), weights[category])
    for row, platform, person, year, months in reading.load(months_on_site):
        if year == period.year and person in best:
            yield Row(platform, person, row, months * best[person])


POST = "registry.Engagement"
DERIVATIONS = (
    Derivation("rd_headcount", POST, research_staff(), count_things),
    Derivation("rd_doctors", POST, research_staff("doctor"), count_things),
    Derivation("rd_masters", POST, research_staff("master"), count_things),
    Derivation("rd_fte", POST, research_time, full_time_equivalents, flow=True),
    Derivation("national_top_talents", POST, holders(lambda period: ["national_top"]), count_things),
    Derivation(
        "programme_talents", POST, holders(lambda period: setting("programmes_counted", period)), count_things
    ),
    Derivation(
        "academicians_resident", POST, holders(lambda period: ["academician"], resident=True), count_things
    ),
    Derivation("talent_site_months", "registry.SiteMonths", site_months, add_rows, yearly=True, flow=True),
)
