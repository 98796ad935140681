"""Steps of deals stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("deals", "steps of a deal are never changed", append_only=("deals_dealstep",))
