"""The base-and-full-mark rule of enterprise technology centres, with points worked out by hand."""

import pytest

CENTRE = {
    "unit": "F",
    "period": "2024",
    "industry": "电子信息",
    "revenue": 100000,
    "profit": 8000,
    "rd_spend": 3000,
    "rd_staff": 200,
    "employees": 2000,
    "equipment": 6000,
    "projects": 40,
    "basic_projects": 4,
    "patents_in_force": 60,
    "new_product_sales": 30000,
    "new_product_profit": 2000,
    "national_awards": 1,
    "expert_score@甲": 60,
    "expert_score@乙": 80,
    "expert_score@丙": 100,
}

BY_HAND = {
    "rd_per_head": 8.4,  # 15 万元: 0.6 + (15 − 10)/20 × 0.4 = 0.7 × 12
    "rd_share": 15 * (0.6 + 0.9 / 3.5 * 0.4),  # 3 % × 0.8 = 2.4: (2.4 − 1.5)/3.5
    "rd_staff_share": 8.0,  # 10 %: 0.6 + 5/10 × 0.4 = 0.8 × 10
    "equipment_value": 6.4,  # 6 000: 0.6 + 4 000/8 000 × 0.4 = 0.8 × 8
    "basic_share": 5 * (0.6 + 5 / 15 * 0.4),  # 10 %
    "patents": 9.6,  # 60: 0.6 + 40/80 × 0.4 = 0.8 × 12
    "new_sales_share": 12 * (0.6 + 9 / 35 * 0.4),  # 30 % × 0.8 = 24 %
    "new_profit_share": 5.6,  # 25 % × 0.8 = 20 %: 0.6 + 10/40 × 0.4 = 0.7 × 8
    "profit_rate": 8 * (0.6 + 5 / 7 * 0.4),  # 8 %
    "expert": 8.0,  # 60, 80, 100 trimmed → 80
}


def test_every_indicator_has_the_points_worked_out_by_hand(evaluated, points):
    """Between base and full mark, with the coefficient of the industry (0.8)."""
    found = points(evaluated("enterprise_technology_centre", [CENTRE]), "F")
    assert found == pytest.approx(BY_HAND, abs=1e-9)


def test_total_with_award(evaluated, total):
    """75.7295 points and 5 for one national award: 80.73, good."""
    row = total(evaluated("enterprise_technology_centre", [CENTRE]), "F")
    assert row["base"] == pytest.approx(75.72952380952381)
    assert row["total"] == pytest.approx(80.73)
    assert row["grade"] == "good"


@pytest.mark.parametrize(
    ("change", "indicator", "expected"),
    [
        ({"rd_staff": 600}, "rd_per_head", 12 * 0.3),  # 5 万元 is half the base: 0.5 × 0.6
        ({"rd_staff": 300}, "rd_per_head", 12 * 0.6),  # exactly the base
        ({"rd_spend": 6000}, "rd_per_head", 12.0),  # exactly the full mark, 30 万元
        ({"profit": -100}, "profit_rate", 0.0),  # a loss
        ({"profit": 0}, "profit_rate", 0.0),
        ({"patents_in_force": 1000}, "patents", 12.0),
    ],
)
def test_edges_of_the_rule(evaluated, points, change, indicator, expected):
    """value ≤ 0: 0; at the base 60 %; at the full mark and above all."""
    found = points(evaluated("enterprise_technology_centre", [CENTRE | change]), "F")
    assert found[indicator] == pytest.approx(expected)


def test_base_requirement_is_a_veto(evaluated, total):
    """149 R&D staff are one too few, whatever the points."""
    row = total(evaluated("enterprise_technology_centre", [CENTRE | {"rd_staff": 149}]), "F")
    assert (row["grade"], row["veto"]) == ("fail", "low_rd_staff")
