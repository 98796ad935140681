"""Steps of cases of fault tolerance stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("tolerance", "steps of a case are never changed", append_only=("tolerance_tolerancestep",))
