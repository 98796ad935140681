"""Steps of projects and reviews stand; figures are derived from reviews at gates."""

from keqiao.web.audit.guards import Guard, RevisedTable

GUARD = Guard(
    "pipeline",
    "steps of a project or a review are never changed",
    append_only=("pipeline_passagestep", "pipeline_gatestep"),
    revised=(RevisedTable("pipeline_gatereview"), RevisedTable("pipeline_projectpassage")),
)
