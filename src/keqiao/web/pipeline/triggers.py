"""Steps of projects and reviews stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "pipeline",
    "steps of a project or a review are never changed",
    append_only=("pipeline_passagestep", "pipeline_gatestep"),
)
