"""The states of a plan as a procedure: planned, corrected, applied or discarded by who made it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision
from keqiao.web.imports.importers import importer_of
from keqiao.web.imports.models import ImportPlan
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Procedure
from keqiao.web.procedures.execution import Acting

State = ImportPlan.State
BY_IMPORTER = "imports.import"
"""Stands for the right that the importer of a plan asks for."""


class PlanActing(Acting):
    """An action on a plan: the audit entry says what is imported into and how many lines there are."""

    row: ImportPlan

    def entry(self) -> dict[str, Any]:
        """What the audit entry says."""
        plan = self.row
        about = {"importer": plan.importer, "subject": plan.subject, "file_digest": plan.file_digest}
        if plan.file_name:
            about["file"] = plan.file_name
        return super().entry() | about | plan.summary.get("counts", {})


def permit(user: Actor, _right: str, plan: ImportPlan) -> Decision:
    """May the user import into what the plan is for?"""
    importer = importer_of(plan.importer)
    decision: Decision = importer.decide(user, importer.subject(user, plan.subject))
    return decision


def _own(user: Actor, plan: ImportPlan) -> str:
    return "" if plan.by_id == user.pk else _("Only who made the plan may go on with it.")


def status(plan: ImportPlan) -> str:
    """Say where a plan stands."""
    if plan.state == State.APPLIED:
        return _("This import was applied already; what it says is recorded.")
    if plan.state == State.DISCARDED:
        return _("This import was discarded. Nothing was written.")
    return _("This import was checked; nothing has been written yet.")


IMPORTS: Procedure[PlanActing] = Procedure(
    "imports",
    model=ImportPlan,
    states=State,
    status=status,
    work=PlanActing,
    log="imports.",
    related=("by",),
    permit=permit,
    actions=(
        Action("plan", pgettext_lazy("audit", "try an import"), to=State.PLANNED, right=BY_IMPORTER),
        Action(
            "correct",
            gettext_lazy("correct an import"),
            at=(State.PLANNED,),
            right=BY_IMPORTER,
            obstacle=_own,
        ),
        Action(
            "apply",
            gettext_lazy("apply an import"),
            at=(State.PLANNED,),
            to=State.APPLIED,
            right=BY_IMPORTER,
            obstacle=_own,
            reason=Reason.OPTIONAL,
            most=300,
            stamp="closed",
        ),
        Action(
            "discard",
            pgettext_lazy("audit", "discard an import"),
            at=(State.PLANNED,),
            to=State.DISCARDED,
            right=BY_IMPORTER,
            obstacle=_own,
            stamp="closed",
        ),
    ),
)
