"""The steps of a form and its hand-ins are append-only; a locked form and its cells stand until its next version."""

from keqiao.web.audit.guards import Closing, Guard, RevisedTable

GUARD = Guard(
    "returns",
    "steps and hand-ins of returns, and locked forms with their figures, are never changed",
    append_only=("returns_step", "returns_submission"),
    closing=(
        Closing(
            "returns_return",
            "locked",
            owned=(
                ("returns_cell", "form_id"),
                ("returns_cell_evidence", "cell_id", ("returns_cell", "form_id")),
            ),
            # A request to unlock, its refusal and a first reading are no change of what was locked.
            free=("edition", "read_at"),
            reopened="NEW.state = 'draft' AND NEW.version = OLD.version + 1",
        ),
    ),
    # Late forms are counted from these.
    revised=(
        RevisedTable("returns_collection"),
        RevisedTable("returns_return", ("SELECT {row}.platform_id",)),
        RevisedTable("returns_submission"),
    ),
)
