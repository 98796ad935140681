"""A figure by hand: one proposes, another confirms or refuses, the first may withdraw; every refusal is in words."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from tests.web.facts_of_two import record_fact

from keqiao.web.accounts.models import Role
from keqiao.web.audit.models import Entry
from keqiao.web.facts.models import Fact, FigureProposal, Frozen
from keqiao.web.facts.proposals import status_of_proposal, waiting_for
from keqiao.web.facts.services import Doubtful, confirm, own_file, propose, refuse, store_evidence, withdraw
from keqiao.web.registry.models import Platform


@pytest.fixture
def second(user_with):
    return user_with("bureau_officer", username="second_officer")


@pytest.fixture
def file(officer):
    return store_evidence(officer, own_file(ContentFile(b"%PDF-1.7 audit", name="a.pdf")), "审计报告")


@pytest.fixture
def proposed(city, officer, file):
    """``proposed("operating_revenue", …)``: a proposal of the officer with reason and evidence."""

    def make(code="operating_revenue", platform=city.P01, period="2023", value=D("77590000"), **how):
        given = {"reason": "审计调整", "evidence": [file]} | how
        return propose(officer, code, platform, period, value, **given)

    return make


def test_a_confirmed_proposal_is_a_fact_of_two_people_with_its_evidence(
    proposed, officer, second, file, city
):
    proposal = proposed(basis="verified", source_kind="third_party", source_note="会计师事务所")
    assert not Fact.objects.exists() and proposal.state == "waiting"
    fact = confirm(second, proposal.pk, "与审计报告一致")
    assert (fact.recorded_by, fact.confirmed_by, fact.origin) == (officer, second, "proposal")
    assert (fact.value, fact.basis, fact.note_text, fact.source_text) == (
        D("77590000"),
        "verified",
        "审计调整",
        "会计师事务所",
    )
    assert list(fact.evidence.all()) == [file] and fact.is_by_hand
    kept = FigureProposal.objects.get()
    assert (
        kept.state == "confirmed" and kept.decision.fact == fact and kept.decision.reason == "与审计报告一致"
    )
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"facts.propose", "facts.confirm", "facts.record"} <= actions


@pytest.mark.parametrize(
    "code", ["national_recognitions", "serious_incidents", "market_income", "income_products"]
)
@pytest.mark.parametrize(
    ("basis", "whole_city"),
    [("reported", False), ("reported", True), ("verified", False), ("verified", True)],
)
def test_bonuses_deductions_verified_values_and_the_citys_pass_twice_too(
    proposed, second, code, basis, whole_city
):
    city = Platform.objects.get(code="P01")
    proposal = proposed(code, None if whole_city else city, value=D(1), basis=basis)
    assert not Fact.objects.exists()
    fact = confirm(second, proposal.pk)
    assert (fact.basis, fact.platform) == (basis, None if whole_city else city)


def test_nobody_confirms_or_refuses_the_own_proposal(proposed, officer):
    proposal = proposed()
    for attempt in (lambda: confirm(officer, proposal.pk), lambda: refuse(officer, proposal.pk, "不对")):
        with pytest.raises(PermissionDenied, match="另一"):
            attempt()
    assert not Fact.objects.exists() and proposal.state == "waiting"
    assert list(waiting_for(officer)) == []


def test_who_proposed_withdraws_nobody_else(proposed, officer, second):
    proposal = proposed()
    with pytest.raises(PermissionDenied):
        withdraw(second, proposal.pk)
    withdraw(officer, proposal.pk, "录错平台")
    with pytest.raises(PermissionDenied, match="已"):
        confirm(second, proposal.pk)
    assert FigureProposal.objects.get().state == "withdrawn" and not Fact.objects.exists()


def test_a_refusal_needs_a_reason_and_ends_it(proposed, second):
    proposal = proposed()
    with pytest.raises(ValidationError):
        refuse(second, proposal.pk, "  ")
    refuse(second, proposal.pk, "佐证材料不清晰")
    with pytest.raises(PermissionDenied):
        confirm(second, proposal.pk)
    assert FigureProposal.objects.get().decision.reason == "佐证材料不清晰"


def test_a_second_confirmation_is_refused_and_writes_nothing(proposed, second, user_with):
    proposal = proposed()
    confirm(second, proposal.pk)
    for person in (second, user_with("bureau_officer", username="third_officer")):
        with pytest.raises(PermissionDenied, match="second_officer"):
            confirm(person, proposal.pk)
    assert Fact.objects.count() == 1


def test_a_proposal_on_a_figure_that_changed_meanwhile_is_stale(proposed, officer, second, city):
    record_fact(officer, "operating_revenue", city.P01, "2023", D("50000000"))
    proposal = proposed()
    record_fact(officer, "operating_revenue", city.P01, "2023", D("60000000"))
    with pytest.raises(PermissionDenied, match=r"6,000\.00"):
        confirm(second, proposal.pk)
    assert Fact.objects.current().get().value == D("60000000")
    refuse(second, proposal.pk, "已有新数据")


def test_reason_and_evidence_are_demanded(proposed):
    with pytest.raises(ValidationError) as no_reason:
        proposed(reason=" ")
    with pytest.raises(ValidationError) as no_file:
        proposed(evidence=[])
    assert "reason" in no_reason.value.message_dict and "evidence" in no_file.value.message_dict
    assert not FigureProposal.objects.exists()


def test_one_proposal_waits_for_a_place(proposed, officer):
    first = proposed()
    with pytest.raises(ValidationError):
        proposed(value=D(1_000_000))
    proposed(basis="verified")
    withdraw(officer, first.pk)
    assert proposed(value=D(70_000_000)).state == "waiting"


@pytest.mark.parametrize(
    ("code", "period", "value"),
    [
        ("rd_headcount", "2023", D(5)),
        ("representative_results_rating", "2023", D(80)),
        ("operating_revenue", "2023-10-31", D(1)),
        ("operating_revenue", "2999", D(1)),
        ("operating_revenue", "2023", D("NaN")),
        ("national_recognitions", "2023", D("1.5")),
        ("nothing", "2023", D(5)),
    ],
)
def test_what_cannot_be_a_fact_is_not_proposed(proposed, code, period, value):
    with pytest.raises(ValidationError):
        proposed(code, period=period, value=value)
    assert not FigureProposal.objects.exists()


def test_a_jump_of_ten_thousand_asks_both_people_for_the_unit(proposed, officer, second, city):
    record_fact(officer, "operating_revenue", city.P01, "2023", D("77590000"))
    with pytest.raises(Doubtful):
        proposed(period="2024", value=D("7759"))
    proposal = proposed(period="2024", value=D("7759"), unit_checked=True)
    assert "7,759.00" in status_of_proposal(proposal).doubt
    with pytest.raises(Doubtful):
        confirm(second, proposal.pk)
    assert not Fact.objects.filter(period="2024").exists()
    assert confirm(second, proposal.pk, unit_checked=True).value == D("7759")


@pytest.mark.parametrize("right", ["facts.record", "facts.confirm"])
def test_a_right_for_the_own_unit_is_not_enough_whatever_a_role_says(city, user_with, proposed, file, right):
    proposal = proposed()
    role = Role.objects.get(code="platform_clerk")
    role.rights = [*role.rights, right]
    role.save()
    clerk = user_with("platform_clerk", unit=city.P01.unit)
    assert clerk.has_right(right)
    with pytest.raises(PermissionDenied):
        propose(clerk, "national_recognitions", city.P01, "2023", D(2), reason="补", evidence=[file])
    for attempt in (lambda: confirm(clerk, proposal.pk), lambda: refuse(clerk, proposal.pk, "不对")):
        with pytest.raises((PermissionDenied, Http404)):
            attempt()
    assert FigureProposal.objects.get() == proposal and not Fact.objects.exists()


def test_initial_roles_of_platforms_have_neither_right(city, user_with):
    for code in ("platform_clerk", "platform_director", "firm", "expert", "leader", "finance_officer"):
        person = user_with(code, unit=city.P01.unit)
        assert not person.has_right("facts.record") and not person.has_right("facts.confirm")


def test_proposals_and_decisions_are_written_once(proposed, second):
    proposal = proposed()
    confirm(second, proposal.pk)
    proposal.value = D(1)
    with pytest.raises(Frozen):
        proposal.save()
    for statement in (
        "UPDATE facts_figureproposal SET value = 1",
        "DELETE FROM facts_proposaldecision",
        "UPDATE facts_proposaldecision SET outcome = 'refused', fact_id = NULL",
        "DELETE FROM facts_figureproposal_evidence",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_stood_stays_in_the_history(proposed, officer, second, city):
    before = record_fact(officer, "operating_revenue", city.P01, "2023", D("50000000"))
    fact = confirm(second, proposed().pk)
    assert fact.supersedes == before and Fact.objects.count() == 2
