"""An analysis of the layout stands, and so do the steps of plans and targets of attraction."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "planning",
    "an analysis of the layout and what was done about a plan or a target are never changed",
    append_only=(
        "planning_layoutanalysis",
        "planning_planstep",
        "planning_attractionstep",
        "planning_resourcestatement",
    ),
)
