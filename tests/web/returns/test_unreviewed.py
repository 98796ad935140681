"""A figure that has not passed is shown by a switch, to its own unit and the reviewers, and is used for nothing."""

from decimal import Decimal

import pytest

from keqiao.web.facts.selectors import figure, figures_for
from keqiao.web.facts.unreviewed import unreviewed
from keqiao.web.returns.services.filling import CellEntry, save_cells

ADDRESS = "/figures/market_income/P01/2023/"


@pytest.fixture
def reported(opened):
    save_cells(opened.clerk_1, opened.form.pk, {"market_income": CellEntry(Decimal(12_345_600))})
    return opened


def test_it_is_no_figure_yet(reported):
    found = figures_for(reported.officer_1, ["market_income"], None, ["2023"])
    assert all(one.value is None for one in found.values())


def test_who_may_see_the_form_may_see_it_marked(reported, client_of):
    for user in (reported.clerk_1, reported.director_1, reported.officer_2, reported.auditor):
        client = client_of(user)
        assert "1,234.56" not in client.get(ADDRESS).content.decode()
        page = client.get(f"{ADDRESS}?unreviewed=1").content.decode()
        assert "1,234.56 万元" in page
        assert "未审核" in page


def test_nobody_else_hears_of_it(reported, client_of):
    page = client_of(reported.congress).get(f"{ADDRESS}?unreviewed=1").content.decode()
    assert "1,234.56" not in page
    assert client_of(reported.clerk_2).get(f"{ADDRESS}?unreviewed=1").status_code == 403
    shown = figure(reported.officer_1, "market_income", "P01", "2023")
    assert unreviewed(reported.clerk_2, shown) == []
