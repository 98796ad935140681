"""Writes of proposals: computed and kept whole or not at all; computed again to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from keqiao import __version__
from keqiao.engine.allocation import AllocationError, AllocationRules
from keqiao.engine.allocation.rules import Optimised
from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit import services as audit
from keqiao.web.audit.clock import present
from keqiao.web.funding import computation, rulebook
from keqiao.web.funding.figures.sources import found_columns
from keqiao.web.funding.figures.written_figures import WrittenFigure, as_kept, with_changes
from keqiao.web.funding.ground import Ground, PlatformResult, ground_of
from keqiao.web.funding.models import Pool, Proposal, ProposalLine, RulesVersion
from keqiao.web.funding.procedure import POOLS
from keqiao.web.funding.refusals import FundingRefused, refusal_of
from keqiao.web.funding.rights import PLAN, VIEW
from keqiao.web.rulebooks.in_force import noted, pinned
from keqiao.web.rulebooks.texts import keep
from keqiao.web.site.stored_sentences import wording_of

MOST_PROPOSALS = 99
MOST_AT_ONCE, MOST_OPTIMISED_AT_ONCE = 1_000, 100
"""Platforms that money is shared out among while somebody waits; fewer where the rules look for the best way."""


def takes_long(rules: AllocationRules, platforms: int) -> bool:
    """Whether a job computes a proposal by the rules for so many platforms."""
    return platforms > (MOST_OPTIMISED_AT_ONCE if isinstance(rules.sharing, Optimised) else MOST_AT_ONCE)


def propose(
    actor: User, pool: Pool, version: RulesVersion, changes: Sequence[WrittenFigure] = (), title: str = ""
) -> Proposal:
    """Share out a pool by rules, with the figures found and the changes of an officer, and keep the result.

    Raises FundingRefused where the rules are retired, the pool stands on nothing, figures cannot be used or the rules
    cannot hold together (as the engine says it; nothing is kept); PermissionDenied.
    """
    require(actor, PLAN)
    if version.status == RulesVersion.Status.RETIRED:
        raise FundingRefused(_("The rules are retired. Choose others."))
    rules = rulebook.rules_of(version)
    with POOLS.acting(actor, pool.pk, "propose") as work:
        now = work.row
        ground = _ground(now)
        if ground is None:
            raise FundingRefused(_("Choose the grading that the money follows or, for a trial, a run."))
        with noted() as documents:
            content = input_of(ground, version, rules, changes)
            computed = _computed(rules, content, now.amount)
        keep(documents)
        made = Proposal(
            pool=now,
            title=(title.strip() or version.name_zh)[:200],
            rules=version,
            documents=documents,
            made_by=actor,
        )
        proposal = _keep(made, content, computed)
        work.after |= {
            "proposal": proposal.number,
            "rules": version.fingerprint,
            "digest": proposal.digest,
            "input": proposal.input_digest,
            "changed_figures": len(content["changes"]),
        }
    return proposal


def _computed(
    rules: AllocationRules, content: dict[str, Any], amount: Decimal
) -> computation.ComputedAllocation:
    """Return the allocation of an input. Raises FundingRefused."""
    try:
        return computation.computed(rules, content, amount)
    except AllocationError as error:
        raise refusal_of(error) from error


def _ground(pool: Pool) -> Ground | None:
    return ground_of(Pool.objects.select_related("grading__run__snapshot", "run__snapshot").get(pk=pool.pk))


def input_of(
    ground: Ground, version: RulesVersion, rules: Any, changes: Sequence[WrittenFigure]
) -> dict[str, Any]:
    """Return everything a proposal is computed from, as it is kept. Raises FundingRefused for changes that do not fit.

    Platforms without total and grade are left out and named.
    """
    units = [result for result in ground.results if result.is_graded]
    given = with_changes(found_columns(rules, ground), ground, changes)
    return {
        "ground": ground.as_data(),
        "rules": {"code": version.code, "version": version.version, "fingerprint": version.fingerprint},
        "units": [_unit(unit) for unit in units],
        "left_out": [_unit(result) for result in ground.results if not result.is_graded],
        **as_kept(given, units),
    }


def _unit(result: PlatformResult) -> dict[str, Any]:
    return {
        "platform": result.platform_id,
        "code": result.code,
        "name": result.name,
        "rank": result.rank,
        "score": None if result.total is None else f"{result.total:f}",
        "grade": result.grade_code,
        "grade_zh": result.grade_zh,
        "grade_en": result.grade_en,
    }


def _keep(proposal: Proposal, content: dict[str, Any], computed: computation.ComputedAllocation) -> Proposal:
    """Keep a new proposal with what was computed for it."""
    pool, allocation = proposal.pool, computed.allocation
    last = Proposal.objects.filter(pool=pool).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_PROPOSALS:
        raise FundingRefused(_("The pool has too many proposals. Make a new pool."))
    proposal.number = last + 1
    proposal.amount, proposal.unspent = pool.amount, allocation.unspent
    proposal.input, proposal.input_digest = content, computation.sha256(content)
    proposal.digest, proposal.contribution = computed.digest, allocation.contribution
    proposal.remarks = [wording_of(remark) for remark in allocation.remarks]
    proposal.prices = computation.price_rows(allocation)
    proposal.engine_version = __version__
    proposal.save()
    ProposalLine.objects.bulk_create(
        ProposalLine(
            proposal=proposal,
            platform_id=unit["platform"],
            rank=unit["rank"],
            score=None if unit["score"] is None else Decimal(unit["score"]),
            grade_code=unit["grade"],
            grade_zh=unit["grade_zh"],
            grade_en=unit["grade_en"],
            amount=line.amount,
            steps=computation.step_rows(allocation, at),
            met=[wording_of(reason) for reason in line.met],
        )
        for at, (unit, line) in enumerate(zip(content["units"], allocation.lines, strict=True))
    )
    total = sum((line.amount for line in allocation.lines), allocation.unspent)
    if total != pool.amount:
        # Never seen: the engine closes to the cent. Money is not kept on trust.
        raise FundingRefused(_("The amounts do not add up to the pool. Nothing was kept."))
    proposal.state, proposal.made_at = Proposal.State.COMPUTED, present()
    proposal.save()
    return proposal


@dataclass(frozen=True)
class RecomputedProposal:
    """What came of computing a proposal again."""

    digest: str
    same: bool


def recompute(actor: User, proposal: Proposal) -> RecomputedProposal:
    """Compute a proposal again from its input and say whether every amount and step is the same.

    Nothing changes; the audit log notes the outcome. Raises FundingRefused where it cannot be computed any more,
    PermissionDenied.
    """
    require(actor, VIEW)
    result = again(proposal)
    detail = {"proposal": proposal.number, "digest": result.digest, "same": result.same}
    audit.record(
        actor, "funding.recompute", proposal.pool, detail, outcome="success" if result.same else "failure"
    )
    return result


def again(proposal: Proposal) -> RecomputedProposal:
    """Compute a proposal again from its input; the kept amounts must be those too. Raises FundingRefused."""
    with pinned(proposal.documents):
        computed = _computed(rulebook.rules_of(proposal.rules), proposal.input, proposal.amount)
    kept = {line.platform_id: line.amount for line in proposal.lines.all()}
    amounts = {
        unit["platform"]: line.amount
        for unit, line in zip(proposal.input["units"], computed.allocation.lines, strict=True)
    }
    same_input = computation.sha256(proposal.input) == proposal.input_digest
    same_rules = proposal.input["rules"]["fingerprint"] == proposal.rules.fingerprint
    same = computed.digest == proposal.digest and kept == amounts and same_input and same_rules
    return RecomputedProposal(computed.digest, same)
