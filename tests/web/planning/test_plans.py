"""Plans have versions: drafted with both directions, targets for each year, heard, approved by another; then facts
stand beside the targets.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.facts_of_two import record_fact
from tests.web.planning.conftest import GIVEN, a_plan

from keqiao.web.planning.documents import OPERATION
from keqiao.web.planning.models import DevelopmentPlan, PlanTarget
from keqiao.web.planning.operation import read_operation
from keqiao.web.planning.services import plans


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"market_direction": " "}, "market_direction"),
        ({"focuses": []}, "focuses"),
        ({"focuses": "一\n二\n三\n四"}, "focuses"),
        ({"last_year": 2028}, "last_year"),
        ({"last_year": 2022}, "last_year"),
    ],
)
def test_a_plan_without_a_market_or_with_four_main_fields_is_refused(planned_city, change, field):
    with pytest.raises(ValidationError) as refused:
        plans.draft(planned_city.director, planned_city.P01, GIVEN | change)
    assert set(refused.value.error_dict) == {field}


def test_who_reviews_does_not_approve_and_the_next_version_replaces(planned_city):
    plan = a_plan(planned_city, "reviewed")
    with pytest.raises(PermissionDenied):
        plans.approve(planned_city.officer, plan.pk)
    plans.approve(planned_city.second, plan.pk)
    later = plans.draft(planned_city.director, planned_city.P01, GIVEN | {"last_year": 2025})
    assert later.number == 2
    assert sorted(later.targets.values_list("year", flat=True)) == [2023, 2024]
    with pytest.raises(PermissionDenied, match="2025"):
        plans.submit(planned_city.director, later.pk)  # no target for 2025
    with pytest.raises(PermissionDenied):
        plans.draft(planned_city.director, planned_city.P01, GIVEN)  # one is under way
    plans.set_targets(planned_city.director, later.pk, {("firms_served", 2025): Decimal(9)})
    plans.submit(planned_city.director, later.pk)
    plans.review(planned_city.officer, later.pk, "同意。")
    plans.approve(planned_city.second, later.pk)
    assert list(DevelopmentPlan.objects.order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "approved"),
    ]
    assert PlanTarget.objects.filter(plan=plan).count() == 2  # the old version stays readable


def test_targets_stand_beside_facts_with_variance_and_light(planned_city):
    a_plan(planned_city, "approved")
    first, second = planned_city.P01.pk, planned_city.P02.pk
    readings = read_operation(OPERATION.in_force(), [first, second], 2024)
    target = next(t for t in readings[first].targets["market"] if t.measure.code == "local_contract_amount")
    assert (target.planned, target.actual) == (200_000, 100_000)
    assert (target.variance, target.fulfilment, target.light) == (-100_000, 50.0, "bad")
    assert readings[first].light("market") == "bad"
    assert readings[second].plan is None
    assert readings[second].light("market") == "none"


def test_pages_of_plans(planned_city, as_user):
    plan = a_plan(planned_city, "approved")
    later = plans.draft(planned_city.director, planned_city.P01, GIVEN | {"market_direction": "中试服务"})
    client = as_user(planned_city.director)
    listed = client.get("/plans/").content.decode()
    assert "2023–2024" in listed
    page = client.get(f"/plans/{later.pk}/").content.decode()
    assert f"/plans/{later.pk}/set_targets/" in page
    assert "中试服务" in client.get(f"/plans/{later.pk}/compare/{plan.pk}/").content.decode()
    sent = {"set_targets-firms_served-2024": "30", "set_targets-edition": "1"}
    refused = client.post(f"/plans/{later.pk}/set_targets/", sent | {"set_targets-firms_served-2023": "x1"})
    assert refused.status_code == 422
    assert 'value="x1"' in refused.content.decode()
    kept = client.post(f"/plans/{later.pk}/set_targets/", sent)
    assert kept.status_code == 302
    assert later.targets.get(measure__code="firms_served").value == 30
    assert client.get("/plans/operation/2024/").status_code == 200
    one = client.get("/plans/operation/2024/P01/").content.decode()
    assert "/figures/local_contract_amount/P01/2024/" in one
    assert client.get("/plans/operation/2024/P02/").status_code == 404  # of another unit
    assert client.get("/plans/operation/20x4/").status_code == 404
    city = as_user(planned_city.congress).get("/plans/").content.decode()
    assert "/platforms/P02/" in city  # a platform without a plan


def test_a_new_plan_comes_back_with_what_was_typed(planned_city, as_user):
    client = as_user(planned_city.director)
    sent = GIVEN | {"focuses": "甲\n乙\n丙\n丁", "platform": planned_city.P01.pk, "cluster": ""}
    refused = client.post("/plans/new/", sent)
    assert refused.status_code == 422
    assert "丁" in refused.content.decode()
    sent["platform"] = planned_city.P02.pk
    assert client.post("/plans/new/", sent).status_code == 422  # not the own one
    assert not DevelopmentPlan.objects.exists()


def test_means_are_stated_and_the_last_statement_counts(planned_city, as_user):
    client = as_user(planned_city.director)
    url = "/plans/operation/2024/P01/"
    refused = client.post(url, {"cash": "x", "area": "100", "area_used": "120"})
    assert refused.status_code == 422
    assert 'value="x"' in refused.content.decode()
    refused = client.post(url, {"cash": "60", "area": "100", "area_used": "120"})
    assert refused.status_code == 422
    for used in ("40", "70"):
        assert client.post(url, {"cash": "60", "area": "100", "area_used": used}).status_code == 302
    for measure, value in (("total_expenditure", 2_400_000), ("market_income", 1_200_000)):
        record_fact(planned_city.officer, measure, planned_city.P01, "2024", Decimal(value))
    key = planned_city.P01.pk
    reading = read_operation(OPERATION.in_force(), [key], 2024)[key]
    assert reading.uses["space"] == 70
    assert reading.runway == 6  # 600 000 at 100 000 a month
    assert client.post("/plans/operation/2024/P02/", {"cash": "1"}).status_code == 404
    assert as_user(planned_city.congress).post(url, {"cash": "1"}).status_code == 404


def test_a_part_of_a_year_is_compared_with_its_share_of_the_plan(planned_city):
    a_plan(planned_city, "approved", {("market_income", 2024): Decimal(1_200_000)})
    key = planned_city.P01.pk
    for quarter, income in (("Q1", 300_000), ("Q2", 250_000), ("Q3", 260_000)):
        record_fact(
            planned_city.officer, "market_income", planned_city.P01, f"2024{quarter}", Decimal(income)
        )
    record_fact(planned_city.officer, "total_expenditure", planned_city.P01, "2024Q3", Decimal(1))
    reading = read_operation(OPERATION.in_force(), [key], 2024)[key]
    assert reading.until == date(2024, 9, 30)
    income = next(t for t in reading.targets["market"] if t.measure.code == "market_income")
    assert (income.planned, income.due, income.actual) == (1_200_000, 900_000, 810_000)
    assert (income.variance, income.fulfilment, income.light) == (-90_000, 90.0, "good")
    assert reading.runway is None  # two quarters of expenditure lack


def test_a_year_without_figures_is_not_judged(planned_city, as_user):
    a_plan(planned_city, "approved")
    key = planned_city.P01.pk
    reading = read_operation(OPERATION.in_force(), [key], 2023)[key]
    assert reading.until is None
    assert {target.light for targets in reading.targets.values() for target in targets} == {"none"}
    page = as_user(planned_city.director).get("/plans/operation/2023/P01/").content.decode()
    assert "本年度尚无数据" in page
