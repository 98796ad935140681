"""Actions on projects and gates that are under way, and the rules that they go by."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from keqiao.web.pipeline.documents import GATE_RULES, GateRule, TechnologyPath
from keqiao.web.pipeline.models import GateReview, ProjectPassage, Stage
from keqiao.web.procedures.execution import Acting


def path_of(passage: ProjectPassage) -> TechnologyPath:
    """Return the rules that a project goes by: those of its field in the document that it began with."""
    return GATE_RULES.used_by(passage.documents).path_of(passage.project.field)


def rule_of(review: GateReview) -> GateRule:
    """Return the rules of a gate, of the document that the project began with."""
    return path_of(review.passage).gate[review.gate]


class PassageActing(Acting):
    """An action on a locked project."""

    row: ProjectPassage

    def enter(self, stage: Stage) -> None:
        """Bring the project into a stage, with its full time from today on."""
        self.change(stage=stage.value)
        self.row.moved_at = self.at
        self.prolong()

    def prolong(self) -> None:
        """Give the stage its time from today on; a completed project has none."""
        days = path_of(self.row).days.get(self.row.stage)
        self.row.due_on = timezone.localdate(self.at) + timedelta(days=days) if days else None

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        project = {"project": self.row.project.number, "stage": self.row.stage, "state": self.row.state}
        return project | ({"reason": self.reason} if self.reason else {}) | self.detail


class GateActing(Acting):
    """An action on a review, the project locked before it."""

    row: GateReview

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        gate = {"gate": self.row.code, "state": self.row.state}
        return gate | ({"reason": self.reason} if self.reason else {}) | self.detail
