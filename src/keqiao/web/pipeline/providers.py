"""What the registers are given: how far a project of the register has come, and how chosen ones are taken up."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.pipeline.models import ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT
from keqiao.web.registry.models import PipelineProject
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import Register
from keqiao.web.registry.sections import RowsAction, RowSection


def row_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """Return how far a project has come, for who may see it; for who may take it up, how."""
    if not isinstance(row, PipelineProject) or until is not None:
        return None
    passage = ProjectPassage.objects.visible_to(user).filter(project=row).first()
    may = passage is None and row.withdrawn_at is None and user.has_right(CONDUCT)
    if passage is None and (not may or ProjectPassage.objects.filter(project=row).exists()):
        return None
    context = {"passage": passage, "project": row}
    return RowSection(_("Pipeline"), "pipeline/row_section.html", context)


def rows_action(user: Actor, register: Register) -> RowsAction | None:
    """Return how chosen projects of the register are taken up."""
    if register.model is not PipelineProject or not user.has_right(CONDUCT):
        return None
    return RowsAction(_("Take the chosen projects up"), reverse("pipeline:take_up"))
