"""Why an action is refused though the actor might take it: somebody else was faster."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError


class ChangedMeanwhile(ValidationError):
    """Somebody else changed what the user had open. ``changes``: what was done meanwhile (field, before, after)."""

    def __init__(self, message: str, changes: Sequence[tuple[str, object, object]] = ()) -> None:
        self.changes = list(changes)
        super().__init__(message, code="changed")
