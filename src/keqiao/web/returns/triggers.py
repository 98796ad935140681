"""The steps of a form and its hand-ins are append-only."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "returns",
    "steps and hand-ins of returns are append-only",
    append_only=("returns_step", "returns_submission"),
)
