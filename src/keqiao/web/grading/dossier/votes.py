"""Experts' scores with conflicts of interest and comments, of the panels whose results the snapshot holds."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.experts import subject_kinds
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.grading.dossier.documents import DossierFile
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import about_sheet, heading, rows_of
from keqiao.web.grading.dossier.rules_and_figures import runs_of
from keqiao.web.grading.models import Grading

ABOUT = (
    "code",
    "title",
    "field",
    "basis",
    "measure",
    "period",
    "trim",
    "least",
    "guidance",
    "due_on",
    "chair",
    "state",
    "created_by",
    "created_at",
    "closed_by",
    "closed_at",
    "opened_at",
    "first_ended_at",
    "first_reason",
    "closing_reason",
    "corrects",
)


def votes(_user: User, grading: Grading) -> Contribution | None:
    """Give the panels whose facts are in a snapshot of the grading."""
    snapshots = {run.snapshot_id for run in runs_of(grading)}
    panels = list(
        ExpertPanel.objects.filter(subjects__fact__snapshot_figures__snapshot__in=snapshots)
        .distinct()
        .order_by("code")
    )
    if not panels:
        return None
    return Contribution([document for panel in panels for document in _documents(panel)], objects=panels)


def _documents(panel: ExpertPanel) -> list[DossierFile]:
    name = {"panel": panel}
    seats = PanelSeat.objects.filter(panel=panel).select_related("expert").order_by("pk")
    subjects = {row.pk: row.subject for row in subject_kinds.rows_of(panel)}
    conflicts = ConflictDeclaration.objects.filter(seat__panel=panel)
    conflicts = conflicts.select_related("seat__expert", "declared_by").order_by("seat", "pk")
    scores = ExpertScore.objects.filter(seat__panel=panel).select_related("seat__expert")
    expert = (heading(PanelSeat, "expert"), lambda row: row.seat.expert)
    subject = (heading(ExpertScore, "subject"), lambda row: subjects[row.subject_id])
    return [
        about_sheet(f"{panel.pk}/about.csv", _("About the panel %(panel)s") % name, panel, ABOUT),
        rows_of(
            f"{panel.pk}/results.csv",
            _("Results of the panel %(panel)s") % name,
            PanelSubject,
            subject_kinds.rows_of(panel),
            (
                (heading(ExpertScore, "subject"), lambda row: row.subject),
                "value",
                (heading(PanelSubject, "fact"), lambda row: row.fact_id),
            ),
        ),
        rows_of(
            f"{panel.pk}/experts.csv",
            _("Experts of the panel %(panel)s") % name,
            PanelSeat,
            seats,
            ("expert", "declared_at", "first_at", "second_at"),
        ),
        rows_of(
            f"{panel.pk}/conflicts.csv",
            _("Conflicts of interest in the panel %(panel)s") % name,
            ConflictDeclaration,
            conflicts,
            (expert, subject, "conflict", "ground", "declared_by", "by_system", "declared_at"),
        ),
        rows_of(
            f"{panel.pk}/scores.csv",
            _("Scores and comments of the panel %(panel)s") % name,
            ExpertScore,
            sorted(scores, key=lambda row: (row.seat_id, subjects[row.subject_id].code, row.round)),
            (expert, subject, "round", "points", "comment", "changed_at"),
        ),
    ]


VOTES = DossierPart("experts", votes, gettext_lazy("Experts' panels"))
