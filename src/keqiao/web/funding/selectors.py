"""Reading pools, proposals and rules, always as far as a reader may see them.

Readers within scope "all" see every pool and proposal; platform users see decided pools with their own line and the
totals; others see nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.funding.models import Pool, PoolStep, Proposal, ProposalLine, RulesVersion
from keqiao.web.funding.rights import VIEW


def sees_all(user: Actor) -> bool:
    """Whether the user sees the amounts of every platform and the proposals that were not chosen."""
    return bool(user.is_authenticated and user.is_active and user.scope_for(VIEW) == "all")


def pools(user: Actor) -> QuerySet[Pool]:
    """Return the pools that the user may see, newest first, with what a list shows."""
    return (
        Pool.objects.visible_to(user)
        .select_related(
            "grading__run__snapshot", "run__snapshot", "chosen__rules", "created_by", "decided_by"
        )
        .annotate(proposal_count=Count("proposals", distinct=True))
        .order_by("-period", "-created_at", "-pk")
    )


def rules(user: Actor) -> QuerySet[RulesVersion]:
    """Return the rules that the user may see."""
    return RulesVersion.objects.visible_to(user).select_related("uploaded_by")


def proposals(user: Actor, pool: Pool) -> list[Proposal]:
    """Return the computed proposals of a pool that the user may see, in their order, lines and platforms loaded."""
    lines = (
        ProposalLine.objects.visible_to(user).select_related("platform").order_by("rank", "platform__code")
    )
    return list(
        Proposal.objects.visible_to(user)
        .filter(pool=pool, state=Proposal.State.COMPUTED)
        .select_related("rules", "made_by", "pool")
        .prefetch_related(Prefetch("lines", queryset=lines), "sensitivity")
        .order_by("number")
    )


def earlier_amounts(user: Actor, pool: Pool) -> tuple[str, dict[int, Decimal]]:
    """Return the period of the last pool that was decided for an earlier period, and its amounts (元) by platform, as
    far as the user may see them; an empty period where there is none.
    """
    decided = Pool.objects.visible_to(user).filter(state=Pool.State.DECIDED, period__lt=pool.period)
    earlier = decided.order_by("-period", "-decided_at").first()
    if earlier is None:
        return "", {}
    rows = ProposalLine.objects.visible_to(user).filter(proposal=earlier.chosen_id)
    return earlier.period, dict(rows.values_list("platform", "amount"))


def lines(user: Actor, proposal: Proposal) -> list[ProposalLine]:
    """Return the lines of a proposal that the user may see, best rank first."""
    rows = (
        ProposalLine.objects.visible_to(user)
        .filter(proposal=proposal)
        .select_related("platform__organisation")
    )
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.platform.code))


def steps(pool: Pool) -> Sequence[PoolStep]:
    """Return what was done with a pool, the first first."""
    return list(PoolStep.objects.filter(pool=pool).select_related("by").order_by("at", "pk"))
