"""Tables of projects and of reviews at gates, with their workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.audit.clock import today
from keqiao.web.pipeline.models import GateCode, GateReview, PassageState, ProjectPassage
from keqiao.web.site.tables import Cell, Column, Light, Table
from keqiao.web.site.tables.due import due_cell

SOON = 30
"""Days before the end of a stage's term from which it is yellow."""

STATE_LIGHTS: dict[str, Light] = {
    PassageState.RUNNING: "good",
    PassageState.HELD: "watch",
    PassageState.STOPPED: "bad",
    PassageState.COMPLETED: "good",
}


def light_of(passage: ProjectPassage) -> Light:
    """Return the light of a project's state; its due date has a light of its own."""
    return STATE_LIGHTS.get(passage.state, "none")


def manager_cell(passage: ProjectPassage) -> Cell:
    """Return who is in charge, with the page of the manager."""
    if passage.manager is None:
        return Cell("")
    return Cell(str(passage.manager), url=reverse("pipeline:manager", args=(passage.manager_id,)))


def due_cell_of(passage: ProjectPassage) -> Cell:
    """Return when the stage of a project that runs is due."""
    return due_cell(passage.due_on if passage.state == PassageState.RUNNING else None, today(), SOON)


def passages_table(passages: Iterable[Any]) -> Table:
    """Return a list of projects."""
    columns = [
        Column("number", pgettext("project", "Number")),
        Column("title", pgettext("project", "Project")),
        Column("platform", _("Platform"), "link"),
        Column("field", _("Field of technology"), secondary=True),
        Column("stage", pgettext("project", "Stage")),
        Column("state", pgettext("project", "State")),
        Column("readiness", _("Readiness (TRL)"), "number"),
        Column("manager", _("Project manager")),
        Column("due_on", _("Due on"), "date"),
        Column("open", pgettext("project", "Open")),
        Column("moved_at", _("In this stage since"), "date", secondary=True),
    ]
    return Table(
        _("Pipeline projects"), columns, [_row(row) for row in passages], name="projects", stacked=True
    )


def _row(passage: Any) -> dict[str, Any]:
    project = passage.project
    url = passage.get_absolute_url()
    return {
        "number": Cell(project.number, url=url),
        "title": Cell(project.title, url=url),
        "platform": Cell(str(project.platform), url=project.platform.get_absolute_url()),
        "field": project.get_field_display(),
        "stage": passage.get_stage_display(),
        "state": Cell(passage.state, text=passage.get_state_display(), light=light_of(passage)),
        "readiness": passage.readiness,
        "manager": manager_cell(passage),
        "due_on": due_cell_of(passage),
        "open": open_words(passage),
        "moved_at": passage.moved_at,
    }


def open_words(passage: Any) -> str:
    """Say what is open: a gate under review, something owed."""
    said = [_("before a gate")] if passage.at_gate else []
    return _(", ").join(said + ([_("something is owed")] if passage.owes else []))


def gates_table(reviews: Iterable[GateReview]) -> Table:
    """Return a list of reviews."""
    rows = [gate_row(review) for review in reviews]
    return Table(_("Gate reviews"), gate_columns(), rows, name="gates", stacked=True)


def gate_columns() -> list[Column]:
    """Return the columns of a list of reviews."""
    return [
        Column("code", pgettext("gate", "Number")),
        Column("project", pgettext("project", "Project")),
        Column("gate", _("Gate")),
        Column("state", pgettext("gate", "State")),
        Column("before", _("Readiness before"), "number"),
        Column("after", _("Readiness after"), "number"),
        Column("manager", _("Project manager")),
        Column("tranche", pgettext("gate", "Tranche"), "money", unit="万元"),
        Column("requested_at", _("Requested on"), "date"),
        Column("decided_at", _("Decided on"), "date"),
    ]


def gate_row(review: GateReview) -> dict[str, Any]:
    """Return a review as a list prints it."""
    manager = review.manager or review.passage.manager
    return {
        "code": Cell(review.code, url=review.get_absolute_url()),
        "project": Cell(review.passage.project.title, url=review.passage.get_absolute_url()),
        "gate": review.get_gate_display(),
        "state": Cell(review.state, text=review.get_state_display(), light=light_of_gate(review)),
        "before": review.readiness_before,
        "after": review.readiness_after,
        "manager": str(manager) if manager else "",
        "tranche": review.tranche.amount if hasattr(review, "tranche") else None,
        "requested_at": review.requested_at,
        "decided_at": review.decided_at,
    }


def light_of_gate(review: GateReview) -> Light:
    """Return the light of a review, as its state says."""
    tone = GateReview.State.tone_of(review.state)
    return tone if tone in {"good", "watch", "bad"} else "none"  # type: ignore[return-value]


def timeline_table(passages: Iterable[Any]) -> Table:
    """Return when projects passed which gate; ``passed_g0`` and so on are annotated."""
    columns = [
        Column("number", pgettext("project", "Number")),
        Column("title", pgettext("project", "Project")),
        Column("opened_at", _("Taken up on"), "date"),
        *(Column(gate.value, str(gate.label), "date") for gate in GateCode),
        Column("state", pgettext("project", "State")),
        Column("due_on", _("Due on"), "date"),
    ]
    rows = [
        {
            "number": Cell(row.project.number, url=row.get_absolute_url()),
            "title": Cell(row.project.title, url=row.get_absolute_url()),
            "opened_at": row.opened_at,
            "state": Cell(row.state, text=row.get_state_display(), light=light_of(row)),
            "due_on": due_cell_of(row),
        }
        | {gate.value: getattr(row, f"passed_{gate.value}") for gate in GateCode}
        for row in passages
    ]
    return Table(pgettext("projects", "Timeline"), columns, rows, name="timeline", stacked=True)
