"""Pools of money, rules for sharing them out, proposals with their lines, the decision, payments and their use."""

from keqiao.web.funding.models.payments import (
    Instalment,
    InstalmentTerm,
    Payment,
    Spending,
    TeamMember,
    TeamShare,
)
from keqiao.web.funding.models.pools import Pool, PoolStep
from keqiao.web.funding.models.proposals import Proposal, ProposalLine, ProposalSensitivity
from keqiao.web.funding.models.rules import RulesProposal, RulesVersion

__all__ = [
    "Instalment",
    "InstalmentTerm",
    "Payment",
    "Pool",
    "PoolStep",
    "Proposal",
    "ProposalLine",
    "ProposalSensitivity",
    "RulesProposal",
    "RulesVersion",
    "Spending",
    "TeamMember",
    "TeamShare",
]
