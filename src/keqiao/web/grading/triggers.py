"""Final grades stand with their objections, and every step of a grading."""

from keqiao.web.audit.guards import Closing, Guard

GUARD = Guard(
    "grading",
    "final grades and the steps of a grading are never changed",
    append_only=("grading_gradingstep",),
    closing=(
        Closing(
            "grading_grading",
            "final",
            owned=(("grading_gradeline", "grading_id"), ("grading_objection", "grading_id")),
        ),
    ),
)
