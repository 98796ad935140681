"""Steps of deals stand."""

from keqiao.web.audit.guards import Guard

REVISED = ("deals_deal", "deals_dealanswer", "deals_dealpayment", "deals_dealrating", "deals_dealstep")
"""Figures are derived from these."""
GUARD = Guard("deals", "steps of a deal are never changed", append_only=("deals_dealstep",), revised=REVISED)
