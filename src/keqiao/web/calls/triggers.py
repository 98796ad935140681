"""Steps of calls and applications stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "calls",
    "steps of a call and of an application are never changed",
    append_only=("calls_callstep", "calls_callapplicationstep"),
)
