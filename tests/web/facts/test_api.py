"""Figures for programs: what each reader sees, with definition, source, as-of and basis; pages; what changed since."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.web.api_reading import ask
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.models import Fact


@pytest.fixture
def recorded(city, officer):
    """Revenue of two platforms in three years, one of them put right."""
    for platform in (city.P01, city.P02):
        for year in ("2021", "2022", "2023"):
            record_fact(
                officer, "operating_revenue", platform, year, Decimal(40_000_000), source_note="审计报告"
            )
    record_fact(officer, "operating_revenue", city.P01, "2023", Decimal("77590000.5"))
    return city


@pytest.fixture
def director(recorded, user_with):
    return user_with("platform_director", unit=recorded.P01.unit)


@pytest.fixture
def broker(recorded, user_with):
    return user_with("broker")


def test_facts_stand_or_are_told_with_what_took_their_place(recorded, officer):
    standing = ask(officer, "/facts/", platform="P01", per_page=200)["rows"]
    assert {one["period"]: one["value"] for one in standing} == {
        "2021": "40000000.000000",
        "2022": "40000000.000000",
        "2023": "77590000.500000",
    }
    history = ask(officer, "/facts/", platform="P01", history=True)["rows"]
    assert [one["stands"] for one in history] == [True, True, False, True]
    assert history[-1]["supersedes"] == history[-2]["id"]
    assert {(one["measure"], one["unit"], one["source"]) for one in history[:3]} == {
        ("operating_revenue", "元", "审计报告")
    }


def test_facts_of_another_platform_are_not_told(recorded, officer, director, broker):
    assert ask(officer, "/facts/")["total"] == 6
    assert {one["platform"] for one in ask(director, "/facts/")["rows"]} == {"P01"}
    assert ask(director, "/facts/", platform="P02") == ask(director, "/facts/", platform="P99")
    assert ask(broker, "/facts/")["total"] == 0


def test_pages_hold_every_row_once(recorded, officer):
    every = [one["id"] for one in ask(officer, "/facts/", per_page=200)["rows"]]
    pages = [ask(officer, "/facts/", per_page=4, page=number)["rows"] for number in (1, 2, 3)]
    assert [one["id"] for page in pages for one in page] == every
    assert [len(page) for page in pages] == [4, 2, 0]


def test_what_was_recorded_since(recorded, officer):
    newest = Fact.objects.latest("recorded_at")
    since = newest.recorded_at.isoformat()
    assert [one["id"] for one in ask(officer, "/facts/", changed_since=since)["rows"]] == [newest.pk]
    later = (timezone.now() + timedelta(minutes=1)).isoformat()
    assert ask(officer, "/facts/", changed_since=later)["total"] == 0


def test_a_figure_says_what_it_is_and_who_may_not_see_it_why(recorded, officer, director):
    asked = {"measure": "operating_revenue", "period": "2023", "scope": ["P01", "P02", "city"]}
    city, own, other = ask(officer, "/figures/", **asked)
    fact = Fact.objects.current().get(platform__code="P01", period="2023")
    assert (city["scope"], own["scope"], other["scope"]) == ("city", "P01", "P02")
    assert (Decimal(own["value"]), own["unit"], own["as_of"], own["basis"]) == (
        fact.value,
        "元",
        "2023",
        "reported",
    )
    assert (own["definition"], own["facts"], own["source"]) == (1, [fact.pk], "returns")
    assert own["demonstration"] is True
    assert Decimal(city["value"]) == fact.value + 40_000_000
    _city, mine, hidden = ask(director, "/figures/", **asked)
    assert mine == own
    assert (hidden["value"], hidden["state"], hidden["facts"]) == (None, "refused", [])
    assert hidden["reason"]


def test_figures_as_they_were_known_and_of_no_day_to_come(recorded, officer):
    before = Fact.objects.latest("recorded_at").recorded_at - timedelta(microseconds=1)
    asked = {"measure": "operating_revenue", "period": "2023", "scope": "P01"}
    (then,) = ask(officer, "/figures/", **asked, known_at=before.isoformat())
    assert Decimal(then["value"]) == 40_000_000
    assert ask(officer, "/figures/", measure="operating_revenue", period="2099", scope="P01") == []


def test_figures_that_changed_since(recorded, officer):
    corrected = Fact.objects.latest("recorded_at").recorded_at
    asked = {"measure": "operating_revenue", "period": ["2022", "2023"]}
    later = ask(officer, "/figures/", **asked, changed_since=corrected.isoformat())
    assert {(one["scope"], one["period"]) for one in later} == {("P01", "2023"), ("city", "2023")}
    every = ask(officer, "/figures/", **asked)
    assert all(one in every for one in later)
    after = corrected + timedelta(microseconds=1)
    assert ask(officer, "/figures/", **asked, changed_since=after.isoformat()) == []


def test_too_many_figures_and_no_period_are_refused_in_words(recorded, officer, client):
    client.force_login(officer)
    many = {
        "measure": [f"m{number}" for number in range(50)],
        "period": [f"20{year}" for year in range(10, 22)],
    }
    many["scope"] = [f"P{number}" for number in range(10)]
    answer = client.get("/api/v1/figures/", many)
    assert answer.status_code == 422 and "5000" in answer.json()["detail"]
    answer = client.get("/api/v1/figures/", {"measure": "operating_revenue", "period": "2023Q9"})
    assert answer.status_code == 422 and answer.json()["fields"]["period"]


def test_a_measure_comes_with_its_definitions(recorded, officer):
    rows = ask(officer, "/measures/", per_page=200)["rows"]
    revenue = next(one for one in rows if one["code"] == "operating_revenue")
    assert (revenue["unit"], revenue["kind"]) == ("元", "flow")
    assert revenue["definitions"][0]["text"]
    assert all(one["definitions"] for one in rows)
