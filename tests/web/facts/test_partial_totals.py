"""A city total that lacks platforms compares with no other total: one platform is no city that fell."""

from decimal import Decimal

from tests.web.facts_of_two import record_fact

from keqiao.web.facts import pictures
from keqiao.web.facts.selectors import figure, figures_for, trend


def test_no_change_and_no_point_for_a_partial_total(city, officer):
    for platform, period, value in (
        (city.P01, "2022", 100),
        (city.P02, "2022", 300),
        (city.P01, "2023", 90),
    ):
        record_fact(officer, "market_income", platform, period, Decimal(value) * 10_000)
    partial = figure(officer, "market_income", "city", "2023")
    assert partial.display_value == 90 and partial.reason
    assert partial.yoy is None
    found = figures_for(officer, ["market_income"], ["P01"], ["2023"], yoy=True)
    assert found["market_income", "P01", "2023"].yoy.percent == -10
    line = pictures.trend_chart(trend(officer, partial)).series[0].points
    assert [point.value for point in line] == [400, None]
    record_fact(officer, "market_income", city.P02, "2023", Decimal(3_100_000))
    assert figure(officer, "market_income", "city", "2023").yoy.percent == 0
