"""One date for one picture: figures, columns, lights and grades of the cockpit belong to the day chosen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.web.evaluations.conftest import second_person
from tests.web.grading.conftest import Story

from keqiao.periods import Period
from keqiao.web.audit.clock import present, today
from keqiao.web.dashboards.listings import sums
from keqiao.web.dashboards.selectors import headline_figures, lit_figures
from keqiao.web.evaluations import services
from keqiao.web.facts.models import Snapshot
from keqiao.web.registry.models import Engagement, Person, Platform, Region

DAYS = ["2022-12-31", "2023-06-30", "2023-12-31", "2024-03-31", "2024-10-31", "2024-12-31"]


@pytest.fixture
def people(city, loaded):
    """Staff of the four platforms; two persons work at two platforms, one of them from 2024 on."""
    for number in range(12):
        person = Person.objects.create(code=f"R{number:02d}", name=f"示范研究员{number}")
        for place in {number % 4} | ({0, 1} if number in {4, 5} else set()):
            Engagement.objects.create(
                person=person,
                platform=city[place],
                started_on=date(2024 if number == 5 else 2022, 2, 1 + number),
            )
    return city


def cockpit(client, user, day):
    client.force_login(user)
    return client.get("/cockpit/", {"as_of": day})


@pytest.mark.parametrize("day", DAYS)
def test_columns_add_up_to_the_tiles_with_the_difference_that_is_told(client, leader, people, day):
    """Sum of the column = tile + what is told to belong to several platforms."""
    context = cockpit(client, leader, day).context
    moment = Period.on(date.fromisoformat(day))
    lit, heads = lit_figures(leader, moment), headline_figures(leader, moment)
    platforms = list(Platform.objects.current().in_force(moment.end).order_by("code"))
    tile = next(figure for figure in context["figures"] if figure.measure.code == "rd_headcount")
    column = [
        row["rd_headcount"].value for row in context["table"].rows if row["rd_headcount"].value is not None
    ]
    told = next(one for one in sums(platforms, lit, heads) if one.startswith(str(tile.measure)))
    assert told in context["table"].note
    persons = Engagement.objects.filter(started_on__lte=moment.end, platform__in=platforms)
    assert tile.display_value == persons.values("person").distinct().count()
    twice = sum(column, Decimal(0)) - tile.display_value
    assert twice == persons.count() - tile.display_value
    assert (f"{twice:.0f}人跨平台重复" in told) == bool(twice)
    assert f"{tile.text}人" in told


@pytest.mark.parametrize("day", DAYS)
def test_every_column_names_its_day_or_period(client, leader, people, day):
    year = int(day[:4]) if day.endswith("12-31") else int(day[:4]) - 1
    headings = {
        column.key: column.heading for column in cockpit(client, leader, day).context["table"].columns
    }
    assert day in headings["rd_headcount"]
    assert f"{year}年" in headings["incubated_revenue"]
    assert f"{year}年" in headings["self_financing_rate"]


def test_grades_are_those_known_on_the_day(client, leader, officer, loaded, run):
    """Published on 2025-03-03, decided on 2025-03-10: nothing before, in publicity between, decided after."""
    assert cockpit(client, leader, "2024-12-31").context["stands"] is None
    grading = Story(officer, second_person()).final(run)
    stands = {
        day: cockpit(client, leader, day).context["stands"]
        for day in ("2024-10-31", "2024-12-31", "2025-03-02", "2025-03-05", "2025-03-10")
    }
    assert [one and one.is_final for one in stands.values()] == [None, None, None, False, True]
    early = cockpit(client, leader, "2024-12-31")
    assert "尚无定级" in early.content.decode()
    assert not {"grade", "total", "rank"} & {column.key for column in early.context["table"].columns}
    # What stands today is told as today's.
    assert early.context["now"].grading == grading
    rows = cockpit(client, leader, "2025-03-10").context["table"].rows
    assert {row["grade"].url for row in rows} == {f"/evaluations/{run.code}/P0{n}/" for n in range(1, 5)}


def test_a_newer_run_changes_nothing(client, leader, officer, loaded, run, snapshot, scheme):  # noqa: PLR0917
    """Any trial run became the official picture at once: now only what is published or decided is."""
    Story(officer, second_person()).final(run)
    before = cockpit(client, leader, "2025-12-31").context["table"]
    newer = services.execute_run(
        services.start_run(officer, title="试算", snapshot=snapshot, scheme=scheme, periods=["2024"])
    )
    response = cockpit(client, leader, "2025-12-31")
    assert [row["total"] for row in response.context["table"].rows] == [row["total"] for row in before.rows]
    assert newer.code not in response.content.decode()


@pytest.mark.parametrize("address", ["/cockpit/", "/search/?q=研发人员", "/"])
def test_a_day_to_come_is_refused_in_words(client, officer, loaded, address):
    later = today() + timedelta(days=1)
    client.force_login(officer)
    for text in (later.isoformat(), "2999", "2999-12-31"):
        response = client.get(address, {"as_of": text, "q": "研发人员"})
        assert response.status_code == 200
        assert "尚未到来" in response.content.decode()
    assert "尚未到来" not in client.get(address, {"as_of": today().isoformat()}).content.decode()


@pytest.mark.parametrize("period", ["2999", "2999-01-01", "2999Q1", "2999-05"])
def test_a_figure_of_a_period_to_come_is_refused_in_words(client, officer, loaded, period):
    client.force_login(officer)
    for address in (
        "/figures/rd_headcount/city/{}/",
        "/brief/rd_headcount/{}/",
        "/figures/market_income/P01/{}/",
    ):
        response = client.get(address.format(period))
        assert response.status_code == 404
        assert "尚未到来" in response.content.decode()


def test_a_flow_of_the_year_under_way_is_answered_and_a_stock_at_its_end_is_not(client, officer, loaded):
    year = str(today().year)
    client.force_login(officer)
    assert client.get(f"/figures/market_income/city/{year}/").status_code == 200
    stock = client.get(f"/figures/rd_headcount/city/{year}/")
    assert stock.status_code == (200 if (today().month, today().day) == (12, 31) else 404)


def test_a_report_snapshot_waits_for_nobody(client, officer, loaded, snapshot):
    client.force_login(officer)
    waiting = f"?snapshot={snapshot.pk}"
    assert any(waiting in one.url for one in client.get("/").context["todo"])
    for periods, as_of in (
        (["2024-10-31"], date(2024, 10, 31)),
        (["2024"], date(2024, 6, 30)),
        (["测试"], date(2024, 1, 1)),
    ):
        other = Snapshot.objects.create(
            code=f"S{as_of}{len(periods[0])}",
            title="报告",
            as_of=as_of,
            periods=periods,
            known_at=present(),
            created_by=officer,
        )
        other.freeze("0" * 64, 0)
        assert not any(f"?snapshot={other.pk}" in one.url for one in client.get("/").context["todo"])


def test_an_evaluated_year_waits_no_more(client, officer, loaded, run, snapshot, city):  # noqa: PLR0917
    from tests.web.evaluations.conftest import frozen

    again = frozen(city, officer, "S-again")
    client.force_login(officer)
    assert not any(f"?snapshot={again.pk}" in one.url for one in client.get("/").context["todo"])


def test_the_search_tells_the_grade_that_stands(client, director, officer, loaded, run):
    client.force_login(director)
    assert "公示" not in client.get("/search/?q=示范2号院").content.decode()
    grading = Story(officer, second_person()).final(run)
    body = client.get("/search/?q=示范2号院").content.decode()
    assert grading.lines.get(platform__code="P02").grade in body
    assert "已定级" in body


def test_the_cockpit_is_of_the_region(client, leader, loaded):
    Region.objects.update(name="示范市")
    assert "示范市" in cockpit(client, leader, "2024-12-31").content.decode()
