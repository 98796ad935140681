"""A scheme's text stands, a finished run with its tables and totals, final grades, their steps, and closed panels."""

from keqiao.web.audit.guards import Closing, Guard, WriteOnce

GUARD = Guard(
    "evaluations",
    "a finished run and its result are never changed",
    append_only=(
        "evaluations_runframe",
        "evaluations_runtotal",
        "evaluations_runrobustness",
        "evaluations_runrelease",
        "evaluations_conflictdeclaration",
        "evaluations_decisionstep",
        "evaluations_tolerancestep",
    ),
    closing=(
        Closing(
            "evaluations_run",
            "done",
            (("evaluations_runframe", "run_id"), ("evaluations_runtotal", "run_id")),
        ),
        Closing(
            "evaluations_decision",
            "final",
            kept=(("evaluations_gradeline", "decision_id"), ("evaluations_objection", "decision_id")),
        ),
        Closing(
            "evaluations_expertpanel",
            "closed",
            kept=(
                ("evaluations_panelplatform", "panel_id"),
                ("evaluations_panelseat", "panel_id"),
                ("evaluations_expertscore", "panel_id"),
            ),
        ),
    ),
    write_once=(
        WriteOnce(
            "evaluations_schemeversion",
            ("code", "version", "yaml_text", "fingerprint", "uploaded_by_id", "uploaded_at"),
        ),
    ),
)
