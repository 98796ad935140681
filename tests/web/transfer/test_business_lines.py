"""Income by the three business lines: their sum beside operating revenue, the rate of each, who sees whom."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.web.facts_of_two import record_fact

from keqiao.web.facts.services import load_measures
from keqiao.web.transfer import business_lines

pytestmark = pytest.mark.django_db
GIVEN = {
    "income_products": 3_000_000,
    "income_services": 1_500_000,
    "income_incubation": 500_000,
    "operating_revenue": 5_000_000,
    "market_income": 4_800_000,
    "total_expenditure": 10_000_000,
}


@pytest.fixture
def reported(city, officer):
    """The figures of P02 in 2023."""
    load_measures(None)
    for code, value in GIVEN.items():
        record_fact(officer, code, city[1], "2023", Decimal(value))
    return city[1]


def row_of(user, platform):
    figures = business_lines.figures_of(user, [platform.code], [2023])
    return business_lines.platform_table(figures, platform.code, [2023]).rows[0]


def test_lines_make_revenue_and_each_has_its_rate(officer, reported):
    row = row_of(officer, reported)
    assert [row[code].value for code in business_lines.LINES] == [300, 150, 50]
    assert (row["difference"].value, row["difference"].light) == (0, "good")
    assert [row[code].value for code in business_lines.RATES] == [30, 15, 5]
    assert row[business_lines.RATE].value == 48


def test_a_cent_of_difference_shows(officer, reported):
    record_fact(officer, "operating_revenue", reported, "2023", Decimal("5000000.01"))
    cell = row_of(officer, reported)["difference"]
    assert (cell.value, cell.light) == (Decimal("-0.01"), "bad")


def test_without_one_line_there_is_no_sum(officer, reported):
    figures = business_lines.figures_of(officer, [reported.code], [2022])
    row = business_lines.platform_table(figures, reported.code, [2022]).rows[0]
    assert row["difference"] is None and row["income_products"].value is None


def test_people_of_a_platform_see_their_own_and_the_city(client, city, reported, user_with):
    client.force_login(user_with("platform_clerk", unit=reported.unit, username="of_p02"))
    page = client.get(reverse("transfer:lines"), {"year": "2023"})
    assert page.status_code == 200
    names = [row["of"] for row in page.context["table"].rows]
    assert names[0] == str(reported) and len(names) == 2
