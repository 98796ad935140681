"""Writes: each checks who may do that now, writes in a transaction, leaves an audit entry."""

from keqiao.web.experts.services.closure import close, end_first
from keqiao.web.experts.services.preparation import (
    add_expert,
    dissolve,
    open_panel,
    prepare,
    state_conflict,
)
from keqiao.web.experts.services.scores import ScoreEntry, ScoresRefused, declare, give_scores

__all__ = [
    "ScoreEntry",
    "ScoresRefused",
    "add_expert",
    "close",
    "declare",
    "dissolve",
    "end_first",
    "give_scores",
    "open_panel",
    "prepare",
    "state_conflict",
]
