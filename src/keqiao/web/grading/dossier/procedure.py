"""The grading itself: grades, steps, minutes of the consultation, objections with their answers and files."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.engine.schemes import Scheme
from keqiao.web.accounts.models import User
from keqiao.web.evaluations import computation
from keqiao.web.grading.dossier.documents import DossierFile, plain, sheet, text
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import BASIS, Field, about_sheet, as_json, heading, rows_of
from keqiao.web.grading.history import history
from keqiao.web.grading.models import GradeLine, Grading, GradingStep, Objection
from keqiao.web.grading.tables import outcome_words, variant_words, veto_words
from keqiao.web.site.punctuation import in_sequence

ABOUT = (
    "code",
    "title",
    "run",
    "period",
    BASIS,
    "basis_reason",
    "state",
    "publicity_from",
    "publicity_to",
    "edition",
    "created_by",
    "created_at",
    "final_by",
    "final_at",
    "replaces",
)
OBJECTION = (
    "platform",
    "indicators",
    "text",
    "state",
    "lodged_by",
    "lodged_at",
    "checked_by",
    "findings",
    "answer",
    "answered_by",
    "answered_at",
)


def _line(scheme: Scheme) -> tuple[Field, ...]:
    """Fields of a grade: names in place of the codes of the scheme."""
    return (
        "platform",
        "total",
        "rank",
        "low",
        "high",
        "grade_stability",
        "border",
        (gettext_lazy("Grade computed"), lambda line: line.computed),
        (gettext_lazy("Grade"), lambda line: line.grade),
        "reason",
        (
            heading(GradeLine, "variant"),
            lambda line: variant_words(scheme, line.variant) if line.variant else "",
        ),
        (heading(GradeLine, "veto"), lambda line: veto_words(scheme, line.veto)),
        (
            heading(GradeLine, "outcomes"),
            lambda line: in_sequence(outcome_words(one_) for one_ in line.outcomes),
        ),
    )


def procedure(_user: User, grading: Grading) -> Contribution:
    """Give the grades and how they came about."""
    lines = grading.lines.select_related("platform").order_by("rank", "platform__code")
    objections = list(
        Objection.objects.filter(grading=grading)
        .select_related("platform", "lodged_by", "checked_by", "answered_by")
        .order_by("lodged_at", "pk")
    )
    evidence = {file.sha256: file for objection in objections for file in objection.files.all()}
    files = (
        _("SHA-256 of the files"),
        lambda row: "; ".join(sorted(file.sha256 for file in row.files.all())),
    )
    fields = _line(computation.scheme_of(grading.run.scheme))
    documents: list[DossierFile] = [
        about_sheet("about.csv", _("About the grading"), grading, ABOUT),
        rows_of(
            "grades.csv",
            _("Grades: computed, decided, and why where they differ"),
            GradeLine,
            lines,
            fields,
        ),
        *_steps(grading),
        text("minutes.txt", _("Minutes of the consultation"), grading.minutes),
        rows_of(
            "objections.csv", _("Objections and their answers"), Objection, objections, (*OBJECTION, files)
        ),
    ]
    return Contribution(documents, [evidence[key] for key in sorted(evidence)], [grading, *objections])


def _steps(grading: Grading) -> list[DossierFile]:
    """The steps twice: for reading, and whole, with what stood before and after."""
    heads = [heading(GradingStep, name) for name in ("at", "by", "action", "run")]
    entries = reversed(history(grading))
    rows = GradingStep.objects.filter(grading=grading).select_related("by", "run").order_by("pk")
    whole = "".join(
        as_json(
            {
                "at": plain(step.at),
                "by": str(step.by),
                "action": step.action,
                "objection": step.objection_id,
                "run": step.run.code,
                "before": step.before,
                "after": step.after,
                "reason": step.reason,
            }
        )
        + "\n"
        for step in rows
    )
    return [
        sheet(
            "steps.csv",
            _("Every step of the grading: who, when, what changed, why"),
            [*heads, _("What changed")],
            (
                (entry.at, entry.by, entry.action, entry.step.run.code, _("; ").join(entry.sentences))
                for entry in entries
            ),
        ),
        text("steps.jsonl", _("The same steps whole: what stood before and after, one in each line"), whole),
    ]


PROCEDURE = DossierPart("decision", procedure, gettext_lazy("The grading itself"))
