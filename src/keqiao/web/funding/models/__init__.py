"""Pools of money, rules for sharing them out, proposals with their lines, and the steps to a decision."""

from keqiao.web.funding.models.pools import Pool, PoolStep
from keqiao.web.funding.models.proposals import Proposal, ProposalLine, ProposalSensitivity
from keqiao.web.funding.models.rules import RulesVersion

__all__ = ["Pool", "PoolStep", "Proposal", "ProposalLine", "ProposalSensitivity", "RulesVersion"]
