"""Cases of fault tolerance of the scheme and period of a grading, refused ones too, with every step."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keqiao.web.accounts.models import User
from keqiao.web.grading.dossier.providers import Contribution, DossierPart
from keqiao.web.grading.dossier.row_documents import heading, rows_of
from keqiao.web.grading.dossier.rules_and_figures import runs_of
from keqiao.web.grading.models import Grading
from keqiao.web.procedures.history import action_words
from keqiao.web.tolerance.models import ToleranceCase, ToleranceStep
from keqiao.web.tolerance.procedure import CASES as PROCEDURE

CASE = (
    "code",
    "platform",
    "period",
    "indicators",
    "subject",
    "ground",
    "facts",
    "answers",
    "state",
    "applied_by",
    "applied_at",
    "checked_by",
    "findings",
    "decided_by",
    "decided_at",
    "reason",
    "lesson",
)


def cases(_user: User, grading: Grading) -> Contribution | None:
    """Give the cases handed in for the grading's scheme and period, and those that one of its runs took in."""
    runs = runs_of(grading)
    taken = {case["case"] for run in runs for case in run.options.get("tolerance", ())}
    here = Q(scheme_code=grading.run.scheme.code, period=grading.period)
    handed_in = ~Q(state=ToleranceCase.State.DRAFT)
    cases = list(
        ToleranceCase.objects.filter((here & handed_in) | Q(code__in=taken))
        .select_related("platform", "applied_by", "checked_by", "decided_by")
        .order_by("code")
    )
    if not cases:
        return None
    steps = ToleranceStep.objects.filter(case__in=cases).select_related("case", "by")
    evidence = {file.sha256: (case, file) for case in cases for file in case.files.all()}
    in_runs = (
        _("Runs that took it in"),
        lambda case: "; ".join(
            run.code
            for run in runs
            if any(option["case"] == case.code for option in run.options.get("tolerance", ()))
        ),
    )
    files = (
        _("SHA-256 of the files"),
        lambda case: "; ".join(sorted(file.sha256 for file in case.files.all())),
    )
    action = (
        heading(ToleranceStep, "action"),
        lambda step: action_words(PROCEDURE, step.action),
    )
    return Contribution(
        [
            rows_of(
                "cases.csv", _("Cases of fault tolerance"), ToleranceCase, cases, (*CASE, in_runs, files)
            ),
            rows_of(
                "steps.csv",
                _("Steps of the cases of fault tolerance"),
                ToleranceStep,
                steps.order_by("case__code", "at", "pk"),
                ("case", action, "at", "by", "before", "after", "reason"),
            ),
        ],
        [evidence[key][1] for key in sorted(evidence)],
        cases,
    )


CASES = DossierPart("tolerance", cases, gettext_lazy("Cases of fault tolerance"))
