"""The database refuses to change what was written about changes."""

from keqiao.web.audit.guards import Guard

GUARD = Guard(
    "registry",
    "changes of the registers are append-only",
    append_only=(
        "registry_changeset",
        "registry_change",
        "registry_verification",
        "registry_verificationline",
        "registry_samplefinding",
    ),
)
