"""Declarations of conflicts and steps stand; a closed panel takes no change, nor do its subjects, seats and scores."""

from keqiao.web.audit.guards import Closing, Guard

GUARD = Guard(
    "experts",
    "a closed panel and what was declared about conflicts are never changed",
    append_only=("experts_conflictdeclaration", "experts_panelstep"),
    closing=(
        Closing(
            "experts_expertpanel",
            "closed",
            owned=(
                ("experts_panelsubject", "panel_id"),
                ("experts_panelseat", "panel_id"),
                ("experts_expertscore", "panel_id"),
            ),
        ),
    ),
)
