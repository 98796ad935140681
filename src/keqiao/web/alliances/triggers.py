"""Steps of gatherings stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard("alliances", "steps of gatherings are never changed", append_only=("alliances_gatheringstep",))
