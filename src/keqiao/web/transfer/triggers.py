"""Steps of distributions stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "transfer",
    "steps of a distribution of income are never changed",
    append_only=("transfer_distributionstep",),
)
