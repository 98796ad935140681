"""Staff and talents: people join, leave and are replaced, and on 2024-10-31 the posts hold exactly the planned degrees.

Each post of a platform is a chain of persons. A post opens some day after the platform did, its holders stay some
years, and a follower may have a higher degree than the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from .calendar import AS_OF, LAST_DAY, add_years, day_between, end_of, quarters, start_of
from .plan import PLANS, PlatformPlan
from .rows import City, EngagementRow, PersonRow, SiteRecord, TalentAwardRow

_SUPPORT_SHARE = 0.24
_LOWER_DEGREE = {"doctor": "master", "master": "bachelor", "bachelor": "bachelor", "other": "bachelor"}


@dataclass
class _Staff:
    """Counters and lists while people are generated."""

    city: City
    random: Random
    persons: int = 0
    engagements: int = 0

    def person(self, name: str, degree: str, talent_class: str = "research") -> PersonRow:
        self.persons += 1
        row = PersonRow(f"R{self.persons:05d}", f"{name}{self.persons:04d}", degree, talent_class)
        self.city.persons.append(row)
        return row

    def engage(
        self,
        person: PersonRow,
        platform: str,
        role: str,
        first: date,
        last: date | None,
        *,
        research: bool = False,
        mode: str = "full_time",
        share: str = "1",
        resident: bool = False,
    ) -> EngagementRow:
        self.engagements += 1
        key = f"E{self.engagements:05d}"
        row = EngagementRow(
            key, person.key, platform, role, research, mode, Decimal(share), first, last, resident
        )
        self.city.engagements.append(row)
        return row


def add_people(city: City, random: Random) -> None:
    """Append persons, engagements, months on site and talent titles to ``city``."""
    staff = _Staff(city, random)
    for plan in PLANS:
        _posts(staff, plan, plan.staff, research=True)
        _posts(staff, plan, max(4, round(plan.staff * _SUPPORT_SHARE)), research=False)
    _talents(staff)
    _site_months(staff)


def _degrees(plan: PlatformPlan, count: int, research: bool, random: Random) -> list[str]:
    """The final degrees of the posts, shuffled."""
    if research:
        rest = count - plan.doctors - plan.masters
        others = rest // 4
        degrees = ["doctor"] * plan.doctors + ["master"] * plan.masters
        degrees += ["bachelor"] * (rest - others) + ["other"] * others
    else:
        degrees = random.choices(["master", "bachelor", "other"], [2, 5, 3], k=count)
    random.shuffle(degrees)
    return degrees


def _posts(staff: _Staff, plan: PlatformPlan, count: int, research: bool) -> None:
    """Fill the posts of one platform: ``count`` open on 2024-10-31, a few more in the two months after."""
    random = staff.random
    founding = max(2, round(count * (0.34 if plan.opened.year < 2022 else 0.45)))
    for index, degree in enumerate(_degrees(plan, count, research, random)):
        latest = plan.opened + timedelta(days=150) if index < founding else date(2024, 10, 15)
        opens = day_between(
            random, plan.opened, min(latest, date(2024, 10, 15)), 1.0 if index < founding else 1.2
        )
        _post(staff, plan, opens, degree, research)
    for _ in range(round(count * random.uniform(0.0, 0.02))):
        _post(staff, plan, day_between(random, AS_OF + timedelta(days=1), LAST_DAY), "master", research)


def _post(staff: _Staff, plan: PlatformPlan, opens: date, degree: str, research: bool) -> None:
    """One post: a chain of holders of which the last before 2024-10-31 has ``degree``."""
    random = staff.random
    terms: list[tuple[date, date | None]] = []
    start = opens
    while True:
        leaves = start + timedelta(days=180 + int(random.expovariate(1 / 2300)))
        if leaves > LAST_DAY:
            terms.append((start, None))
            break
        follows = leaves + timedelta(days=random.randint(7, 80))
        if leaves < AS_OF < follows:
            leaves, follows = AS_OF - timedelta(days=20), AS_OF - timedelta(days=9)
        terms.append((start, leaves))
        if follows > LAST_DAY:
            break
        start = follows
    holding = next(
        (i for i, (first, last) in enumerate(terms) if first <= AS_OF and (last is None or last >= AS_OF)), 0
    )
    for i, (first, last) in enumerate(terms):
        has = degree
        if i < holding and random.random() < 0.35:
            has = _LOWER_DEGREE[degree]
        if research:
            full = random.random() < 0.86
            mode, share = (
                ("full_time", "1") if full else ("part_time", f"{random.choice((2, 3, 4, 5, 6, 8)) / 10:.1f}")
            )
            person = staff.person("演示人员", has)
            staff.engage(person, plan.code, "researcher", first, last, research=True, mode=mode, share=share)
        else:
            kind = "management" if random.random() < 0.4 else "skill"
            role = "manager" if kind == "management" else "support"
            person = staff.person("演示人员", has, kind)
            staff.engage(person, plan.code, role, first, last)


def _active(row: EngagementRow, day: date) -> bool:
    return row.started_on <= day and (row.ended_on is None or row.ended_on >= day)


def _talents(staff: _Staff) -> None:
    """Titles: top talents, provincial and city programmes, academicians; a few serve two platforms."""
    tops: list[tuple[str, PlatformPlan, date]] = []
    for plan in PLANS:
        doctors = _doctors(staff.city, plan.code)
        staff.random.shuffle(doctors)
        inside = round(plan.top_talents * 0.45)
        for i in range(plan.top_talents):
            if i < inside:
                engagement = doctors.pop()
                person_key = engagement.person
            else:
                engagement = _flexible(staff, plan, "顶尖人才", "chief_scientist")
                person_key = engagement.person
            _award(staff, person_key, "national_top", engagement.started_on, before=i >= inside)
            tops.append((person_key, plan, engagement.started_on))
        _programmes(staff, plan, doctors, [t[0] for t in tops if t[1] is plan])
        for _ in range(plan.academicians):
            engagement = _flexible(staff, plan, "演示院士", "academician")
            _award(staff, engagement.person, "academician", engagement.started_on, before=True)
    _second_posts(staff)
    _former_and_later(staff)


def _doctors(city: City, platform: str) -> list[EngagementRow]:
    """Full-time doctors among the research staff who are in post on 2024-10-31 and have been for half a year."""
    degree = {person.key: person.degree for person in city.persons}
    return [
        row
        for row in city.engagements
        if row.platform == platform
        and row.research
        and row.mode == "full_time"
        and degree[row.person] == "doctor"
        and _active(row, AS_OF)
        and row.started_on < date(2024, 4, 30)
    ]


def _flexible(staff: _Staff, plan: PlatformPlan, name: str, role: str) -> EngagementRow:
    """A talent who works on site for part of the year and is not on the research payroll."""
    first = day_between(staff.random, plan.opened, date(2024, 6, 30), 1.25)
    person = staff.person(name, "doctor")
    return staff.engage(person, plan.code, role, first, None, mode="flexible", share="0.3", resident=True)


def _award(staff: _Staff, person: str, programme: str, engaged: date, before: bool = False) -> None:
    """Grant a title: before the engagement (academicians), or within it and before 2024-10-31."""
    random = staff.random
    level = {"national_top": "national", "academician": "national", "province_double": "province"}.get(
        programme, "city"
    )
    if before:
        day = add_years(engaged, -random.randint(2, 14))
    else:
        first = min(engaged + timedelta(days=60), date(2024, 10, 1))
        day = day_between(random, first, min(add_years(first, 2), date(2024, 10, 20)), 1.3)
    staff.city.awards.append(TalentAwardRow(person, programme, level, day))


def _programmes(staff: _Staff, plan: PlatformPlan, doctors: list[EngagementRow], tops: list[str]) -> None:
    """Persons in the provincial or the city programme; some are top talents too, some are in both programmes."""
    random = staff.random
    chosen: list[tuple[str, date]] = []
    started = {row.person: row.started_on for row in staff.city.engagements}
    for person in tops[: plan.programme_talents // 5]:
        chosen.append((person, started[person]))
    pool = [(row.person, row.started_on) for row in doctors]
    if len(pool) < plan.programme_talents - len(chosen):
        degree = {person.key: person.degree for person in staff.city.persons}
        pool += [
            (row.person, row.started_on)
            for row in staff.city.engagements
            if row.platform == plan.code
            and row.research
            and degree[row.person] == "master"
            and _active(row, AS_OF)
            and row.started_on < date(2024, 4, 30)
        ]
    chosen += pool[: plan.programme_talents - len(chosen)]
    for i, (person, engaged) in enumerate(chosen):
        both = i % 8 == 3
        if both or random.random() < 0.42:
            _award(staff, person, "province_double", engaged)
            if not both:
                continue
        _award(staff, person, "city_talent", engaged)


def _second_posts(staff: _Staff) -> None:
    """Three top talents and two academicians also serve a second platform: the city counts them once."""
    city = staff.city
    by_programme = {
        programme: [a.person for a in city.awards if a.programme == programme]
        for programme in ("national_top", "academician")
    }
    flexible = {row.person: row for row in city.engagements if row.mode == "flexible"}
    for programme, wanted in (("national_top", 3), ("academician", 2)):
        added = 0
        for key in by_programme[programme]:
            first = flexible.get(key)
            if first is None or first.platform not in {"P04", "P07", "P08"} or added == wanted:
                continue
            second = {"P04": "P01", "P07": "P02", "P08": "P04"}[first.platform]
            opened = next(plan.opened for plan in PLANS if plan.code == second)
            day = max(first.started_on, opened) + timedelta(days=90)
            row = EngagementRow(
                "",
                key,
                second,
                first.role,
                False,
                "flexible",
                Decimal("0.1"),
                min(day, date(2024, 9, 1)),
                None,
                True,
            )
            staff.engagements += 1
            city.engagements.append(replace(row, key=f"E{staff.engagements:05d}"))
            added += 1


def _former_and_later(staff: _Staff) -> None:
    """Talents who have left, an academician who came after 2024-10-31, and two who are not resident."""
    for plan, left in (
        (PLANS[0], date(2023, 6, 30)),
        (PLANS[3], date(2024, 3, 31)),
        (PLANS[6], date(2022, 12, 31)),
    ):
        person = staff.person("顶尖人才", "doctor")
        first = add_years(left, -3)
        begins = max(first, plan.opened)
        staff.engage(person, plan.code, "chief_scientist", begins, left, mode="flexible", share="0.3")
        staff.city.awards.append(TalentAwardRow(person.key, "national_top", "national", add_years(left, -2)))
    for platform, first, resident in (
        ("P05", date(2024, 11, 20), True),
        ("P09", date(2022, 3, 15), False),
        ("P06", date(2023, 5, 8), False),
    ):
        person = staff.person("演示院士", "doctor")
        staff.engage(
            person, platform, "academician", first, None, mode="flexible", share="0.1", resident=resident
        )
        staff.city.awards.append(TalentAwardRow(person.key, "academician", "national", date(2015, 12, 7)))


def _site_months(staff: _Staff) -> None:
    """Months on site by quarter for talents with a title; academicians one to two weeks a month, staff all of it."""
    titled = {
        award.person for award in staff.city.awards if award.programme in ("national_top", "academician")
    }
    for row in staff.city.engagements:
        if row.person not in titled:
            continue
        for quarter in quarters(2022, 2024):
            first, last = max(row.started_on, start_of(quarter)), end_of(quarter)
            if row.ended_on is not None:
                last = min(last, row.ended_on)
            days = (last - first).days + 1
            if days <= 0:
                continue
            months = Decimal(3 * days) / ((end_of(quarter) - start_of(quarter)).days + 1)
            if row.mode != "full_time":
                months *= row.share * Decimal(str(round(staff.random.uniform(0.7, 1.3), 2)))
            months = min(months, Decimal(3)).quantize(Decimal("0.1"))
            if months > 0:
                staff.city.site_records.append(SiteRecord(row.key, quarter, months))
