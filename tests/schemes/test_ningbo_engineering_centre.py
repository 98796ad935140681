"""The Ningbo scheme: steps, two yardsticks, equivalences, ratings in words, bonus and deduction; by hand."""

import pytest

CENTRE = {
    "unit": "F",
    "period": "2024",
    "sales": 6000,
    "sales_growth_3y": 30,
    "profit": 1200,
    "profit_previous": 900,
    "rd_staff": 35,
    "rd_equipment": 500,
    "city_projects_3y": 2,
    "rd_spend": 112,
    "rd_spend_required": 100,
    "national_standards": 1,
    "famous_brands": 0,
    "inventions_3y": 1,
    "utility_models_3y": 5,
    "management_systems": "较好",
    "university_cooperation": "一般",
    "documents": "较好",
    "city_awards": 1,
    "high_awards": 0,
    "high_tech_firm": 1,
}

BY_HAND = {
    "sales_points": 3,  # ≥ 5 000
    "growth_points": 5,  # below 1 亿元 the small yardstick: ≥ 25 %
    "profit_points": 2,  # 20 %: ≥ 15
    "staff_points": 3,  # ≥ 30
    "equipment_points": 5,  # ≥ 500, exactly
    "project_points": 3,  # ≥ 2
    "spend_points": 5,  # 12 % above: ≥ 10
    "standard_points": 5,
    "brand_points": 0,
    "patent_points": 10,  # 1 + ⌊5/4⌋ = 2
    "management_points": 10,  # 较好: 5 of 5
    "cooperation_points": 6,  # 一般: 3 of 5
    "document_points": 10,
}


def test_every_indicator_has_the_points_worked_out_by_hand(evaluated, points):
    """Steps are reached exactly at their threshold."""
    assert points(evaluated("ningbo_engineering_centre", [CENTRE]), "F") == pytest.approx(BY_HAND)


def test_total_with_bonuses(evaluated, total):
    """67 and 5 for the city award and 5 for the high-tech enterprise."""
    row = total(evaluated("ningbo_engineering_centre", [CENTRE]), "F")
    assert (row["base"], row["adjustment"], row["total"]) == pytest.approx((67, 10, 77))


@pytest.mark.parametrize(("growth", "expected"), [(4.9, 0), (5, 3), (10, 5), (20, 10)])
def test_above_one_hundred_million_another_yardstick_holds(evaluated, points, growth, expected):
    """At 1 亿元 the second yardstick decides."""
    large = CENTRE | {"sales": 10000, "sales_growth_3y": growth}
    assert points(evaluated("ningbo_engineering_centre", [large]), "F")["growth_points"] == pytest.approx(
        expected
    )


@pytest.mark.parametrize(("previous", "expected"), [(900, -5), (-1, -20)])
def test_losses_cost_more_the_second_year(evaluated, total, previous, expected):
    """−5 for a loss, −20 for two years running; the two bonuses stay."""
    row = total(
        evaluated("ningbo_engineering_centre", [CENTRE | {"profit": -1, "profit_previous": previous}]), "F"
    )
    assert row["adjustment"] == pytest.approx(expected + 10)


def test_previous_year_is_read_from_the_same_data(evaluated, total):
    """With two years in the data and no column of its own, last year's profit is last year's row."""
    now = {key: value for key, value in CENTRE.items() if key != "profit_previous"} | {"profit": -1}
    before = now | {"period": "2023"}
    evaluation = evaluated("ningbo_engineering_centre", [before, now])
    assert evaluation.totals.sort("period")["adjustment"].to_list() == pytest.approx([5, -10])
