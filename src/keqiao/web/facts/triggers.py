"""Facts and evidence are append-only; a snapshot closes when it is frozen, with its figures."""

from keqiao.web.audit.guards import Closing, Guard, StoredFile

GUARD = Guard(
    "facts",
    "facts, evidence and frozen snapshots are append-only",
    append_only=(
        "facts_fact",
        "facts_fact_evidence",
        "facts_evidence",
        "facts_evidenceuse",
        "facts_snapshotfigure",
    ),
    closing=(Closing("facts_snapshot", "frozen", (("facts_snapshotfigure", "snapshot_id"),)),),
    files=(StoredFile("facts_evidence", "file", "sha256"),),
)
