"""Reads of this part, through what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from keqiao.engine.allocation import AllocationRules
from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import decide
from keqiao.web.funding.models import Payment, Pool, ProposalLine, Spending, TeamMember, TeamShare
from keqiao.web.funding.payments.balances import NONE, PlatformBalance, balances
from keqiao.web.funding.payments.rules import category_name
from keqiao.web.funding.payments.services.pool_locks import LARGEST_KEY

SEES_MEMBERS = ("funding.plan", "audit.view")
"""Rights with which the amounts of single persons are seen, besides the own unit."""


def open_pool(user: Actor, pk: int) -> Pool:
    """Return a decided pool that the user may see. Raises Http404."""
    pools = Pool.objects.visible_to(user).select_related("chosen__rules", "grading", "decided_by")
    pool = pools.filter(pk=pk, state=Pool.State.DECIDED).first() if pk <= LARGEST_KEY else None
    if pool is None:
        raise Http404
    return pool


def lines_of(user: Actor, pool: Pool) -> list[ProposalLine]:
    """Return the amounts of a decided pool that the user may see, by rank."""
    lines = ProposalLine.objects.visible_to(user).filter(proposal=pool.chosen_id)
    return list(lines.select_related("platform__unit", "proposal__rules", "proposal__pool"))


def open_line(user: Actor, pool: Pool, platform: str) -> ProposalLine:
    """Return the amount of a platform (its code) in a decided pool. Raises Http404."""
    for line in lines_of(user, pool):
        if line.platform.code == platform:
            return line
    raise Http404


def board(user: Actor, pool: Pool) -> list[PlatformBalance]:
    """Return where the money of each platform stands today, as far as the user may see it."""
    return balances(lines_of(user, pool), timezone.localdate())


def balance_of(line: ProposalLine) -> PlatformBalance:
    """Return where the money of one platform stands today."""
    return balances([line], timezone.localdate())[0]


def payments_of(lines: list[ProposalLine]) -> QuerySet[Payment]:
    """Return all payments and reversals of amounts, with what they point at, by day."""
    payments = Payment.objects.filter(instalment__line__in=[line.pk for line in lines])
    related = ("instalment__line__platform", "file", "entered_by", "reverses", "reversal")
    return payments.select_related(*related).order_by("paid_on", "pk")


def uses_of(lines: list[ProposalLine]) -> QuerySet[Spending]:
    """Return all uses and reversals of amounts, with what they point at, by day."""
    spending = Spending.objects.filter(line__in=[line.pk for line in lines])
    related = ("line__platform", "file", "entered_by", "reverses", "reversal", "share")
    return spending.select_related(*related).order_by("spent_on", "pk")


@dataclass(frozen=True)
class Category:
    """What was used for a category of the rules (元)."""

    code: str
    name: str
    used: Decimal
    allowed: bool = True
    regulation: str = ""


def by_category(rules: AllocationRules, uses: list[Spending], team: str, language: str) -> list[Category]:
    """Return the sums of uses by category, in the order of the rules; barred ones with the rule that bars them.

    ``team``: what shares for people are called where the rules have no category for them.
    """
    sums: dict[str, Decimal] = {}
    for entry in uses:
        of_team = entry.share_id is not None or (
            entry.reverses is not None and entry.reverses.share_id is not None
        )
        code = "\0team" if of_team and not entry.category else entry.category
        sums[code] = sums.get(code, NONE) + entry.amount
    categories = [
        Category(
            use.code,
            use.name.in_language(language),
            sums.pop(use.code, NONE),
            use.allowed,
            use.regulation.in_language(language) if use.regulation is not None else "",
        )
        for use in rules.uses
    ]
    named = {"\0team": team}
    return categories + [
        Category(code, named.get(code) or category_name(rules, code), total) for code, total in sums.items()
    ]


def sees_members(user: Actor, line: ProposalLine) -> bool:
    """Whether the user may see what single persons get: the own unit, who plans the money, who audits."""
    if any(user.scope_for(right) == "all" for right in SEES_MEMBERS):
        return True
    return bool(decide(user, "funding.use", line.platform))


def shares_of(line: ProposalLine) -> list[TeamShare]:
    """Return the team shares of an amount with the number of their members (``persons``)."""
    shares = line.team_shares.select_related("proposed_by", "decided_by", "entry__reversal")
    return list(shares.annotate(persons=Count("members")).order_by("pk"))


def open_share(line: ProposalLine, pk: int) -> TeamShare:
    """Return a team share of an amount with its members. Raises Http404."""
    members = Prefetch(
        "members", TeamMember.objects.select_related("person").order_by("-amount", "person__code")
    )
    shares = TeamShare.objects.filter(line=line).select_related(
        "proposed_by", "decided_by", "entry__reversal"
    )
    share = shares.prefetch_related(members).filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if share is None:
        raise Http404
    return share
