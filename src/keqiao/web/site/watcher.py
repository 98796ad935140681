"""Who is told how far a computation is: the progress of a job, or nobody."""

from __future__ import annotations

from typing import Protocol


class Watcher(Protocol):
    """Whoever is told how far a computation is."""

    def update(self, fraction: float, message: str = "") -> None:
        """Be told that a fraction (0 to 1) is done; may raise Cancelled."""


class Unwatched:
    """Nobody is told."""

    def update(self, fraction: float, message: str = "") -> None:
        """Do nothing."""
