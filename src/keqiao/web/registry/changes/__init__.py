"""Every write to the registers: with its reason, what was there before, and a way back.

``recording`` writes, ``undoing`` takes a set of changes back, ``knowing`` shows the registers as they were known at a
moment or as they are verified, ``reading`` tells the history of a row.
"""

from keqiao.web.registry.changes.as_of import as_known, as_verified
from keqiao.web.registry.changes.recording import Changes, RowChangedMeanwhile, change_set
from keqiao.web.registry.changes.reversal import Obstacle, obstacles, undo

__all__ = [
    "Changes",
    "Obstacle",
    "RowChangedMeanwhile",
    "as_known",
    "as_verified",
    "change_set",
    "obstacles",
    "undo",
]
