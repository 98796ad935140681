"""Reviews at gates: asked for, their material, submitted, withdrawn; a case of fault tolerance, the money behind."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import EvidenceGrade
from keqiao.web.facts.services import examine, store_evidence, use_evidence
from keqiao.web.facts.services.evidence import Examined
from keqiao.web.funding.models import ProposalLine
from keqiao.web.pipeline.actions import rule_of
from keqiao.web.pipeline.gate_procedure import GATES
from keqiao.web.pipeline.models import GATE_AFTER, GateMaterial, GateReview, ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT
from keqiao.web.pipeline.selectors import lacking, tranches_of_line
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.tolerance.models import ToleranceCase
from keqiao.web.tolerance.services import CaseApplication
from keqiao.web.tolerance.services import open_case as open_tolerance_case

MOST_SUMMARY = 4000
MOST_FILES = 30
"""Files of a review."""


def request_gate(actor: Actor, passage: ProjectPassage) -> GateReview:
    """Ask for the gate at the end of the project's stage; which one that is follows from the stage alone.

    Raises PermissionDenied with the reason, ValidationError for a completed project.
    """
    return numbered(lambda: _requested(actor, passage))


def _requested(actor: Actor, passage: ProjectPassage) -> GateReview:
    passage = (
        ProjectPassage.objects.select_for_update(of=("self",))
        .select_related("project__platform")
        .get(pk=passage.pk)
    )
    gate = GATE_AFTER.get(passage.stage)
    if gate is None:
        raise ValidationError(_("The project passed all gates."))
    review = GateReview(
        passage=passage, gate=gate.value, readiness_before=passage.readiness, requested_by=actor
    )
    with GATES.making(actor, review, "request") as work:
        review.requested_at = work.at
        review.code = next_code(GateReview, f"{gate.value.upper()}-{work.at:%Y}-", 3)
    return review


def hand_in(
    actor: Actor,
    pk: int,
    item: str,
    upload: UploadedFile | ContentFile | Examined,
    *,
    since: int | None = None,
) -> GateMaterial:
    """Add a file to an item of the gate's list. Raises Http404, PermissionDenied, ValidationError by field."""
    examined = examine(upload)
    with GATES.acting(actor, pk, "hand_in", since=since) as work:
        review = work.row
        wanted = rule_of(review).item.get(item)
        if wanted is None:
            raise ValidationError({"item": _("Choose an item of the list.")})
        if review.materials.filter(removed_at=None).count() >= MOST_FILES:
            raise ValidationError(_("At most %(count)s files.") % {"count": MOST_FILES})
        file = store_evidence(actor, examined, str(wanted.name)[:200], EvidenceGrade.C, right=CONDUCT)
        use_evidence(file, review.passage.project.platform)
        material = GateMaterial.objects.create(review=review, item=item, file=file, by=actor, at=work.at)
        work.note("material", "", file.sha256)
        work.detail["item"] = item
    return material


def take_out(actor: Actor, pk: int, material_pk: int, *, since: int | None = None) -> None:
    """Take a file out of the material; it stays stored. Raises Http404, PermissionDenied, ValidationError."""
    with GATES.acting(actor, pk, "take_out", since=since) as work:
        material = work.row.materials.filter(pk=material_pk, removed_at=None).select_related("file").first()
        if material is None:
            raise ValidationError(_("The material has no such file."))
        material.removed_at = work.at
        material.save()
        work.note("material", material.file.sha256, "")


def submit(actor: Actor, pk: int, summary: str, *, since: int | None = None) -> GateReview:
    """Submit a review with what was achieved. Raises ValidationError with all that is missing or still owed."""
    with GATES.acting(actor, pk, "submit", since=since) as work:
        problems = lacking(work.row)
        words = words_given(summary, _("Say what was achieved."), MOST_SUMMARY, field="summary")
        if problems:
            raise ValidationError(problems)
        work.change(summary=words)
    return work.row


def withdraw(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Take back a request that is not decided. Raises Http404, PermissionDenied, ValidationError."""
    with GATES.acting(actor, pk, "withdraw", since=since, reason=reason):
        pass


def release(actor: Actor, pk: int, line: ProposalLine | None, *, since: int | None = None) -> None:
    """Name the amount of a decided pool out of which the tranche is paid: one of the project's platform, and the
    tranches that name it come to no more than it.

    Raises Http404, PermissionDenied, ValidationError by field.
    """
    with GATES.acting(actor, pk, "release", since=since) as work:
        tranche = work.row.tranche
        platform = work.row.passage.project.platform_id
        locked = ProposalLine.objects.select_for_update(of=("self",))
        known = (
            locked.filter(pk=line.pk, platform=platform, proposal__chosen_for__state="decided").first()
            if line is not None
            else None
        )
        if known is None:
            raise ValidationError({"line": _("Choose an amount of the platform in a decided pool.")})
        others = tranches_of_line(known, leaving_out=tranche)
        if others + tranche.amount > known.amount:
            text = _("Of %(amount)s yuan %(used)s are named by other tranches; %(wanted)s do not fit.")
            values = {"amount": known.amount, "used": others, "wanted": tranche.amount}
            raise ValidationError({"line": text % values})
        work.note("line", tranche.line_id, known.pk)
        tranche.line = known
        tranche.save()


def open_case(
    actor: Actor, pk: int, scheme_code: str, period: str, *, since: int | None = None
) -> ToleranceCase:
    """Open a case of fault tolerance about a project that was put on hold or stopped: a draft that says what was
    decided at the gate; indicators, ground and files are added there.

    Raises Http404, PermissionDenied, ValidationError.
    """
    with GATES.acting(actor, pk, "open_case", since=since) as work:
        review = work.row
        project = review.passage.project
        told_of = _("%(project)s: %(gate)s, %(decision)s") % {
            "project": project.title,
            "gate": review.get_gate_display(),
            "decision": review.get_state_display(),
        }
        facts = "\n".join(part for part in (review.summary, review.reason) if part)
        application = CaseApplication(
            scheme_code=scheme_code, period=period, subject=told_of[:200], facts=facts[:4000]
        )
        case = open_tolerance_case(actor, project.platform, application)
        work.change(tolerance_case_id=case.pk)
    return case
