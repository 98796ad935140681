"""An action on a case that is under way."""

from __future__ import annotations

from typing import Any

from keqiao.web.procedures.execution import Acting
from keqiao.web.procedures.words import MOST_WORDS
from keqiao.web.tolerance.models import ToleranceCase


class CaseActing(Acting):
    """An action that is under way on a locked case. The reasons of a decision are kept whole with the case."""

    row: ToleranceCase

    def step(self) -> dict[str, Any]:
        """What the step says."""
        return super().step() | {"reason": self.reason[:MOST_WORDS]}

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: the case and which of its fields were changed."""
        case = self.row
        entry = {"case": case.code, "platform": case.platform.code, "state": case.state}
        reason = {"reason": self.reason[:MOST_WORDS]} if self.reason else {}
        return entry | {"changed": sorted(self.after)} | reason
