"""A form as its page shows it: what stands beside each figure, where it comes from, at a fixed number of queries."""

from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from tests.web.facts_of_two import record_fact
from tests.web.markup import markup

from keqiao.web.facts.services import confirm, own_file, propose, store_evidence
from keqiao.web.returns.form.sheet import form_of, sheet
from keqiao.web.returns.services.collections import RequestedMeasure

from ..conftest import collection_of, handed_in

MANY = (
    "operating_revenue",
    "market_income",
    "total_expenditure",
    "rd_expenditure",
    "fiscal_funding",
    "platform_tax",
    "non_fiscal_funding",
    "serious_incidents",
    "insured_employment",
    "income_products",
    "national_recognitions",
    "income_services",
    "income_incubation",
)


def test_another_units_form_does_not_exist(opened):
    for stranger in (opened.clerk_2, opened.director_2, opened.congress):
        with pytest.raises(Http404):
            form_of(stranger, opened.form.pk)
    with pytest.raises(Http404):
        form_of(opened.officer_1, 10**30)


def test_the_period_before_and_a_year_ago_stand_beside(bureau):
    record_fact(bureau.officer_1, "market_income", bureau.P01, "2023Q3", Decimal(1_000_000))
    record_fact(bureau.officer_1, "market_income", bureau.P01, "2022Q4", Decimal(2_000_000))
    form = collection_of(bureau, [RequestedMeasure("market_income")], period="2023Q4").returns.get(
        platform=bureau.P01
    )
    form.cells.update(value=Decimal(1_500_000))
    shown = sheet(bureau.clerk_1, form)
    line = shown.line("market_income")
    assert (line.last.text, line.last.change) == ("100.00", "+50.00%")
    assert (line.year_ago.text, line.year_ago.change) == ("200.00", "-25.00%")
    assert (line.written, line.text, shown.is_yearly) == ("150.00", "150.00", False)
    assert "1,500,000.00" in line.in_yuan


def test_a_figure_says_where_it_comes_from(bureau):
    record_fact(bureau.clerk_1, "market_income", bureau.P01, "2023", Decimal(7_000_000))
    form = collection_of(bureau).returns.get(platform=bureau.P01)
    shown = sheet(bureau.clerk_1, form_of(bureau.clerk_1, form.pk))
    known, typed, derived = (
        shown.line(code) for code in ("market_income", "total_expenditure", "rd_headcount")
    )
    assert known.source == "/figures/market_income/P01/2023/" and known.refusal and not known.is_written
    assert derived.source == "/figures/rd_headcount/P01/2023/" and derived.refusal and derived.may_note
    assert not typed.source and typed.is_written
    assert shown.is_yearly and shown.line("nothing") is None


def test_the_number_of_queries_does_not_grow_with_the_cells(bureau):
    counts = []
    for asked in (MANY[:2], MANY):
        title = f"{len(asked)}"
        form = collection_of(
            bureau, [RequestedMeasure(code) for code in asked], [bureau.P01], title=title
        ).returns.get()
        sheet(bureau.clerk_1, form)  # the roles of a person are asked once, not for each form
        with CaptureQueriesContext(connection) as queries:
            shown = sheet(bureau.clerk_1, form_of(bureau.clerk_1, form.pk))
            assert [line.text for line in shown.lines] == ["—"] * len(asked)
            assert len(shown.gaps) == len(asked)
        counts.append(len(queries))
    assert counts[0] == counts[1] < 25


def test_what_the_page_is_for_depends_on_who_opens_it(opened):
    def mode(user):
        return sheet(user, form_of(user, opened.form.pk)).mode

    assert (mode(opened.clerk_1), mode(opened.director_1), mode(opened.auditor)) == ("fill", "fill", "read")
    handed_in(opened)
    assert {mode(user) for user in (opened.clerk_1, opened.officer_1, opened.auditor)} == {"read"}


def test_figures_by_hand_are_marked_beside_and_where_a_form_was_filled_with_one(bureau, client_of):
    proof = store_evidence(bureau.officer_1, own_file(ContentFile(b"%PDF-1.7 x", name="a.pdf")), "审计报告")
    for period in ("2022", "2023"):
        proposal = propose(
            bureau.officer_1,
            "market_income",
            bureau.P01,
            period,
            Decimal(2_000_000),
            reason="补录",
            evidence=[proof],
        )
        confirm(bureau.officer_2, proposal.pk)
    form = collection_of(bureau).returns.get(platform=bureau.P01)
    shown = sheet(bureau.clerk_1, form)
    line, other = shown.line("market_income"), shown.line("total_expenditure")
    assert line.last.is_by_hand and line.is_by_hand and not other.last.is_by_hand and not other.is_by_hand
    page = markup(client_of(bureau.clerk_1).get(form.get_absolute_url()))
    assert page.count("人工补录</span>") == 2
