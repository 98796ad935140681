"""Actions on gradings and objections that are under way: their lines and files, the step, the audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keqiao.web.facts.models import Evidence
from keqiao.web.grading.lines import as_data
from keqiao.web.grading.models import GradeLine, Grading, Objection
from keqiao.web.procedures.execution import Acting


class GradingActing(Acting):
    """An action that is under way on a locked grading. ``lines``: those that take the place of what it has."""

    row: Grading
    lines: Sequence[GradeLine] | None = None

    def take_lines(self, lines: Sequence[GradeLine]) -> None:
        """Let lines of a run be those of the grading."""
        self.lines = lines
        self.after["lines"] = as_data(lines)

    def store(self) -> None:
        """Save the grading with its new lines, and the step."""
        self.row.save()
        if self.lines is not None:
            self.row.lines.all().delete()
            for line in self.lines:
                line.grading = self.row
            GradeLine.objects.bulk_create(self.lines)
        self.row.steps.create(**self.step())

    def step(self) -> dict[str, Any]:
        """What the step says, with the run that the grading stands on."""
        return super().step() | {"run": self.row.run}

    def entry(self) -> dict[str, Any]:
        """What the audit entry says, with the run."""
        return {"run": self.row.run.code} | super().entry()


class ObjectionActing(Acting):
    """An action that is under way on an objection, its grading locked too: a step of both, an entry of the grading.

    ``files``: what is added to the objection.
    """

    row: Objection
    files: Sequence[Evidence] = ()

    def store(self) -> None:
        """Save the objection with its files, the grading in the state that follows, and the step."""
        self._move_grading()
        self.row.save()
        self.row.files.add(*self.files)
        self.row.steps.create(**self.step())

    def step(self) -> dict[str, Any]:
        """What the step says, with the grading and its run."""
        grading = self.row.grading
        return super().step() | {"grading": grading, "run": grading.run}

    @property
    def target(self) -> Grading:
        """The grading."""
        return self.row.grading

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: where the grading stands, and about which objection."""
        grading = self.row.grading
        return super().entry() | {"state": grading.state, "run": grading.run.code, "objection": self.row.pk}

    def _move_grading(self) -> None:
        """A grading is in re-check from the first one until every objection is answered, upheld ones by a new run."""
        grading = self.row.grading
        objections = [self.row, *grading.objections.exclude(pk=self.row.pk)]
        state = grading.state
        if self.row.state == Objection.State.CHECKING:
            state = Grading.State.RECHECKED
        elif all(objection.is_answered and not objection.waits_for_a_run for objection in objections):
            state = Grading.State.PUBLISHED
        if state != grading.state:
            self.note("grading", grading.state, state)
            grading.state = state
        grading.edition += 1
        grading.save()
