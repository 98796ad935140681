"""A scheme's text stands, and a finished run with its tables, totals, draws and release."""

from keqiao.web.audit.guards import Closing, Guard, WriteOnce

GUARD = Guard(
    "evaluations",
    "a finished run and its result are never changed",
    append_only=(
        "evaluations_runframe",
        "evaluations_runtotal",
        "evaluations_runrobustness",
        "evaluations_runrelease",
    ),
    closing=(
        Closing(
            "evaluations_run",
            "done",
            (("evaluations_runframe", "run_id"), ("evaluations_runtotal", "run_id")),
        ),
    ),
    write_once=(
        WriteOnce(
            "evaluations_schemeversion",
            ("code", "version", "yaml_text", "fingerprint", "uploaded_by_id", "uploaded_at"),
        ),
    ),
)
