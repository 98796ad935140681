"""A diagnosis and its lines stand."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "oversight",
    "a diagnosis is never changed",
    append_only=("oversight_diagnosis",),
)
