"""Shares of commitments are kept for the database, and are those that the figures tell, whatever was written."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.facts_of_two import record_fact

from keqiao.web.facts import commitment_shares
from keqiao.web.facts.commitment_shares import bring_up_to_date
from keqiao.web.facts.models import CommitmentShare
from keqiao.web.registry.models import Agreement, Commitment, Engagement
from keqiao.web.registry.reminders.selectors import Reminders, counts

DAY = date(2024, 1, 31)


@pytest.fixture
def promises(city):
    """Of two platforms: two people in R&D and a revenue of 100 each."""
    made = {}
    for code in ("P01", "P02"):
        agreement = Agreement.objects.create(
            platform=getattr(city, code), title="共建协议", signed_on=date(2020, 1, 1)
        )
        for measure, target in (("rd_headcount", 2), ("operating_revenue", 100)):
            made[code, measure] = Commitment.objects.create(
                agreement=agreement,
                party="platform",
                item=measure,
                measure_code=measure,
                target=target,
                year=2023,
            )
    return made


@pytest.fixture
def person_at(city, new_person):
    return lambda code: Engagement.objects.create(
        person=new_person(), platform=getattr(city, code), started_on=date(2023, 1, 1), is_research=True
    )


def shares():
    """The kept shares, brought up to date."""
    assert not bring_up_to_date(DAY).platforms
    rows = CommitmentShare.objects.filter(day=DAY).select_related("commitment__agreement__platform")
    return {
        (row.commitment.agreement.platform.code, row.commitment.measure_code): (row.share, row.is_met)
        for row in rows
    }


def test_shares_follow_what_is_written(city, officer, promises, person_at):
    assert shares() == {(code, "rd_headcount"): (0, False) for code in ("P01", "P02")}
    person_at("P01")
    record_fact(officer, "operating_revenue", city.P02, "2023", D(100))
    assert shares() == {
        ("P01", "rd_headcount"): (0.5, False),
        ("P02", "rd_headcount"): (0, False),
        ("P02", "operating_revenue"): (1, True),
    }
    Commitment.objects.filter(pk=promises["P01", "rd_headcount"].pk).update(target=1)
    Commitment.objects.filter(pk=promises["P02", "operating_revenue"].pk).update(target=200)
    Agreement.objects.filter(platform=city.P02).update(platform=city.P03)
    assert shares() == {("P01", "rd_headcount"): (1, True), ("P03", "rd_headcount"): (0, False)}


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="what an open transaction wrote counts as written since"
)
def test_only_the_platforms_of_which_rows_were_written_are_computed(promises, person_at, monkeypatch):
    shares()
    asked = []
    compute = commitment_shares._shares
    monkeypatch.setattr(
        commitment_shares,
        "_shares",
        lambda day, platforms: asked.append(platforms) or compute(day, platforms),
    )
    shares()
    assert asked == []
    post = person_at("P01")
    shares()
    shares()
    assert asked == [{post.platform_id}]


def test_what_could_not_be_kept_is_counted_all_the_same(officer, promises, person_at, monkeypatch):
    assert counts(officer, DAY).overdue == 4
    monkeypatch.setattr(commitment_shares, "without_waiting", lambda write: False)
    person_at("P01")
    person_at("P01")
    assert counts(officer, DAY).overdue == 3
    found = {(row.row.agreement.platform.code, row.what) for row in Reminders(officer, DAY)[:]}
    assert ("P01", "rd_headcount") not in found
    assert CommitmentShare.objects.get(commitment=promises["P01", "rd_headcount"]).share == 0


def test_whose_figures_are_closed_is_told_by_hand(city, promises, person_at, user_with):
    person_at("P01")
    person_at("P01")
    own = user_with("platform_director", unit=city.P01.unit)
    other = user_with("platform_clerk", unit=city.P02.unit)
    assert (counts(own, DAY).overdue, counts(other, DAY).overdue) == (1, 2)


def test_a_page_of_reminders_reads_as_many_statements_for_any_number(officer, promises, city):
    counted = []
    agreement = Agreement.objects.get(platform=city.P01)
    for number in (2, 60):
        Commitment.objects.bulk_create(
            Commitment(
                agreement=agreement,
                party="platform",
                item="约定",
                measure_code="rd_headcount",
                target=1,
                year=2023,
            )
            for _ in range(number)
        )
        Reminders(officer, DAY)[:50]
        with CaptureQueriesContext(connection) as queries:
            Reminders(officer, DAY)[:50]
        counted.append(len(queries))
    assert counted[0] == counted[1]
