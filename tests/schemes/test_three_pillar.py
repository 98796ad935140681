"""The default scheme, with points worked out by hand (the sums stand beside each figure)."""

import pytest

PLATFORM = {
    "unit": "P",
    "period": "2024",
    "platform_type": "综合型",
    "operating_years": 8,
    "rd_headcount": 125,
    "rd_doctors": 30,
    "rd_masters": 50,
    "rd_fte": 150,
    "talent_site_months": 24,
    "patents_invention_granted": 15,
    "patents_invention_valid": 80,
    "patents_invention_transferred": 12,
    "project_receipts_weighted": 1501**0.5 - 1,
    "qualification_points": 6,
    "representative_results_rating@甲": 70,
    "representative_results_rating@乙": 80,
    "representative_results_rating@丙": 100,
    "total_expenditure": 1000,
    "rd_expenditure": 600,
    "market_income": 680,
    "fiscal_funding": 1000,
    "non_fiscal_funding": 1750,
    "new_incubated_firms": 5,
    "incubated_firms": 75,
    "firms_reaching_3y": 20,
    "firms_surviving_3y": 18,
    "certified_firms": 30,
    "incubated_revenue": 30000,
    "incubated_revenue_previous": 25000,
    "incubated_equity_funding": 5000,
    "equity_stakes": 6,
    "equity_stake_value": 0,
    "gates_reviewed": 20,
    "gates_passed": 11,
    "trl_gain": 1.5,
    "needs_accepted": 20,
    "needs_fulfilled": 9,
    "contract_amount": 5000,
    "local_contract_amount": 3000,
    "cluster_contract_amount": 3000,
    "platform_tax": 800,
    "incubated_tax": 1200,
    "firms_served": 60,
    "service_satisfaction": 81,
    "insured_employment": 600,
    "plan_fulfilment": 80,
    "national_recognitions": 3,
    "late_returns": 2,
    "serious_incidents": 0,
}

BY_HAND = {
    "A1": 3.0,  # 100 × 15/150 = 10 of 20 → 0.5 × 6
    "A2": 2.0,  # 12/80 = 15 % of 30 % → 0.5 × 4
    "A3": 3.0,  # ln(1 + x) is half of ln 1501 → 0.5 × 6
    "A4": 3.2,  # 60 %: (60 − 20)/50 = 0.8 × 4
    "A5": 2.04,  # 80/125 = 64 %: (64 − 30)/50 = 0.68 × 3
    "A6": 2.0,  # √24 is half of √96 → 0.5 × 4
    "A7": 4.0,  # 70, 80, 100 trimmed → 80 → 0.8 × 5
    "A8": 1.8,  # 6 of 10 × 3
    "B1": 4.0,  # 5 of 5
    "B2": 4 * 40 / 45,  # 18/20 = 90 %: (90 − 50)/45
    "B3_amount": 3.0,  # 30 000 of 30 000
    "B3_growth": 2.0,  # +20 % of 30 % × 3
    "B4": 5.0,  # 5 000 of 5 000
    "B5": 3.0,  # 30/75 = 40 %: (40 − 10)/50 = 0.6 × 5
    "B6_firms": 2.0,  # 6 of 6
    "B6_value": 0.0,
    "B7_gates": 1.0,  # 11/20 = 55 %: (55 − 30)/50 = 0.5 × 2
    "B7_trl": 1.5,  # 1.5 of 2 × 2
    "B8": 1.5,  # 9/20 = 45 %: (45 − 20)/50 = 0.5 × 3
    "C1": 6.0,  # 3 000 of 3 000
    "C2": 3.6,  # 68 %: (68 − 20)/80 = 0.6 × 6
    "C3": 6.0,  # 800 + 1 200 of 2 000
    "C4_firms": 2.0,  # 60 of 60
    "C4_satisfaction": 1.2,  # (81 − 60)/35 = 0.6 × 2
    "C5": 3.0,  # 600 of 600
    "C6": 1.5,  # 1.75: (1.75 − 0.5)/2.5 = 0.5 × 3
    "C7": 1.0,  # 60 %: (60 − 30)/60 = 0.5 × 2
}
PILLARS = {"A": 21.04, "B": 23 + 4 * 40 / 45, "C": 24.3}


def test_every_indicator_has_the_points_worked_out_by_hand(evaluated, points):
    """Twenty-seven leaves under 23 second-level indicators."""
    found = points(evaluated("three_pillar", [PLATFORM]), "P")
    assert found == pytest.approx(BY_HAND, abs=1e-9)


def test_total_counts_capped_bonus_and_deduction(evaluated, total):
    """3 recognitions × 2 = 6, at most 5; 2 late returns −2; 71.8956 + 3 → 74.90: a pass, just below good."""
    row = total(evaluated("three_pillar", [PLATFORM]), "P")
    assert row["base"] == pytest.approx(sum(PILLARS.values()), abs=1e-9)
    assert row["adjustment"] == pytest.approx(3.0)
    assert row["total"] == pytest.approx(74.90)
    assert row["grade"] == "pass"


@pytest.mark.parametrize(
    ("kind", "weights"),
    [
        ("研发型", (45, 30, 25)),
        ("孵化转化型", (25, 45, 30)),
        ("产业服务型", (25, 30, 45)),
        ("综合型", (35, 35, 30)),
    ],
)
def test_type_profile_scales_the_pillars(evaluated, total, kind, weights):
    """A pillar's points change in the proportion of its weight, 35/35/30 being the written ones."""
    row = total(evaluated("three_pillar", [PLATFORM | {"platform_type": kind}]), "P")
    a, b, c = weights
    assert row["base"] == pytest.approx(PILLARS["A"] * a / 35 + PILLARS["B"] * b / 35 + PILLARS["C"] * c / 30)


def test_start_up_is_measured_by_its_agreement(evaluated, points, total):
    """Under three years B2, B5 and C3 take the fulfilment of the plan, 80 %, and the grade says start-up."""
    evaluation = evaluated("three_pillar", [PLATFORM | {"operating_years": 2.5}])
    found = points(evaluation, "P")
    assert (found["B2"], found["B5"], found["C3"]) == pytest.approx((3.2, 4.0, 4.8))
    assert total(evaluation, "P")["variant"] == "startup"
    assert total(evaluation, "P")["grade_name"] == "起步期"


def test_no_needs_accepted_gives_its_weight_to_the_siblings(evaluated, points):
    """B8 does not apply: the other 32 points of pillar B carry its 3 in proportion."""
    found = points(evaluated("three_pillar", [PLATFORM | {"needs_accepted": 0, "needs_fulfilled": 0}]), "P")
    assert found["B8"] == 0
    assert found["B1"] == pytest.approx(4 * 35 / 32)


def test_rd_share_above_seventy_percent_earns_no_more(evaluated, points):
    """A4 is capped at 70 %."""
    assert points(evaluated("three_pillar", [PLATFORM | {"rd_expenditure": 900}]), "P")[
        "A4"
    ] == pytest.approx(4)


def test_serious_incident_fails_whatever_the_points(evaluated, total):
    """一票否决."""
    row = total(evaluated("three_pillar", [PLATFORM | {"serious_incidents": 1}]), "P")
    assert (row["grade"], row["veto"]) == ("fail", "misconduct")


def test_excellent_is_for_thirty_percent(evaluated):
    """Of four with 85 or more points one place (⌊4 × 0.3⌋) is excellent, the others good."""
    best = PLATFORM | {
        "patents_invention_granted": 30,
        "patents_invention_transferred": 30,
        "project_receipts_weighted": 1500,
        "rd_expenditure": 700,
        "market_income": 1000,
        "certified_firms": 60,
        "equity_stake_value": 1000,
        "gates_passed": 20,
        "trl_gain": 2,
        "needs_fulfilled": 20,
        "late_returns": 0,
    }
    rows = [best | {"unit": f"P{i}", "talent_site_months": 96 - i} for i in range(4)]
    grades = evaluated("three_pillar", rows).totals.sort("rank")["grade"].to_list()
    assert grades == ["excellent", "good", "good", "good"]
