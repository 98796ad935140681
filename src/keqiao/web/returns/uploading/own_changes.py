"""Which cells only one's own hand has changed since a workbook was downloaded.

A clerk who keeps the figures in a file of their own uploads it again and again: what an earlier upload wrote is no
change of somebody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.returns.models import Cell, Return, Step
from keqiao.web.returns.uploading.identity import content_digest

CONTENTS = ("value", "not_applicable", "comment")


class OwnChanges:
    """The changes of the cells of some forms, read when the first cell is asked about."""

    def __init__(self, user: Actor, forms: Iterable[Return]) -> None:
        self.user, self.forms = user, list(forms)
        self._steps: dict[int, list[Step]] | None = None

    def only_own(self, cell: Cell, digest: str) -> bool:
        """Whether the user alone made what stands in a cell out of the contents with this digest."""
        if self.user is None:
            return False
        contents: dict[str, Any] = {name: getattr(cell, name) for name in CONTENTS}
        for step in self._of(cell):
            if step.by_id != self.user.pk:
                return False
            contents |= {name: step.before[name] for name in CONTENTS if name in step.before}
            value = contents["value"]
            before = None if value is None else Decimal(str(value))
            if content_digest(before, contents["not_applicable"], contents["comment"]) == digest:
                return True
        return False

    def _of(self, cell: Cell) -> list[Step]:
        """The changes of what a cell says, the latest first."""
        if self._steps is None:
            self._steps = defaultdict(list)
            for step in Step.objects.filter(form__in=self.forms, cell__isnull=False).order_by("-pk"):
                if set(CONTENTS) & set(step.after):
                    self._steps[step.cell_id].append(step)  # type: ignore[index]
        return self._steps[cell.pk]
