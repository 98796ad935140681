"""Diagnoses, recommendations and what was said or granted about a task stand; steps too."""

from keqiao.web.audit.guards import Guard, WriteOnce

GUARD = Guard(
    "oversight",
    "a diagnosis, a recommendation and what was said of a task are never changed",
    append_only=(
        "oversight_diagnosis",
        "oversight_recommendation",
        "oversight_taskstep",
        "oversight_taskextension",
        "oversight_taskreply",
        "oversight_taskrating",
        "oversight_taskfact",
    ),
    write_once=(WriteOnce("oversight_task", ("code", "recommendation_id", "due_on")),),
)
