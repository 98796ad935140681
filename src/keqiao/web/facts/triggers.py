"""Facts, evidence and proposed figures are append-only; a snapshot closes when frozen, with figures and platforms."""

from keqiao.web.audit.guards import Closing, Guard, RevisedTable, SealedRows, StoredFile

GUARD = Guard(
    "facts",
    "facts, evidence and frozen snapshots are append-only",
    append_only=(
        "facts_fact",
        "facts_fact_evidence",
        "facts_evidence",
        "facts_evidenceuse",
        "facts_rowevidence",
        "facts_snapshotfigure",
        "facts_snapshotunit",
        "facts_figureproposal",
        "facts_figureproposal_evidence",
        "facts_proposaldecision",
    ),
    closing=(
        Closing(
            "facts_snapshot",
            "frozen",
            (("facts_snapshotfigure", "snapshot_id"), ("facts_snapshotunit", "snapshot_id")),
        ),
    ),
    sealed=(
        SealedRows(
            "facts_snapshotfigure", "facts_snapshot", "keqiao.web.facts.services.snapshots.verify_snapshot"
        ),
    ),
    revised=(
        RevisedTable("facts_fact", ("SELECT {row}.platform_id",)),
        RevisedTable("facts_measure"),
        RevisedTable("facts_measuredefinition"),
    ),
    files=(StoredFile("facts_evidence", "file", "sha256"),),
)
