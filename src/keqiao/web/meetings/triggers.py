"""Steps of events and participants stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "meetings",
    "steps of events and participants are never changed",
    append_only=("meetings_eventstep", "meetings_participationstep"),
)
