"""Amounts that are computed from a run nobody outside the bureau knows are for the bureau."""

from decimal import Decimal

import pytest
from tests.web.evaluations.conftest import second_person
from tests.web.funding.conftest import PUBLISHED, WAN

from keqiao.web.evaluations import releases
from keqiao.web.funding.models import Pool, Proposal, ProposalLine
from keqiao.web.funding.services import pools


@pytest.mark.parametrize("role", ["leader", "congress", "finance_officer"])
def test_a_trial_pool_is_seen_outside_when_its_run_is_released(role, money, runs, officer, client_of):
    run = runs({"P05": 81})
    terms = pools.PoolTerms("测算资金", "2024", Decimal(1000 * WAN), "预算测算", run=run)
    pool = pools.create_pool(officer, terms)
    proposal = money.proposal(pool, PUBLISHED)
    client = client_of(role)
    user = client.user
    addresses = [pool.get_absolute_url(), proposal.get_absolute_url()]

    def seen():
        return (
            Pool.objects.visible_to(user).filter(pk=pool.pk).exists(),
            Proposal.objects.visible_to(user).filter(pk=proposal.pk).exists(),
            ProposalLine.objects.visible_to(user).filter(proposal=proposal).exists(),
        )

    assert seen() == (False, False, False)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert "测算资金" not in client.get("/funding/").content.decode()
    assert Pool.objects.visible_to(officer).filter(pk=pool.pk).exists()
    releases.release(second_person(), run, "征求意见")
    assert seen() == (True, True, True)
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_a_pool_on_published_grades_is_seen_by_all_within_all(money, client_of):
    pool = money.pool()
    assert Pool.objects.visible_to(client_of("leader").user).filter(pk=pool.pk).exists()
