"""The generated rows by themselves: determinism, calibration counted by hand, consistency, invented names."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from stdnum.cn import uscc

from keqiao.demo.calendar import AS_OF, end_of, quarter_of
from keqiao.demo.generator import SEED, generate
from keqiao.demo.ledger import current_figures
from keqiao.demo.rows import City

# Names that occur in the survey report (places, platforms, firms, persons): none may occur in an invented row.
REAL_NAMES = [
    *(
        "天目湖",
        "陈立泉",
        "李泓",
        "毛明",
        "吴云东",
        "吴凡",
        "尹良",
        "中科海钠",
        "天目先导",
        "江苏蓝固",
        "速豹动力",
    ),
    *(
        "英拓动力",
        "星波轻材",
        "宁德时代",
        "上海交大",
        "上海交通大学",
        "重庆大学",
        "东南大学",
        "南航",
        "南京航空",
        "常大",
    ),
    *(
        "常州大学",
        "中关村",
        "溧阳",
        "常州",
        "长三角",
        "怀柔",
        "蜀山",
        "合肥",
        "北京",
        "科大硅谷",
        "中科院",
        "江苏",
    ),
    *("南京大学", "中国绿发", "储能技术研究院", "无人装备产业创新中心"),
]


@pytest.fixture(scope="module")
def city() -> City:
    return generate()


def holds(start: date, end: date | None, day: date) -> bool:
    return start <= day and (end is None or day <= end)


def test_one_seed_one_city_and_another_seed_another():
    first = generate()
    generate.cache_clear()
    again = generate(SEED)
    assert again is not first
    assert again.digest() == first.digest()
    assert generate(SEED + 1).digest() != first.digest()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_totals_do_not_depend_on_the_seed(seed):
    city = generate(seed)
    staff = [row for row in city.engagements if row.research and holds(row.started_on, row.ended_on, AS_OF)]
    degrees = Counter(row.degree for row in city.persons if row.key in {e.person for e in staff})
    links = {row.firm for row in city.links if holds(row.started_on, row.ended_on, AS_OF)}
    assert (len(staff), degrees["doctor"], degrees["master"], len(links)) == (817, 212, 336, 102)
    granted = Counter(row.type for row in city.patents if row.granted_on and row.granted_on <= AS_OF)
    assert granted == {"invention": 438, "utility": 104}


def test_no_real_name_in_any_row(city):
    text = json.dumps(
        {name: [asdict(row) for row in rows] for name, rows in city.tables().items()},
        ensure_ascii=False,
        default=str,
    )
    assert [name for name in REAL_NAMES if name in text] == []
    assert all(row.name.startswith(("示范", "演示")) for row in city.organisations)
    assert all(row.name.startswith(("演示", "顶尖人才")) for row in city.persons)


def test_platform_sums_exceed_the_city_where_things_are_shared(city):
    def both(pairs):
        pairs = list(pairs)
        return len({thing for _, thing in pairs}), len(set(pairs))

    inventions = (
        (code, row.application_no)
        for row in city.patents
        for code in row.owners
        if row.type == "invention" and row.granted_on and row.granted_on <= AS_OF
    )
    level = {row.key: row.level for row in city.projects}
    start = {row.key: row.started_on for row in city.projects}
    projects = (
        (row.platform, row.project)
        for row in city.participations
        if level[row.project] != "city" and start[row.project] <= AS_OF
    )
    firms = ((row.platform, row.firm) for row in city.links if holds(row.started_on, row.ended_on, AS_OF))
    for (distinct, summed), published in zip(
        (both(inventions), both(projects), both(firms)), (438, 59, 102), strict=True
    ):
        assert distinct == published
        assert summed > published


def test_a_year_earlier_everything_is_smaller(city):
    def at(day):
        return (
            sum(row.research and holds(row.started_on, row.ended_on, day) for row in city.engagements),
            sum(
                row.type == "invention" and row.granted_on is not None and row.granted_on <= day
                for row in city.patents
            ),
            len({row.firm for row in city.links if holds(row.started_on, row.ended_on, day)}),
            sum(row.level != "city" and row.started_on <= day for row in city.projects),
        )

    before, after = at(date(2023, 10, 31)), at(AS_OF)
    assert all(0.6 * new < old < new for old, new in zip(before, after, strict=True))
    assert any(row.ended_on is not None and row.ended_on < AS_OF for row in city.engagements)


def test_legal_form_agrees_with_a_valid_credit_code(city):
    forms = {"12": "public_institution", "52": "private_non_enterprise", "91": "company"}
    for row in city.organisations:
        assert uscc.is_valid(row.usci)
        assert forms[row.usci[:2]] == row.legal_form
        assert row.usci[2:4] == "99"  # no province has this code
    assert len({row.usci for row in city.organisations}) == len(city.organisations)


def test_application_numbers_carry_their_check_digit(city):
    # The two published vectors, then every generated number by the rule written out again.
    def digit(body):
        total = sum(int(c) * w for c, w in zip(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
        return "0123456789X"[total % 11]

    assert digit("201710601862") == "3"
    for row in city.patents:
        body, check = row.application_no.split(".")
        assert check == digit(body)
        assert int(body[:4]) == row.filed_on.year
        assert body[4] == {"invention": "1", "utility": "2"}[row.type]
        assert row.granted_on is None or row.filed_on < row.granted_on
        assert row.lapsed_on is None or row.granted_on < row.lapsed_on
    assert len({row.application_no for row in city.patents}) == len(city.patents)


def test_doctors_and_masters_are_never_more_than_the_staff(city):
    degree = {row.key: row.degree for row in city.persons}
    for year in range(2013, 2025):
        staff = defaultdict(list)
        for row in city.engagements:
            if row.research and holds(row.started_on, row.ended_on, date(year, 12, 31)):
                staff[row.platform].append(degree[row.person])
        for degrees in staff.values():
            assert degrees.count("doctor") + degrees.count("master") <= len(degrees)
    assert all(row.ended_on is None or row.started_on <= row.ended_on for row in city.engagements)


def test_nobody_is_in_two_research_posts_at_once(city):
    posts = defaultdict(list)
    for row in city.engagements:
        if row.research:
            posts[row.person].append(row)
    assert all(len(rows) == 1 for rows in posts.values())


def test_money_received_never_exceeds_what_was_agreed(city):
    received = defaultdict(Decimal)
    signed = {row.number: row.registered_on for row in city.contracts}
    for row in city.contract_receipts:
        received[row.contract] += row.amount
        assert row.received_on >= signed[row.contract]
    for row in city.contracts:
        assert 0 < row.technology_amount <= row.amount
        assert received[row.number] <= row.amount
    started = {row.key: row.started_on for row in city.projects}
    paid = defaultdict(Decimal)
    for row in city.project_receipts:
        paid[row.project, row.platform] += row.amount
        assert row.received_on > started[row.project]
    for row in city.participations:
        assert paid[row.project, row.platform] <= row.granted


def test_a_project_has_one_lead_at_most_and_a_platform_one_role(city):
    roles = defaultdict(list)
    for row in city.participations:
        roles[row.project].append((row.platform, row.role))
    assert max(len(rows) for rows in roles.values()) == 2
    for rows in roles.values():
        assert len({platform for platform, _ in rows}) == len(rows)
        assert sum(role == "lead" for _, role in rows) <= 1


def test_quarters_sum_to_the_published_revenues_exactly(city):
    figures = current_figures(city)
    for code, wan in (("P01", "7759.00"), ("P02", "3240.64")):
        quarters = [row for row in figures[code, "operating_revenue"] if row.period[:4] == "2023"]
        assert [row.period for row in quarters] == ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]
        assert sum(row.value for row in quarters) / 10_000 == Decimal(wan)
        assert all((row.value / 10_000).quantize(Decimal("0.01")) == row.value / 10_000 for row in quarters)


def test_the_accounts_fit_each_other(city):
    figures = current_figures(city)

    def year_of(code, measure, year):
        return sum(
            (row.value or 0 for row in figures.get((code, measure), []) if row.period[:4] == str(year)),
            Decimal(0),
        )

    platform_of = {row.number: row.platform for row in city.contracts}
    for platform in city.platforms:
        for year in (2022, 2023, 2024):
            revenue, market, total, research, tax = (
                year_of(platform.code, measure, year)
                for measure in (
                    "operating_revenue",
                    "market_income",
                    "total_expenditure",
                    "rd_expenditure",
                    "platform_tax",
                )
            )
            received = sum(
                row.amount
                for row in city.contract_receipts
                if platform_of[row.contract] == platform.code and row.received_on.year == year
            )
            assert received <= market <= revenue
            assert 0 < research <= total
            assert tax <= revenue
    for row in city.figures:
        assert row.value is None or row.value >= 0
    passed = [
        (row.subject, row.period, row.value)
        for rows in figures.values()
        for row in rows
        if row.measure == "gates_passed"
    ]
    reviewed = {
        (row.subject, row.period): row.value
        for rows in figures.values()
        for row in rows
        if row.measure == "gates_reviewed"
    }
    assert all(value <= reviewed[subject, period] for subject, period, value in passed)


def test_insured_people_are_fewer_than_full_time_staff_and_employees_of_the_firms(city):
    figures = current_figures(city)
    for platform in city.platforms:
        for row in figures[platform.code, "insured_employment"]:
            day = end_of(row.period)
            own = sum(
                e.platform == platform.code and e.mode == "full_time" and holds(e.started_on, e.ended_on, day)
                for e in city.engagements
            )
            firms = {
                k.firm
                for k in city.links
                if k.platform == platform.code and holds(k.started_on, k.ended_on, day)
            }
            hired = sum(
                f.value
                for firm in firms
                for f in figures.get((firm, "firm_employees"), [])
                if f.period == row.period
            )
            assert own <= row.value <= own + hired


def test_returns_look_like_life(city):
    superseding = [row for row in city.figures if row.supersedes]
    by_key = {row.key: row for row in city.figures}
    assert len(superseding) >= 3
    for row in superseding:
        old = by_key[row.supersedes]
        assert (old.subject, old.measure, old.period) == (row.subject, row.measure, row.period)
        assert old.value != row.value
        assert old.recorded_on < row.recorded_on
    assert sum(row.basis == "verified" for row in city.figures) >= 3
    assert sum(row.value is None for row in city.figures) == 2
    late = [row for row in city.figures if row.note == "迟报"]
    assert late
    assert all((row.recorded_on - end_of(row.period)).days > 30 for row in late)


def test_four_types_one_start_up_and_thirteen_since_october_2022(city):
    assert {row.type for row in city.platforms} == {"研发型", "孵化转化型", "产业服务型", "综合型"}
    assert sum((date(2024, 12, 31) - row.opened_on).days < 3 * 365 for row in city.platforms) == 1
    assert sum(row.settled_on <= date(2022, 10, 19) for row in city.platforms) == 13
    months = [row for row in city.events if row.precision == "month"]
    assert [quarter_of(row.happened_on) for row in months[:3]] == ["2012Q1", "2012Q3", "2016Q3"]
    assert all(row.happened_on.day == 1 for row in months)
