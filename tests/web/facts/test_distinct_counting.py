"""Derived figures of random cities against sets that are written out here, without the code that is tested."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import examples

from keqiao.periods import Period
from keqiao.web.facts.computation import Computation
from keqiao.web.facts.services import load_measures
from keqiao.web.registry import models as m
from keqiao.web.registry.identifiers import patent_check_digit

DAYS = [
    date(2020, 1, 1),
    date(2021, 6, 30),
    date(2022, 3, 15),
    date(2022, 12, 31),
    date(2023, 7, 1),
    date(2024, 2, 29),
]
# Moments at which rows were recorded or withdrawn, and between which the registers are read.
MOMENTS = [datetime(2024, month, 1, tzinfo=UTC) for month in (3, 5, 7)]
PLATFORMS, THINGS = 3, 4

days = st.sampled_from(DAYS)
places = st.integers(0, PLATFORMS - 1)
things = st.integers(0, THINGS - 1)


class Kept(NamedTuple):
    """When a row was recorded, and when it was withdrawn (if it was)."""

    recorded: datetime
    withdrawn: datetime | None

    def stands(self, known):
        return self.recorded <= known and (self.withdrawn is None or self.withdrawn > known)


class Span(NamedTuple):
    start: date
    end: date | None

    def holds(self, day):
        return self.start <= day and (self.end is None or day <= self.end)


kept = st.builds(
    lambda first, later: Kept(MOMENTS[first], MOMENTS[later] if first < later < 3 else None),
    st.integers(0, 1),
    st.integers(0, 6),
)
spans = st.builds(lambda a, b: Span(a, None if b is None or b < a else b), days, st.none() | days)


class Post(NamedTuple):
    person: int
    platform: int
    span: Span
    research: bool
    kept: Kept


class Link(NamedTuple):
    firm: int
    platform: int
    basis: str
    span: Span
    kept: Kept


class Owner(NamedTuple):
    patent: int
    platform: int | None  # None: another organisation
    kept: Kept


class Part(NamedTuple):
    project: int
    platform: int
    kept: Kept


class Patent(NamedTuple):
    kind: str
    granted: date | None
    ended: date | None


class City(NamedTuple):
    """A city as plain values; the index of a thing in its list is what rows name it by."""

    platforms: list[Span]
    degrees: list[str]
    titles: list[tuple[int, str, int]]
    posts: list[Post]
    gone: list[date | None]
    revenue: list[int | None]
    links: list[Link]
    patents: list[Patent]
    owners: list[Owner]
    levels: list[str]
    parts: list[Part]


def four(of):
    return st.lists(of, min_size=THINGS, max_size=THINGS)


def once(of, size):
    return st.lists(of, max_size=size, unique_by=lambda row: row[:2])


patents = st.builds(
    lambda kind, granted, ended: Patent(
        kind, granted, ended if granted and ended and ended >= granted else None
    ),
    st.sampled_from(["invention", "invention", "utility"]),
    st.none() | days,
    st.none() | days,
)
cities = st.builds(
    City,
    st.lists(
        st.sampled_from(
            [Span(DAYS[0], None), Span(DAYS[0], None), Span(DAYS[1], None), Span(DAYS[0], DAYS[3])]
        ),
        min_size=PLATFORMS,
        max_size=PLATFORMS,
    ),
    four(st.sampled_from(["doctor", "master", "bachelor"])),
    st.lists(
        st.tuples(
            things,
            st.sampled_from(["longcheng", "provincial_shuangchuang", "national_top"]),
            st.integers(2019, 2023),
        ),
        max_size=4,
    ),
    st.lists(st.builds(Post, things, places, spans, st.sampled_from([True, True, False]), kept), max_size=9),
    four(st.none() | st.none() | days),
    four(st.none() | st.integers(1, 9)),
    st.lists(
        st.builds(Link, things, places, st.sampled_from(["equity", "tenancy"]), spans, kept), max_size=9
    ),
    four(patents),
    once(st.builds(Owner, things, st.none() | places, kept), 9),
    four(st.sampled_from(["national", "provincial", "city"])),
    once(st.builds(Part, things, places, kept), 7),
)


def store(model, rows):
    """Put rows into the database as they are; ``kept`` says when they were recorded and withdrawn."""
    made = []
    for fields, one in rows:
        times = {"recorded_at": one.recorded, "withdrawn_at": one.withdrawn}
        made.append(model(**fields, **times, withdrawn_reason="误登" if one.withdrawn else ""))
    return model.objects.bulk_create(made)


ALWAYS = Kept(MOMENTS[0] - timedelta(days=1), None)


def built(city):
    """Store the city; return the keys of its platforms."""
    count = range(THINGS)
    bodies = store(
        m.Organisation,
        [({"name": f"单位{n}"}, ALWAYS) for n in range(PLATFORMS + 1)]
        + [({"name": f"企业{n}", "deregistered_on": city.gone[n]}, ALWAYS) for n in count],
    )
    platforms = store(
        m.Platform,
        [
            (
                {
                    "organisation": bodies[n],
                    "code": f"P{n}",
                    "short_name": f"平台{n}",
                    "type": "rd",
                    "settled_on": span.start,
                    "valid_from": span.start,
                    "valid_to": span.end,
                },
                ALWAYS,
            )
            for n, span in enumerate(city.platforms)
        ],
    )
    people = store(m.Person, [({"code": f"R{n}", "degree": city.degrees[n]}, ALWAYS) for n in count])
    store(
        m.TalentAward,
        [
            (
                {
                    "person": people[who],
                    "programme": "计划",
                    "level": "city",
                    "year": year,
                    "category": title,
                },
                ALWAYS,
            )
            for who, title, year in city.titles
        ],
    )
    store(
        m.Engagement,
        [
            (
                {
                    "person": people[one.person],
                    "platform": platforms[one.platform],
                    "is_research": one.research,
                    "started_on": one.span.start,
                    "ended_on": one.span.end,
                },
                one.kept,
            )
            for one in city.posts
        ],
    )
    firms = store(m.Firm, [({"organisation": bodies[PLATFORMS + 1 + n]}, ALWAYS) for n in count])
    store(
        m.FirmReport,
        [({"firm": firms[n], "year": 2022, "revenue": said}, ALWAYS) for n, said in enumerate(city.revenue)],
    )
    store(
        m.IncubationLink,
        [
            (
                {
                    "firm": firms[one.firm],
                    "platform": platforms[one.platform],
                    "basis": one.basis,
                    "valid_from": one.span.start,
                    "valid_to": one.span.end,
                },
                one.kept,
            )
            for one in city.links
        ],
    )
    stored = store(
        m.Patent,
        [
            (
                {
                    "application_no": number(n),
                    "kind": one.kind,
                    "granted_on": one.granted,
                    "ended_on": one.ended,
                },
                ALWAYS,
            )
            for n, one in enumerate(city.patents)
        ],
    )
    store(
        m.PatentOwner,
        [
            (
                {
                    "patent": stored[one.patent],
                    "platform": None if one.platform is None else platforms[one.platform],
                    "organisation": bodies[PLATFORMS] if one.platform is None else None,
                },
                one.kept,
            )
            for one in city.owners
        ],
    )
    projects = store(
        m.Project,
        [
            ({"number": f"N{n}", "level": level, "started_on": DAYS[n]}, ALWAYS)
            for n, level in enumerate(city.levels)
        ],
    )
    store(
        m.ProjectParticipation,
        [
            (
                {"project": projects[one.project], "platform": platforms[one.platform], "role": "lead"},
                one.kept,
            )
            for one in city.parts
        ],
    )
    return [platform.pk for platform in platforms]


def number(serial):
    digits = f"20171{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


def counted(city, day, known):
    """Measure → for each platform the set of things that it counts on a day, as known at a moment."""
    titled = {who for who, title, year in city.titles if title != "national_top" and year <= day.year}
    top = {who for who, title, year in city.titles if title == "national_top" and year <= day.year}
    found = {}
    for code, rows in {
        "rd_headcount": [(p.platform, p.person) for p in city.posts if at_work(p, day, known) and p.research],
        "rd_doctors": [
            (p.platform, p.person)
            for p in city.posts
            if at_work(p, day, known) and p.research and city.degrees[p.person] == "doctor"
        ],
        "programme_talents": [
            (p.platform, p.person) for p in city.posts if at_work(p, day, known) and p.person in titled
        ],
        "national_top_talents": [
            (p.platform, p.person) for p in city.posts if at_work(p, day, known) and p.person in top
        ],
        "incubated_firms": [
            (one.platform, one.firm)
            for one in city.links
            if one.kept.stands(known)
            and one.span.holds(day)
            and (city.gone[one.firm] is None or day < city.gone[one.firm])
        ],
        "firms_reaching_3y": [
            (one.platform, one.firm)
            for one in city.links
            if one.kept.stands(known)
            and (one.span.start.year + 3, one.span.start.month, one.span.start.day)
            <= (day.year, day.month, day.day)
        ],
        "patents_invention": [
            (one.platform, one.patent)
            for one in city.owners
            if one.kept.stands(known) and granted(city.patents[one.patent], day, "invention")
        ],
        "patents_utility": [
            (one.platform, one.patent)
            for one in city.owners
            if one.kept.stands(known) and granted(city.patents[one.patent], day, "utility")
        ],
        "patents_invention_valid": [
            (one.platform, one.patent)
            for one in city.owners
            if one.kept.stands(known)
            and granted(city.patents[one.patent], day, "invention")
            and (city.patents[one.patent].ended or date.max) >= day
        ],
        "projects_national": [
            (one.platform, one.project)
            for one in city.parts
            if one.kept.stands(known) and city.levels[one.project] == "national" and DAYS[one.project] <= day
        ],
        "provincial_projects": [
            (one.platform, one.project)
            for one in city.parts
            if one.kept.stands(known) and city.levels[one.project] != "city" and DAYS[one.project] <= day
        ],
    }.items():
        found[code] = [
            {thing for place, thing in rows if place == platform and span.holds(day)}
            for platform, span in enumerate(city.platforms)
        ]
    return found


def at_work(post, day, known):
    return post.kept.stands(known) and post.span.holds(day)


def granted(patent, day, kind):
    return patent.kind == kind and patent.granted is not None and patent.granted <= day


CUMULATIVE = (
    "patents_invention",
    "patents_utility",
    "projects_national",
    "provincial_projects",
    "firms_reaching_3y",
)
"""What only grows with the day while no platform leaves the system."""
CODES = sorted(counted(City([], [], [], [], [], [], [], [], [], [], []), DAYS[0], MOMENTS[0]))


@pytest.fixture
def measures(db):
    load_measures()
    m.Region.objects.create(name="示范市", division_code="320481")


CHECKS = settings(max_examples=examples(45, again=3), deadline=None, suppress_health_check=list(HealthCheck))


@CHECKS
@given(city=cities, chosen=st.lists(days, min_size=1, max_size=3, unique=True), at=st.integers(0, 2))
def test_city_and_platforms_count_the_sets_of_things(measures, city, chosen, at):
    known = MOMENTS[at] + timedelta(days=1)
    periods = [Period.on(day) for day in chosen]
    with transaction.atomic():
        platforms = built(city)
        computation = Computation(CODES, periods, known_at=known)
        for period in periods:
            for code, sets in counted(city, period.end, known).items():
                values = [computation.value(code, platform, period).value for platform in platforms]
                total = computation.value(code, None, period).value
                assert values == [len(one) for one in sets], code
                assert total == len(set().union(*sets)), code
                assert max(values) <= total <= sum(values)
        transaction.set_rollback(True)


@CHECKS
@given(city=cities)
def test_counts_follow_the_day_and_what_was_known(measures, city):
    """Cumulative counts only grow with the day; rows recorded later and rows withdrawn later move what was known."""
    city = city._replace(platforms=[Span(DAYS[0], None)] * PLATFORMS)
    periods = [Period.on(day) for day in DAYS]
    with transaction.atomic():
        scopes = [*built(city), None]
        now = Computation(CODES, periods)
        for code in CUMULATIVE:
            for scope in scopes:
                line = [now.value(code, scope, period).value for period in periods]
                assert line == sorted(line), code
        # Read before any row was recorded there is nothing; read after the last change it is what stands now.
        nothing = Computation(CODES, periods, known_at=MOMENTS[0] - timedelta(hours=1))
        latest = Computation(CODES, periods, known_at=MOMENTS[2] + timedelta(days=1))
        for code in CODES:
            for period in periods:
                assert nothing.value(code, None, period).value == 0
                assert latest.value(code, None, period) == now.value(code, None, period)
        transaction.set_rollback(True)


@CHECKS
@given(city=cities)
def test_revenue_of_a_firm_counts_once_in_the_city(measures, city):
    known, end = MOMENTS[2], date(2022, 12, 31)
    period = Period.of_year(2022)
    with transaction.atomic():
        platforms = built(city)
        computation = Computation(["incubated_revenue"], [period], known_at=known)
        # A flow counts what was incubated at the end of the year, of platforms in force on any day of it.
        sets = [
            {
                one.firm
                for one in city.links
                if one.platform == place
                and one.kept.stands(known)
                and one.span.holds(end)
                and (city.gone[one.firm] is None or end < city.gone[one.firm])
            }
            if span.start <= end and (span.end is None or span.end >= date(2022, 1, 1))
            else set()
            for place, span in enumerate(city.platforms)
        ]
        money = [sum(city.revenue[firm] or 0 for firm in one) for one in sets]
        assert [computation.value("incubated_revenue", one, period).value for one in platforms] == money
        total = computation.value("incubated_revenue", None, period).value
        assert total == sum(city.revenue[firm] or 0 for firm in set().union(*sets))
        assert max(money) <= total <= sum(money)
        transaction.set_rollback(True)


@CHECKS
@given(city=cities, day=days)
def test_rows_behind_a_figure_are_those_of_the_things_counted(measures, city, day):
    period = Period.on(day)
    with transaction.atomic():
        built(city)
        computation = Computation(["rd_headcount", "patents_invention"], [period])
        people = computation.value("rd_headcount", None, period)
        rows = m.Engagement.objects.filter(pk__in=people.row_ids).values_list("person", "withdrawn_at")
        assert len({person for person, _ in rows}) == people.value and not any(gone for _, gone in rows)
        owned = computation.value("patents_invention", None, period)
        assert m.Patent.objects.filter(pk__in=owned.row_ids).count() == owned.value
        transaction.set_rollback(True)


def test_the_page_of_a_figure_says_how_much_overlaps(city, new_person, officer_client):
    both, only = new_person(), new_person()
    for person, platform in ((both, city.P01), (both, city.P02), (only, city.P01)):
        m.Engagement.objects.create(person=person, platform=platform, started_on=DAYS[0])
    text = officer_client.get("/figures/rd_headcount/city/2023/").content.decode()
    assert "各平台合计3，其中重叠1，全市去重后为2" in text
    apart = officer_client.get("/figures/rd_masters/city/2023/").content.decode()
    assert "其中重叠" not in apart
