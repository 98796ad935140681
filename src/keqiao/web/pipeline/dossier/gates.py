"""What the dossier says of the gates: their material, the decision with reasons, and votes once they are unsealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.visibility import may_see
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSubject
from keqiao.web.experts.selectors import sees_names
from keqiao.web.grading.dossier.documents import DossierFile, sheet, text
from keqiao.web.grading.dossier.evidence import Enclosed
from keqiao.web.grading.dossier.row_documents import heading, rows_of
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.dossier.project import steps_document
from keqiao.web.pipeline.gate_procedure import GATES
from keqiao.web.pipeline.gate_subjects import KIND
from keqiao.web.pipeline.models import GateReview, Met

REVIEW = (
    "code",
    "gate",
    "state",
    "readiness_before",
    "readiness_after",
    "requested_by",
    "requested_at",
    "submitted_at",
    "manager",
    "decided_by",
    "decided_at",
    "reason",
)


def gate_documents(
    user: Actor, reviews: Sequence[GateReview], files: Iterable[Enclosed]
) -> list[DossierFile]:
    """Return the documents about the reviews of a project; ``files``: where each file is in the archive.

    Votes stand in it for panels that have ended and that the reader may open, with names for who may know them; before
    that nothing of a panel but its state.
    """

    def case(review: GateReview) -> str:
        known = review.tolerance_case
        return known.code if known is not None and may_see(user, known) else ""

    places = {file.evidence.sha256: file.path or file.why for file in files}
    documents = [
        rows_of(
            "gates.csv",
            _("Gates: what was decided, when, by whom, and why"),
            GateReview,
            reviews,
            (*REVIEW, (heading(GateReview, "tolerance_case"), case)),
        )
    ]
    for review in reviews:
        documents += _of_review(user, review, places)
    return documents


def _of_review(user: Actor, review: GateReview, places: Mapping[str, str]) -> Iterator[DossierFile]:
    folder, name = f"gates/{review.code}", {"gate": review.code}
    criteria = _("Criteria of %(gate)s: whether each is met, and why not") % name
    yield _criteria(review, f"{folder}/criteria.csv", criteria)
    yield _material(review, f"{folder}/material.csv", _("Material of %(gate)s") % name, places)
    if review.summary:
        yield text(f"{folder}/summary.txt", _("What was achieved before %(gate)s") % name, review.summary)
    yield steps_document(f"{folder}/steps.csv", _("Every step of %(gate)s") % name, GATES, review)
    rows = PanelSubject.objects.filter(panel__subject_kind=KIND, key=review.pk).select_related("panel")
    panels = list(rows.order_by("pk"))
    if panels:
        yield rows_of(
            f"{folder}/panels.csv",
            _("Experts' panels of %(gate)s with their results") % name,
            PanelSubject,
            panels,
            (
                "panel",
                (heading(ExpertPanel, "state"), lambda row: row.panel.get_state_display()),
                (heading(ExpertPanel, "closed_at"), lambda row: row.panel.closed_at),
                (_("Result of the panel"), lambda row: row.value if _is_unsealed(row.panel) else None),
            ),
        )
    for row in panels:
        if _is_unsealed(row.panel) and may_see(user, row.panel):
            yield from _votes(user, row, folder)


def _is_unsealed(panel: ExpertPanel) -> bool:
    return bool(panel.state == ExpertPanel.State.CLOSED)


def _criteria(review: GateReview, path: str, title: str) -> DossierFile:
    words = {str(code): str(label) for code, label in Met.choices}
    heads = [_("Criterion"), _("must be met"), _("Decision at the gate"), pgettext("project", "Why")]
    return sheet(
        path,
        title,
        heads,
        (
            (
                str(criterion.name),
                _("yes") if criterion.must else _("no"),
                words.get(review.assessments.get(code, {}).get("met", ""), ""),
                review.assessments.get(code, {}).get("why", ""),
            )
            for code, criterion in rule_of(review).criterion.items()
        ),
    )


def _material(review: GateReview, path: str, title: str, places: Mapping[str, str]) -> DossierFile:
    """Every item of the list with its files; an item without one stands there all the same."""
    entries = list(review.materials.select_related("file", "by").order_by("pk"))
    rows: list[tuple[object, ...]] = []
    for code, item in rule_of(review).item.items():
        required = _("yes") if item.required else _("no")
        files = [entry for entry in entries if entry.item == code]
        rows += [
            (
                str(item.name),
                required,
                entry.file.original_name,
                entry.file.sha256,
                places.get(entry.file.sha256, ""),
                entry.by,
                entry.at,
                entry.removed_at,
            )
            for entry in files
        ] or [(str(item.name), required, "", "", "", "", None, None)]
    heads = [
        _("Item"),
        _("required"),
        _("File"),
        "SHA-256",
        _("In the archive"),
        _("by"),
        _("at"),
        _("removed at"),
    ]
    return sheet(path, title, heads, rows)


def _votes(user: Actor, subject: PanelSubject, folder: str) -> Iterator[DossierFile]:
    """Scores and conflicts of a panel that has ended. Who may not know the names reads numbers, by the points: the
    order says nothing of who sat where.
    """
    panel, named = subject.panel, sees_names(user, subject.panel)
    said = {"panel": panel.code}
    scores = ExpertScore.objects.filter(seat__panel=panel, subject=subject).select_related("seat__expert")
    order = ("round", "seat") if named else ("round", "points", "comment")
    heads = [
        pgettext("panel", "Expert"),
        heading(ExpertScore, "round"),
        heading(ExpertScore, "points"),
        heading(ExpertScore, "comment"),
    ]
    numbers: dict[int, int] = {}
    lines = []
    for score in scores.order_by(*order):
        numbers[score.round] = numbers.get(score.round, 0) + 1
        expert = str(score.seat.expert) if named else str(numbers[score.round])
        lines.append((expert, score.round, score.points, score.comment))
    yield sheet(
        f"{folder}/votes-{panel.pk}.csv", _("Votes of the panel %(panel)s, unsealed") % said, heads, lines
    )
    if not named:
        return
    conflicts = ConflictDeclaration.objects.filter(seat__panel=panel, subject=subject)
    yield rows_of(
        f"{folder}/conflicts-{panel.pk}.csv",
        _("Conflicts of interest in the panel %(panel)s") % said,
        ConflictDeclaration,
        conflicts.select_related("seat__expert", "declared_by").order_by("seat", "pk"),
        (
            (pgettext("panel", "Expert"), lambda row: row.seat.expert),
            "conflict",
            "ground",
            "declared_by",
            "by_system",
            "declared_at",
        ),
    )
