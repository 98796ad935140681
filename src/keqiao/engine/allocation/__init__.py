"""Grades and scores → money: rules as data, sums that close to the rounding unit, every line with its formula."""

from keqiao.engine.allocation.applicants import Applicants, applicants
from keqiao.engine.allocation.comparison import Comparison, Whole, compare, gini, whole
from keqiao.engine.allocation.loading import (
    RulesError,
    fingerprint,
    load_rules,
    packaged_rules,
    read_rules,
)
from keqiao.engine.allocation.payments import Payment, instalments, permitted_use
from keqiao.engine.allocation.problems import AllocationError, AllocationFinding, Clash
from keqiao.engine.allocation.result import Allocation, Line, Price, Step, formula
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.engine.allocation.run import allocate
from keqiao.engine.allocation.sensitivity import Sensitivity, sensitivity
from keqiao.engine.allocation.teams import team_limit, team_shares
from keqiao.engine.allocation.words import explain_rules

__all__ = [
    "Allocation",
    "AllocationError",
    "AllocationFinding",
    "AllocationRules",
    "Applicants",
    "Clash",
    "Comparison",
    "Line",
    "Payment",
    "Price",
    "RulesError",
    "Sensitivity",
    "Step",
    "Whole",
    "allocate",
    "applicants",
    "compare",
    "explain_rules",
    "fingerprint",
    "formula",
    "gini",
    "instalments",
    "load_rules",
    "packaged_rules",
    "permitted_use",
    "read_rules",
    "sensitivity",
    "team_limit",
    "team_shares",
    "whole",
]
