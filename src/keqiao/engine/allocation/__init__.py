"""Grades and scores → money: rules as data, sums that close to the rounding unit, every line with its formula."""

from keqiao.engine.allocation.applicants import Applicants, applicants
from keqiao.engine.allocation.comparison import Comparison, SchemeTotals, compare, gini, whole
from keqiao.engine.allocation.loading import (
    RulesError,
    fingerprint,
    load_rules,
    packaged_rules,
    read_rules,
)
from keqiao.engine.allocation.payments import PlannedPayment, instalments, permitted_use
from keqiao.engine.allocation.problems import AllocationError, AllocationFinding, Clash
from keqiao.engine.allocation.result import Allocation, AllocationLine, LineStep, Price, formula
from keqiao.engine.allocation.rules import AllocationRules
from keqiao.engine.allocation.run import allocate
from keqiao.engine.allocation.sensitivity import AmountSensitivity, sensitivity
from keqiao.engine.allocation.teams import team_limit, team_shares
from keqiao.engine.allocation.words import explain_rules

__all__ = [
    "Allocation",
    "AllocationError",
    "AllocationFinding",
    "AllocationLine",
    "AllocationRules",
    "AmountSensitivity",
    "Applicants",
    "Clash",
    "Comparison",
    "LineStep",
    "PlannedPayment",
    "Price",
    "RulesError",
    "SchemeTotals",
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
