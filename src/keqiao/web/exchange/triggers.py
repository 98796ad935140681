"""Steps of needs and offers stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "exchange",
    "steps of needs and offers are never changed",
    append_only=("exchange_needstep", "exchange_offerstep"),
)
