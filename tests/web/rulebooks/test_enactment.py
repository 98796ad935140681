"""Versions of every kind come into force, and are retired, by two persons with a reason."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from tests.web.evaluations.conftest import THREE_PILLAR
from tests.web.funding.conftest import PUBLISHED
from tests.web.rulebooks.conftest import TEXT

from keqiao.web.audit.clock import today
from keqiao.web.audit.models import Entry
from keqiao.web.dashboards.homes import waiting_proposals
from keqiao.web.evaluations import services
from keqiao.web.evaluations.library import SCHEMES
from keqiao.web.funding.library import RULES
from keqiao.web.funding.services import rules
from keqiao.web.notices.models import Notice
from keqiao.web.registry.documents import REMINDERS
from keqiao.web.rulebooks.services import add_version
from keqiao.web.site.stored_sentences import sentence


def days(officer):
    """A draft of parameters."""
    return add_version(officer, REMINDERS, text=TEXT, version="2", valid_from=today())


MAKE = {
    "scheme": lambda officer: (SCHEMES.enactment, services.add_scheme_version(officer, THREE_PILLAR)),
    "rules": lambda officer: (RULES.enactment, rules.add_rules(officer, PUBLISHED)),
    "parameters": lambda officer: (REMINDERS.enactment, days(officer)),
}
"""How a draft of each sort is made, with what decides it."""


@pytest.fixture
def officer(user_with):
    return user_with("bureau_officer", username="one")


@pytest.fixture
def other(user_with):
    return user_with("bureau_officer", username="two")


@pytest.fixture(params=MAKE)
def case(request, officer):
    """The enactment and a version that has just been added."""
    return MAKE[request.param](officer)


def test_what_is_added_is_a_draft(case):
    assert case[1].status == "draft"


def test_one_proposes_and_another_decides(case, officer, other):
    enactment, version = case
    proposal = enactment.propose(officer, version, "valid", "  经会议讨论 ")
    version.refresh_from_db()
    assert version.status == "draft"
    with pytest.raises(PermissionDenied, match="他人"):
        enactment.decide(officer, proposal.pk, accepted=True)
    enactment.decide(other, proposal.pk, accepted=True)
    version.refresh_from_db()
    assert version.status == "valid"
    entry = Entry.objects.filter(action=f"{enactment.action}_status").latest("number")
    assert entry.actor == other
    assert "经会议讨论" in entry.detail_text
    assert str(officer) in entry.detail_text


def test_retiring_needs_two_as_well_and_nothing_becomes_a_draft_again(case, officer, other):
    enactment, version = case
    for to, first, second in (("valid", officer, other), ("retired", other, officer)):
        enactment.decide(second, enactment.propose(first, version, to, "理由").pk, accepted=True)
        version.refresh_from_db()
        assert version.status == to
    for to in ("draft", "retired", "nonsense", ""):
        with pytest.raises(ValidationError):
            enactment.propose(officer, version, to, "理由")


def test_without_a_reason_or_a_right_nothing_is_proposed(case, officer, user_with):
    enactment, version = case
    for reason in ("", "  ", "\0", "长" * 1001):
        with pytest.raises(ValidationError):
            enactment.propose(officer, version, "valid", reason)
    for role in ("auditor", "platform_director", "leader", "finance_officer"):
        with pytest.raises(PermissionDenied):
            enactment.propose(user_with(role), version, "valid", "理由")
    assert not enactment.proposals.objects.exists()


def test_a_refusal_says_why_and_one_proposal_waits_at_a_time(case, officer, other):
    enactment, version = case
    proposal = enactment.propose(officer, version, "valid", "理由")
    with pytest.raises(ValidationError):
        enactment.propose(other, version, "valid", "同样的理由")
    with pytest.raises(ValidationError):
        enactment.decide(other, proposal.pk, accepted=False, answer=" ")
    enactment.decide(other, proposal.pk, accepted=False, answer="权重依据不足")
    version.refresh_from_db()
    assert version.status == "draft"
    with pytest.raises(ValidationError):
        enactment.decide(other, proposal.pk, accepted=True)
    with pytest.raises(Http404):
        enactment.decide(other, proposal.pk + 99, accepted=True)
    again = enactment.propose(other, version, "valid", "已补充依据")
    with pytest.raises(PermissionDenied):
        enactment.withdraw(officer, again.pk)
    enactment.withdraw(other, again.pk)
    assert {row.state for row in enactment.status(officer, version).history} == {"refused", "withdrawn"}


def test_the_database_refuses_one_person_for_both(case, officer):
    enactment, version = case
    with pytest.raises(IntegrityError), transaction.atomic():
        enactment.proposals.objects.create(
            version=version,
            to="valid",
            reason="理由",
            proposed_by=officer,
            decided_by=officer,
            state="accepted",
        )


def test_it_waits_in_the_to_do_of_the_other(case, officer, other):
    enactment, version = case
    enactment.propose(officer, version, "valid", "理由")
    assert waiting_proposals(officer) == []
    assert [one.url for one in waiting_proposals(other)] == [f"{version.get_absolute_url()}#force"]


def test_who_proposed_is_told_of_the_decision(case, officer, other):
    enactment, version = case
    enactment.decide(
        other, enactment.propose(officer, version, "valid", "理由").pk, accepted=False, answer="依据不足"
    )
    enactment.decide(other, enactment.propose(officer, version, "valid", "补充").pk, accepted=True)
    told = Notice.objects.filter(recipient=officer).order_by("pk")
    assert [notice.kind for notice in told] == ["rulebooks.refused", "rulebooks.accepted"]
    assert all(notice.link == f"{version.get_absolute_url()}#force" for notice in told)
    assert "依据不足" in sentence(told[0].sentence).in_language("zh")
    assert not Notice.objects.filter(recipient=other).exists()


def address_of(version):
    return version.get_absolute_url()


def test_the_page_carries_it_and_keeps_what_was_typed(case, officer, other, client_of):
    enactment, version = case
    page = address_of(version)
    first, second = client_of(officer), client_of(other)
    action = first.get(page).context["enactment_url"]
    refused = first.post(action, {"action": "propose", "to": "retired", "reason": "写了很久的理由"})
    assert refused.status_code == 422
    assert "写了很久的理由" in refused.content.decode()
    # The way of one person and one dropdown is gone.
    assert first.post(action, {"status": "valid"}).status_code == 404
    version.refresh_from_db()
    assert version.status == "draft"
    assert first.post(action, {"action": "propose", "to": "valid", "reason": "理由"}).status_code == 302
    pk = enactment.proposals.objects.get().pk
    assert first.post(action, {"action": "accept", "proposal": pk}).status_code == 403
    shown = second.get(page).content.decode()
    assert 'value="accept"' in shown
    assert second.post(action, {"action": "refuse", "proposal": pk, "answer": ""}).status_code == 422
    assert second.post(action, {"action": "accept", "proposal": "9" * 30}).status_code == 404
    assert second.post(action, {"action": "accept", "proposal": pk, "answer": "同意"}).status_code == 302
    version.refresh_from_db()
    assert version.status == "valid"
    assert "同意" in first.get(page).content.decode()
