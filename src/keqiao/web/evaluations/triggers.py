"""A finished run stands, with its tables and totals."""

from keqiao.web.audit.guards import Closing, Guard

GUARD = Guard(
    "evaluations",
    "a finished run and its result are never changed",
    append_only=("evaluations_runframe", "evaluations_runtotal", "evaluations_runrobustness"),
    closing=(
        Closing(
            "evaluations_run",
            "done",
            (("evaluations_runframe", "run_id"), ("evaluations_runtotal", "run_id")),
        ),
    ),
)
