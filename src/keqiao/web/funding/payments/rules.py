"""What the signed rules of a pool say about instalments, permitted use and teams."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.allocation import AllocationError, AllocationRules
from keqiao.engine.allocation.money import digits, exact
from keqiao.money import YUAN_PER_WAN
from keqiao.web.funding import rulebook
from keqiao.web.funding.models import ProposalLine, Spending
from keqiao.web.site.numbers import number


def rules_of(line: ProposalLine) -> AllocationRules:
    """Return the rules by which the amount of a platform was found."""
    return rulebook.rules_of(line.proposal.rules)


def category_name(rules: AllocationRules, code: str) -> str:
    """Return what a category of use is called in the reader's language; a code the rules do not know as it is."""
    for use in rules.uses:
        if use.code == code:
            return use.name.in_language(get_language() or "zh")
    return code or _("Not divided into categories")


def team_category(rules: AllocationRules) -> str:
    """Return the category that shares for people are a use of; empty where the rules name none."""
    return rules.team.use or "" if rules.team is not None else ""


def entry_name(rules: AllocationRules, entry: Spending) -> str:
    """Return the category of an entry of use, also for shares of a team that the rules have no category for."""
    if not entry.category and (entry.share_id or (entry.reverses is not None and entry.reverses.share_id)):
        return _("Team incentives")
    return category_name(rules, entry.category)


def in_words(error: AllocationError) -> list[str]:
    """Return what the engine refused and why, in the reader's language."""
    language = get_language() or "zh"
    return [problem.in_language(language) for problem in error.findings]


def in_wan(amount: Decimal) -> str:
    """Return an amount (元) in 万元 with at least two decimals and never less than the cent, for refusals."""
    return digits(exact(amount) / int(YUAN_PER_WAN), least=2)


def in_both(amount: Decimal) -> str:
    """Return an amount in 元, as the voucher has it, and in 万元, as the pages show it, for refusals."""
    return _("%(yuan)s yuan (%(wan)s 10k yuan)") % {"yuan": in_yuan(amount), "wan": in_wan(amount)}


def in_yuan(amount: Decimal) -> str:
    """Return an amount in 元 to the cent with separators, as a voucher has it."""
    return number(amount, 2)
