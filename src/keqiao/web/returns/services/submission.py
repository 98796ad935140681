"""Hand a form in, or take it back before the review begins."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Evidence
from keqiao.web.returns.checking import RuleBreach, findings_of
from keqiao.web.returns.models import Cell, Return, Submission
from keqiao.web.returns.prefill import computed_values
from keqiao.web.returns.procedure import RETURNS
from keqiao.web.returns.services.actions import FormActing


def gaps(form: Return) -> list[str]:
    """Return what is missing before a form can be handed in, in words, figure by figure."""
    return [words for _code, words in gaps_by_figure(form)]


def gaps_by_figure(form: Return) -> list[tuple[str, str]]:
    """Return what is missing before a form can be handed in: measure code and words, in the order of the form."""
    missing = []
    cells = form.cells.select_related("item__measure", "item__definition").prefetch_related("evidence")
    for cell in cells:
        code, named = cell.item.measure.code, {"measure": cell.item.measure}
        if cell.item.required and cell.is_typed and not cell.is_given:
            missing.append((code, _("%(measure)s has no value.") % named))
        if cell.not_applicable and not cell.comment:
            missing.append((code, _("%(measure)s is said not to apply: the note says why.") % named))
        if cell.item.evidence_required and cell.value is not None and not cell.evidence.all():
            missing.append((code, _("%(measure)s needs evidence.") % named))
        if cell.state == Cell.State.SENT_BACK:
            words = _("%(measure)s was sent back and is unchanged: change it, or answer in its note.") % named
            missing.append((code, words))
    return missing


def submit(
    actor: Actor,
    form_pk: int,
    signed_by: str,
    *,
    scan: Evidence | None = None,
    since: int | None = None,
) -> Submission:
    """Hand a form in with the name of who answers for it (承诺). Returns the hand-in.

    Raises PermissionDenied, ChangedMeanwhile, or ValidationError with everything that is missing, checks that stop and
    checks that still ask for an explanation.
    """
    name = signed_by.replace("\0", "").strip()
    with RETURNS.acting(actor, form_pk, "submit", since=since) as work:
        form = work.form
        if not name or len(name) > 60:
            raise ValidationError(
                {"signed_by": _("Write the name of the person who answers for the figures.")}
            )
        _compute(work)
        findings = findings_of(form)
        wrong = [*gaps(form), *(finding.words for finding in findings if finding.stops)]
        if wrong:
            raise ValidationError(wrong)
        number = form.submissions.count() + 1
        form.signed_by = name
        form.late_days = max((timezone.localdate(work.at) - form.due_on).days, 0)
        hand_in = Submission.objects.create(
            form=form,
            version=form.version,
            number=number,
            at=work.at,
            by=actor,
            signed_by=name,
            signed_scan=scan,
            late_days=form.late_days,
            values=values_of(form),
            findings=[_stored_finding(finding) for finding in findings],
        )
        work.detail |= {"number": number, "signed_by": name, "late_days": form.late_days}
    return hand_in


def recall(actor: Actor, form_pk: int, *, since: int | None = None) -> None:
    """Take a form back that nobody has begun to review."""
    with RETURNS.acting(actor, form_pk, "recall", since=since):
        pass


def values_of(form: Return) -> dict[str, Any]:
    """Return the values of a form as a hand-in keeps them, by measure code."""
    cells = form.cells.select_related("item__measure").prefetch_related("evidence")
    return {
        cell.item.measure.code: {
            "value": None if cell.value is None else format(cell.value, "f"),
            "not_applicable": cell.not_applicable,
            "comment": cell.comment,
            "evidence": sorted(file.sha256 for file in cell.evidence.all()),
        }
        for cell in cells
    }


def _compute(work: FormActing) -> None:
    """Write into the cells what the registers say at this moment: it is what the reviewers will see."""
    computed = computed_values(work.form)
    for code, cell in work.cells().items():
        if cell.origin == Cell.Origin.DERIVED and cell.value != computed.get(code):
            # A passed figure that the registers have moved since is looked at again.
            work.change_cell(cell, value=computed.get(code), state=Cell.State.OPEN)


def _stored_finding(breach: RuleBreach) -> dict[str, Any]:
    return {
        "code": breach.code,
        "severity": breach.severity,
        "figures": breach.figures,
        "explanation": breach.explanation,
    }
