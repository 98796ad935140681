from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.models import Fact, Measure
from keqiao.web.facts.selectors import UnknownFigure, figure, figures_for
from keqiao.web.registry.models import Engagement


def put(officer, measure, platform, period, value, **options):
    return record_fact(officer, measure, platform, period, value if value is None else D(value), **options)


def test_quarters_make_a_year_only_when_all_four_are_there(city, officer):
    for quarter in (1, 2, 3):
        put(officer, "operating_revenue", city.P01, f"2023Q{quarter}", 100)
    partial = figure(officer, "operating_revenue", "P01", "2023")
    assert partial.value is None
    assert "2023Q1" in partial.reason and "4" in partial.reason
    put(officer, "operating_revenue", city.P01, "2023Q4", 50)
    whole = figure(officer, "operating_revenue", "P01", "2023")
    assert whole.value == 350
    assert len(whole.computed.facts) == 4
    # A value recorded for the year itself stands before the sum.
    put(officer, "operating_revenue", city.P01, "2023", 340)
    assert figure(officer, "operating_revenue", "P01", "2023").value == 340


def test_a_stock_takes_the_last_day(city, officer):
    put(officer, "insured_employment", city.P01, "2023Q4", 40)
    put(officer, "insured_employment", city.P01, "2024Q3", 50)
    assert figure(officer, "insured_employment", "P01", "2023").value == 40
    assert figure(officer, "insured_employment", "P01", "2023-12-31").value == 40
    late = figure(officer, "insured_employment", "P01", "2024-10-31")
    assert late.value == 50
    assert "2024-09-30" in late.reason and "2024-09-30" in late.when


def test_city_totals_say_what_is_missing_and_what_does_not_add_up(city, officer):
    put(officer, "operating_revenue", city.P01, "2023", 100)
    total = figure(officer, "operating_revenue", "city", "2023")
    assert total.value == 100
    assert "1" in total.reason and "2" in total.reason
    put(officer, "operating_revenue", city.P02, "2023", None)
    assert figure(officer, "operating_revenue", "city", "2023").reason == ""
    Measure.objects.filter(code="national_recognitions").update(city_total="none")
    put(officer, "national_recognitions", city.P01, "2023", 7)
    assert figure(officer, "national_recognitions", "city", "2023").value is None
    put(officer, "operating_revenue", None, "2023", 999)
    assert figure(officer, "operating_revenue", "city", "2023").value == 999


def test_reported_and_verified_stand_side_by_side(city, officer):
    put(officer, "operating_revenue", city.P01, "2023", 100)
    put(officer, "operating_revenue", city.P01, "2023", 90, basis="verified")
    assert figure(officer, "operating_revenue", "P01", "2023").value == 100
    assert figure(officer, "operating_revenue", "P01", "2023", basis="verified").value == 90


def test_money_is_shown_in_wan_and_changes_over_a_year(city, officer):
    put(officer, "operating_revenue", city.P01, "2022", "40000000")
    put(officer, "operating_revenue", city.P01, "2023", "77590000")
    found = figure(officer, "operating_revenue", "P01", "2023")
    assert (found.text, found.unit) == ("7,759.00", "万元")
    assert found.yoy.percent == D("93.975")
    put(officer, "market_income", city.P01, "2022", 0)
    put(officer, "market_income", city.P01, "2023", 10000)
    assert figure(officer, "market_income", "P01", "2023").yoy.percent is None


def test_shares_change_in_points(city, officer, new_person):
    for degree, year in (("doctor", 2021), ("bachelor", 2021), ("master", 2023)):
        Engagement.objects.create(
            person=new_person(degree=degree), platform=city.P01, started_on=f"{year}-01-01"
        )
    found = figure(officer, "advanced_degree_share", "city", "2023")
    assert found.text == "66.67"
    assert found.yoy.points and found.yoy.difference.quantize(D("0.01")) == D("16.67")


def test_what_each_role_may_see(city, officer, user_with):
    put(officer, "operating_revenue", city.P01, "2023", 100)
    clerk = user_with("platform_clerk", unit=city.P02.unit)
    assert figure(clerk, "operating_revenue", "city", "2023").value == 100
    with pytest.raises(PermissionDenied, match="平台1"):
        figure(clerk, "operating_revenue", "P01", "2023")
    matrix = figures_for(clerk, ["operating_revenue"], None, ["2023"])
    refused = matrix["operating_revenue", "P01", "2023"]
    assert refused.is_refused and refused.value is None and refused.reason
    for role in ("leader", "congress", "auditor"):
        assert figure(user_with(role), "operating_revenue", "P01", "2023").value == 100
    broker = user_with("broker")
    assert figure(broker, "operating_revenue", "city", "2023").value == 100
    with pytest.raises(PermissionDenied):
        figure(broker, "operating_revenue", "P01", "2023")
    with pytest.raises(PermissionDenied):
        figure(user_with("system_admin"), "operating_revenue", "city", "2023")


def test_unknown_figures(city, officer):
    with pytest.raises(UnknownFigure):
        figure(officer, "nothing", "city", "2023")
    with pytest.raises(UnknownFigure):
        figure(officer, "rd_headcount", "P99", "2023")


def test_the_whole_matrix_takes_a_fixed_number_of_queries(
    city, officer, new_person, django_assert_max_num_queries
):
    for _ in range(5):
        Engagement.objects.create(person=new_person(), platform=city.P01, started_on="2021-01-01")
    put(officer, "operating_revenue", city.P01, "2023", 100)
    codes = list(Measure.objects.values_list("code", flat=True))
    officer.has_right("facts.view")
    with django_assert_max_num_queries(48):
        matrix = figures_for(officer, codes, None, ["2021", "2022", "2023", "2024", "2024-10-31"], yoy=True)
    assert len(matrix) == len(codes) * 4 * 5


def test_a_fact_is_named_in_words_where_they_are_at_hand():
    measure = Measure(code="market_income", name="市场化收入", unit="元", value_type="money")
    fact = Fact(measure=measure, period="2025Q1", value=D("14902500.000000"))
    assert str(fact) == f"市场化收入 2025Q1 1,490.25 {measure.display_unit}"
    assert str(Fact(measure_id=30, platform_id=1, period="2025Q1", value=D(1))) == "30 1 2025Q1"
