"""What other rooms are given: how reviews are listed behind figures; how far a project of the register has come, how
chosen ones are taken up, and from which projects rows about a firm came.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.pipeline.models import GateReview, ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT, VIEW
from keqiao.web.pipeline.selectors import passages_for
from keqiao.web.pipeline.tables import gate_columns, gate_row, passages_table
from keqiao.web.registry.listings.definition import Listing, Viewer
from keqiao.web.registry.models import (
    EquityEvent,
    IncubationLink,
    PatentTransfer,
    PipelineProject,
    TechContract,
)
from keqiao.web.registry.models.record import Record
from keqiao.web.registry.registers import Register
from keqiao.web.registry.sections import RowsAction, RowSection

MOST_LISTED = 20
"""Projects that a row's page lists."""


def _row(review: Any, viewer: Viewer) -> dict[str, Any]:
    return gate_row(review)


LISTING = Listing(
    GateReview,  # type: ignore[arg-type]  # no register, but listed as one
    "gates",
    lambda: _("Gate reviews"),
    gate_columns,
    _row,
    related=("passage__project", "passage__manager", "manager", "tranche"),
    order=("decided_at",),
)


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


def origin_section(user: Actor, row: Record, until: datetime | None) -> RowSection | None:
    """Return the projects of the same platform that the firm of a row took up: of an incubation link, an equity event,
    a contract, a patent put to use.
    """
    firm = _firm_of(row)
    if firm is None or until is not None or not user.has_right(VIEW):
        return None
    rows = passages_for(user).filter(firm, project__withdrawn_at=None).order_by("pk")[:MOST_LISTED]
    table = passages_table(rows)
    title = _("Pipeline projects of the platform with this firm")
    return RowSection(title, "pipeline/origin.html", {"table": table}) if table.rows else None


def _firm_of(row: Record) -> Q | None:
    """Say which projects a row may come from."""
    if isinstance(row, IncubationLink | EquityEvent):
        return Q(project__platform=row.platform_id, project__firm=row.firm_id)
    contract = row.contract if isinstance(row, PatentTransfer) else row
    if isinstance(contract, TechContract):
        return Q(project__platform=contract.platform_id, project__firm__organisation=contract.buyer_id)
    return None
