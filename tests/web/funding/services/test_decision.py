"""The decision: only final grades, another person, valid rules, the same amounts; what is decided stands."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from tests.web.evaluations.conftest import in_force
from tests.web.funding.conftest import PUBLISHED, SHARED, WAN

from keqiao.web.audit.frozen import Frozen
from keqiao.web.audit.models import Entry
from keqiao.web.funding.library import RULES
from keqiao.web.funding.models import Pool, Proposal, ProposalLine
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services import decision, pools

MINUTES = "局长办公会同意方案A。"


def edition(pool: Pool) -> int:
    """The edition as it is now."""
    return Pool.objects.get(pk=pool.pk).edition


def test_another_person_decides_and_the_amounts_stand(money, officer, reviewer) -> None:
    pool = money.pool()
    proposal = money.proposal(pool)
    with pytest.raises(FundingRefused, match=r"他人|another"):
        decision.decide(officer, pool, 1, MINUTES, edition(pool))
    done = decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    assert done.state == "decided" and done.chosen == proposal and done.decided_by == reviewer
    assert sum(line.amount for line in proposal.lines.all()) + proposal.unspent == done.amount
    entry = Entry.objects.filter(action="funding.decide").get()
    assert entry.actor == reviewer


def test_grades_that_are_not_final_pay_nothing(money, runs, story, reviewer) -> None:
    money.grading = story.published(runs({"P01": 96}), day=40, reason="更正")
    pool = money.pool()
    money.proposal(pool)
    with pytest.raises(FundingRefused, match=r"最终|final"):
        decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    assert Pool.objects.get(pk=pool.pk).state == "planning"


def test_a_run_gives_a_trial_only(money, grading, reviewer) -> None:
    pool = money.pool(grading=None, run=grading.run)
    assert pool.is_trial
    money.proposal(pool)
    with pytest.raises(FundingRefused):
        decision.decide(reviewer, pool, 1, MINUTES, edition(pool))


def test_a_trial_that_moves_to_the_final_grades(money, grading, officer, reviewer) -> None:
    """The proposal of the trial has the same grades: it may be decided once the pool stands on the grading."""
    pool = money.pool(grading=None, run=grading.run)
    money.proposal(pool)
    terms = pools.Terms(pool.title, "2024", pool.amount, "", grading)
    pools.edit_pool(officer, pool, terms, edition(pool))
    now = decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    assert now.is_decided


def test_grades_changed_after_the_proposal(money, runs, story, officer, reviewer) -> None:
    """Another grading with other grades: the old proposal is refused, a new one is decided."""
    pool = money.pool()
    money.proposal(pool)
    other = story.final(runs({"P02": 61}), day=40, reason="更正")
    terms = pools.Terms(pool.title, "2024", pool.amount, "", other)
    pools.edit_pool(officer, pool, terms, edition(pool))
    with pytest.raises(FundingRefused):
        decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    pool.refresh_from_db()
    money.proposal(pool)
    assert decision.decide(reviewer, pool, 2, MINUTES, edition(pool)).is_decided


def test_an_amount_changed_after_the_proposal(money, grading, officer, reviewer) -> None:
    pool = money.pool(1000)
    money.proposal(pool)
    pools.edit_pool(officer, pool, pools.Terms(pool.title, "2024", Decimal(900) * WAN, "", grading), 1)
    with pytest.raises(FundingRefused):
        decision.decide(reviewer, pool, 1, MINUTES, edition(pool))


@pytest.mark.parametrize(
    ("number", "minutes", "behind"),
    [(9, MINUTES, 0), (1, "  ", 0), (1, MINUTES, 1)],
)
def test_what_else_is_refused(money, reviewer, number, minutes, behind) -> None:
    """No such proposal, no minutes, a page that somebody else's change made old."""
    pool = money.pool()
    money.proposal(pool)
    with pytest.raises(ValidationError):
        decision.decide(reviewer, pool, number, minutes, edition(pool) - behind)
    assert not Pool.objects.filter(state="decided").exists()


def test_rules_out_of_force_and_readers(money, officer, reviewer, director_of) -> None:
    pool = money.pool()
    proposal = money.proposal(pool)
    with pytest.raises(Http404):
        decision.decide(director_of(1), pool, 1, MINUTES, edition(pool))
    in_force(officer, proposal.rules, RULES, "retired")
    with pytest.raises(FundingRefused):
        decision.decide(reviewer, pool, 1, MINUTES, edition(pool))


def test_what_is_decided_takes_no_change(money, grading, officer, reviewer) -> None:
    pool = money.pool()
    proposal = money.proposal(pool)
    done = decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    with pytest.raises(PermissionDenied):
        money.proposal(done, SHARED)
    with pytest.raises(PermissionDenied):
        pools.withdraw_pool(officer, done, "误", done.edition)
    with pytest.raises(PermissionDenied):
        pools.edit_pool(officer, done, pools.Terms("x", "2024", Decimal(1), "", grading), done.edition)
    with pytest.raises(Frozen):
        proposal.save()
    with pytest.raises(Frozen):
        proposal.delete()
    with pytest.raises(Frozen):
        Proposal.objects.filter(pk=proposal.pk).update(title="x")
    with pytest.raises(Frozen):
        ProposalLine.objects.update(amount=0)
    with pytest.raises(Frozen):
        ProposalLine.objects.first().delete()


LINE_COLUMNS = "proposal_id, platform_id, amount, steps, met, grade_code, grade_zh, grade_en"
STATEMENTS = (
    "UPDATE funding_pool SET amount = 1",
    "UPDATE funding_pool SET state = 'planning'",
    "DELETE FROM funding_pool",
    "UPDATE funding_proposal SET digest = 'x'",
    "DELETE FROM funding_proposal",
    "UPDATE funding_proposalline SET amount = 1",
    "DELETE FROM funding_proposalline",
    "UPDATE funding_poolstep SET action = 'x'",
    "DELETE FROM funding_poolstep",
    f"INSERT INTO funding_proposalline ({LINE_COLUMNS}) SELECT {LINE_COLUMNS} FROM funding_proposalline",
)


def test_plain_sql_changes_nothing(money, reviewer) -> None:
    pool = money.pool()
    money.proposal(pool, PUBLISHED)
    decision.decide(reviewer, pool, 1, MINUTES, edition(pool))
    for statement in STATEMENTS:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_pools_are_made_of_what_fits(money, grading, officer) -> None:
    for terms in (
        pools.Terms("", "2024", Decimal(1), "", grading),
        pools.Terms("x", "2024", Decimal(0), "", grading),
        pools.Terms("x", "2024", Decimal("0.001"), "", grading),
        pools.Terms("x", "2024", Decimal("NaN"), "", grading),
        pools.Terms("x", "2024", Decimal(1)),
        pools.Terms("x", "2024", Decimal(1), "", grading, grading.run),
        pools.Terms("x", "2023", Decimal(1), "", grading),
        pools.Terms("x", "2023", Decimal(1), "", None, grading.run),
    ):
        with pytest.raises(FundingRefused):
            pools.create_pool(officer, terms)
    assert [money.pool().code, money.pool().code] == ["2024-F01", "2024-F02"]


def test_a_pool_is_withdrawn_with_a_reason(money, officer) -> None:
    pool = money.pool()
    with pytest.raises(ValidationError):
        pools.withdraw_pool(officer, pool, " ", 1)
    assert pools.withdraw_pool(officer, pool, "预算调整", 1).state == "withdrawn"
    with pytest.raises(PermissionDenied):
        money.proposal(pool)
