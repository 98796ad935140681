"""Fulfilment of commitments: which figure measures them, shares, lights at the due day, by hand, on the profile."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.fulfilment import fulfilments, measured_period
from keqiao.web.facts.models import Measure
from keqiao.web.facts.selectors import figure
from keqiao.web.registry.models import Agreement, Commitment, Engagement
from keqiao.web.registry.reminders.selectors import Reminders

YEAR_END = date(2023, 12, 31)
RUNNING = date(2024, 6, 30)


@pytest.fixture
def agreement(city):
    return Agreement.objects.create(platform=city.P01, title="共建协议", signed_on=date(2020, 1, 1))


@pytest.fixture
def promise(agreement):
    def make(measure="", target=None, year=None, **fields):
        made = {"agreement": agreement, "party": "platform", "item": "约定", "measure_code": measure}
        return Commitment.objects.create(**made | {"target": target, "year": year} | fields)

    return make


def revenue(officer, city, period, value, platform="P01"):
    at = getattr(city, platform)
    return record_fact(officer, "operating_revenue", at, period, D(value))


def people(city, new_person, number, since=date(2023, 1, 1)):
    for _ in range(number):
        Engagement.objects.create(
            person=new_person(), platform=city.P01, started_on=since, is_research=True, mode="full_time"
        )


def one(user, row, day):
    row = Commitment.objects.select_related("agreement__platform").get(pk=row.pk)
    return fulfilments(user, [row], day)[0]


def test_money_is_compared_in_yuan_and_shown_in_ten_thousands(city, officer, promise):
    row = promise("operating_revenue", 5_000_000, 2023, due_on=YEAR_END)
    revenue(officer, city, "2023", 4_000_000)
    found = one(officer, row, date(2024, 1, 31))
    assert found.share == D("0.8")
    assert (found.figure.text, found.figure.unit) == ("400.00", "万元")
    assert (found.light, found.is_met) == ("bad", False)


def test_the_share_is_exact_and_not_capped(city, officer, promise):
    row = promise("operating_revenue", 3, 2023)
    revenue(officer, city, "2023", 10)
    found = one(officer, row, date(2024, 1, 31))
    assert found.share == D(10) / D(3)
    assert isinstance(found.share, D)
    assert (found.light, found.is_met) == ("good", True)


@pytest.mark.parametrize(
    ("day", "light"),
    [
        (date(2023, 12, 1), "watch"),
        (date(2023, 12, 31), "watch"),
        (date(2024, 1, 1), "bad"),
    ],
)
def test_what_is_missing_turns_red_the_day_after(day, light, city, officer, promise, new_person):  # noqa: PLR0917
    people(city, new_person, 3)
    row = promise("rd_headcount", 4, 2023)
    assert one(officer, row, day).light == light
    people(city, new_person, 1)
    assert one(officer, row, day).light == "good"


def test_a_stock_is_read_at_the_as_of_day_of_a_running_year(city, officer, promise, new_person):
    people(city, new_person, 1, date(2024, 1, 1))
    people(city, new_person, 1, date(2024, 6, 1))
    row = promise("rd_headcount", 2, 2024)
    assert one(officer, row, date(2024, 5, 31)).share == D("0.5")
    assert one(officer, row, date(2024, 6, 1)).share == 1


@pytest.mark.parametrize(("so_far", "light"), [(49, "watch"), (50, "good")])
def test_a_flow_is_held_against_the_part_of_the_year_that_has_passed(so_far, light, city, officer, promise):
    """30 June is day 182 of the 366 of 2024: 49.7 per cent have passed."""
    row = promise("operating_revenue", 100, 2024)
    revenue(officer, city, "2024H1", so_far)
    found = one(officer, row, RUNNING)
    assert found.share == D(so_far) / 100
    assert found.expected == D(182) / D(366)
    assert found.light == light


def test_without_a_figure_nothing_is_claimed(city, officer, promise):
    row = promise("operating_revenue", 100, 2024)
    found = one(officer, row, RUNNING)
    assert (found.share, found.light) == (None, "none")
    assert found.note == found.figure.reason != ""
    assert one(officer, row, date(2025, 1, 1)).light == "bad"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"year": 2023}, "2023"),
        ({"year": 2024}, "2024-06-30"),
        ({"year": 2024, "due_on": date(2024, 3, 1)}, "2024-06-30"),
        ({"year": 2025}, None),
        ({"year": 1024}, None),
        ({"year": 32_767}, None),
        ({"due_on": date(2024, 3, 1)}, "2024-03-01"),
        ({"due_on": date(2024, 9, 1)}, "2024-06-30"),
        ({}, "2024-06-30"),
        ({"year": 2023, "target": 0}, None),
        ({"year": 2023, "target": None}, None),
        ({"year": 2023, "target": -4}, None),
    ],
)
def test_at_which_period_a_stock_is_measured(fields, expected, city, promise):
    row = promise("rd_headcount", **{"target": 1} | fields)
    found = measured_period(row, Measure.objects.get(code="rd_headcount"), RUNNING)
    assert (found and found.code) == expected


@pytest.mark.parametrize("fields", [{}, {"due_on": date(2024, 3, 1)}])
def test_a_flow_needs_its_year(fields, city, officer, promise):
    found = one(officer, promise("operating_revenue", 100, **fields), RUNNING)
    assert found.figure is None
    assert "年度" in found.note


@pytest.mark.parametrize(
    ("fields", "share", "light"),
    [
        ({}, None, "none"),
        ({"delivered_on": RUNNING}, D(1), "good"),
        ({"delivered_on": RUNNING + timedelta(days=1)}, None, "none"),
        ({"target": 1000, "delivered": 700}, D("0.7"), "good"),
        ({"target": 1000, "delivered": 700, "due_on": RUNNING}, D("0.7"), "watch"),
        ({"target": 1000, "delivered": 700, "due_on": RUNNING - timedelta(days=1)}, D("0.7"), "bad"),
        ({"target": 1000, "delivered": 1000, "due_on": date(2020, 1, 1)}, D(1), "good"),
        ({"due_on": RUNNING - timedelta(days=1)}, None, "bad"),
        ({"target": 0, "delivered": 5}, None, "none"),
    ],
)
def test_by_hand(fields, share, light, officer, promise):
    found = one(officer, promise(**fields), RUNNING)
    assert (found.figure, found.share, found.light, found.note) == (None, share, light, "")


def test_a_measure_that_nobody_knows_is_said(city, officer, promise):
    found = one(officer, promise("no_such_measure", 1, 2023, delivered=1, delivered_on=YEAR_END), RUNNING)
    assert "no_such_measure" in found.note
    assert found.share == 1


def test_what_may_not_be_seen_is_not_told(city, user_with, officer, promise):
    revenue(officer, city, "2023", 100)
    row = promise("operating_revenue", 100, 2023)
    other = user_with("platform_director", unit=city.P02.unit)
    found = one(other, row, RUNNING)
    assert found.share is None
    assert found.figure.is_refused
    assert found.note == found.figure.reason


def test_the_mean_is_the_derived_measure(city, officer, promise, new_person):
    """plan_fulfilment counts each share up to 1, missing ones as 0; written by others, from the same rows."""
    people(city, new_person, 3)
    revenue(officer, city, "2023", 80)
    rows = [
        promise("rd_headcount", 2, 2023),
        promise("rd_headcount", 4, 2023),
        promise("operating_revenue", 100, 2023),
        promise("contract_amount", 100, 2023),
        promise("insured_employment", 10, 2023),
    ]
    shares = [min(D(1), one(officer, row, RUNNING).share or D(0)) for row in rows]
    mean = 100 * sum(shares) / len(shares)
    assert figure(officer, "plan_fulfilment", "P01", "2023").value == mean


def test_reminders_leave_out_what_the_figures_say_is_reached(city, officer, promise, new_person):
    people(city, new_person, 3)
    short = promise("rd_headcount", 4, 2023, due_on=YEAR_END)
    promise("rd_headcount", 3, 2023, due_on=YEAR_END)
    found = Reminders(officer, date(2024, 1, 31))[:]
    assert [reminder.row.pk for reminder in found] == [short.pk]
    told = found[0].progress
    assert told.share == D("0.75")
    assert told.url == "/figures/rd_headcount/P01/2023/"


def test_the_profile_shows_target_value_share_and_light(city, officer_client, officer, promise):
    revenue(officer, city, "2023", 4_000_000)
    promise("operating_revenue", 5_000_000, 2023, due_on=YEAR_END, item="营业收入", unit="元")
    promise("", 1000, due_on=YEAR_END, item="研发场地", unit="平方米", delivered=700, party="government")
    promise(
        "", 2_000_000, due_on=YEAR_END, item="专项经费", unit="元", delivered_on=YEAR_END, party="government"
    )
    answer = officer_client.get("/platforms/P01/")
    section = next(one for one in answer.context["sections"] if one.template == "facts/agreed.html")
    assert (section.context["met"], section.context["total"]) == (1, 3)
    lines = {row["item"].value: row for row in section.context["table"].rows}
    money = lines["营业收入"]
    assert (money["target"], money["value"].text, money["unit"], money["share"]) == (
        500,
        "400.00",
        "万元",
        D("0.8"),
    )
    assert (money["light"].light, money["light"].value) == ("bad", "逾期")
    assert money["value"].url in answer.content.decode()
    room = lines["研发场地"]
    assert (room["target"], room["value"].value, room["unit"], room["source"]) == (
        1000,
        700,
        "平方米",
        "人工登记",
    )
    assert (lines["专项经费"]["target"], lines["专项经费"]["unit"]) == (200, "万元")
    shown = answer.content.decode()
    assert "80.00%" in shown
    assert "3项约定中已完成1项" in shown


def test_a_foreign_platforms_agreement_stays_closed(city, client_of, promise):
    promise("", 1, due_on=YEAR_END, item="专项经费")
    answer = client_of("platform_director", unit=city.P02.unit).get("/platforms/P01/")
    assert "专项经费" not in answer.content.decode()


def test_the_number_of_queries_does_not_grow(city, officer, agreement, promise):
    officer.has_right("facts.view")  # read once for a request
    counted = []
    for number in (10, 990):
        Commitment.objects.bulk_create(
            Commitment(
                agreement=agreement,
                party="platform",
                item=f"约定{place}",
                measure_code=("rd_headcount", "operating_revenue", "patents_invention")[place % 3],
                target=place + 1,
                year=2015 + place % 10,
            )
            for place in range(number)
        )
        rows = list(Commitment.objects.select_related("agreement__platform"))
        fulfilments(officer, rows, RUNNING)  # what is kept of figures is written at the first look
        with CaptureQueriesContext(connection) as queries:
            found = fulfilments(officer, rows, RUNNING)
        counted.append(len(queries))
    assert len(found) == 1000
    assert counted[0] == counted[1] < 25
