"""An analysis of the layout stands."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "planning",
    "an analysis of the layout is never changed",
    append_only=("planning_layoutanalysis",),
)
