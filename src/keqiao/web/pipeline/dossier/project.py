"""What the dossier says of a project: what it is, where it stands, who was in charge, what it owed, its money."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.grading.dossier.documents import DossierFile, sheet, text
from keqiao.web.grading.dossier.row_documents import heading, rows_of
from keqiao.web.pipeline.actions import path_of
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import Deliverable, GateTranche, Mandate, PassageStep, ProjectPassage
from keqiao.web.pipeline.procedure import PASSAGES
from keqiao.web.pipeline.query import qualification_words
from keqiao.web.procedures import history
from keqiao.web.registry.models import PipelineProject
from keqiao.web.rulebooks.models import DocumentText

REGISTER = (
    "number",
    "title",
    "title_en",
    "platform",
    "field",
    "origin",
    "firm",
    "readiness",
    "budget",
    "proposed_on",
    "aim",
)
WAY = ("stage", "state", "moved_at", "due_on", "readiness", "manager", "opened_by", "opened_at")


def project_documents(passage: ProjectPassage) -> list[DossierFile]:
    """Return the documents about a project; the caller has asked whether the reader may see it."""
    rules = GATE_RULES.used_by(passage.documents)
    return [
        _about(passage),
        rows_of(
            "managers.csv",
            _("Project managers: from when to when, with which mandate"),
            Mandate,
            passage.mandates.select_related("manager", "given_by").order_by("pk"),
            (
                "manager",
                (heading(Mandate, "qualification"), lambda row: qualification_words(row.qualification)),
                "mandate",
                "began_on",
                "ended_on",
                "given_by",
            ),
        ),
        rows_of(
            "deliverables.csv",
            _("What was owed, by whom and until when, and what was handed in"),
            Deliverable,
            passage.deliverables.select_related("owner", "file", "review").order_by("due_on", "pk"),
            (
                "name",
                (heading(Deliverable, "review"), lambda row: row.review.code if row.review else ""),
                "due_on",
                "owner",
                "delivered_at",
                ("SHA-256", lambda row: row.file.sha256 if row.file else ""),
                "note",
            ),
        ),
        _tranches(passage),
        steps_document("steps.csv", _("Every step of the project"), PASSAGES, passage),
        text(
            "rules.yaml",
            _("Rules that the project goes by, version %(version)s") % {"version": rules.version},
            _rules_text(passage),
        ),
    ]


def steps_document(path: str, title: str, procedure: object, row: object) -> DossierFile:
    """Return the steps of a project or a review in words, the first one first."""
    steps = row.steps.select_related("by").order_by("-pk")  # type: ignore[attr-defined]
    heads = [
        *(heading(PassageStep, name) for name in ("at", "by", "action")),
        pgettext("step", "What changed"),
    ]
    entries = reversed(history.entries(procedure, steps))  # type: ignore[arg-type]
    return sheet(
        path,
        title,
        heads,
        ((entry.at, entry.by, entry.action, _("; ").join(entry.sentences)) for entry in entries),
    )


def _about(passage: ProjectPassage) -> DossierFile:
    project, path = passage.project, path_of(passage)
    lines = [(heading(PipelineProject, name), _value_in_words(project, name)) for name in REGISTER]
    lines += [(heading(ProjectPassage, name), _value_in_words(passage, name)) for name in WAY]
    lines.append((_("Scale"), str(path.standard)))
    return sheet("project.csv", _("About the project"), [_("Item"), _("Content")], lines)


def _value_in_words(row: PipelineProject | ProjectPassage, field: str) -> object:
    words = getattr(row, f"get_{field}_display", None)
    return words() if words is not None else getattr(row, field)


def _tranches(passage: ProjectPassage) -> DossierFile:
    managers = GATE_RULES.used_by(passage.documents).managers
    rows = GateTranche.objects.filter(review__passage=passage).order_by("review__gate")
    return rows_of(
        "tranches.csv",
        _("Money that gates released (yuan), the pool behind it, the success fee by the rules"),
        GateTranche,
        rows.select_related("review", "line__proposal__pool"),
        (
            (_("Gate"), lambda row: row.review.get_gate_display()),
            (pgettext("gate", "Number"), lambda row: row.review.code),
            "amount",
            (_("Money behind it"), lambda row: row.line.proposal.pool if row.line else ""),
            (_("Success fee by the rules"), lambda row: managers.fee(row.amount)),
        ),
    )


def _rules_text(passage: ProjectPassage) -> str:
    fingerprint = passage.documents.get(GATE_RULES.code, "")
    stored = DocumentText.objects.filter(fingerprint=fingerprint).first()
    return stored.text if stored is not None else GATE_RULES.package_text
