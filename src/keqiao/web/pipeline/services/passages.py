"""Projects: taken up, led by a manager, owing deliverables, given to others, taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.facts.models import EvidenceGrade
from keqiao.web.facts.services import examine, store_evidence, use_evidence
from keqiao.web.facts.services.evidence import Examined
from keqiao.web.pipeline.actions import PassageActing
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import Deliverable, Mandate, ProjectPassage, Stage
from keqiao.web.pipeline.procedure import PASSAGES
from keqiao.web.pipeline.rights import CONDUCT
from keqiao.web.pipeline.selectors import load_of, may_manage
from keqiao.web.procedures.words import reason_given, words_given
from keqiao.web.registry.models import PipelineProject
from keqiao.web.rulebooks.in_force import noted
from keqiao.web.rulebooks.texts import keep


def take_up(actor: Actor, project: PipelineProject) -> ProjectPassage:
    """Take a project of the register up: it is a lead, and goes by the document of gates in force today.

    Raises PermissionDenied; ValidationError where it was taken up already or is withdrawn from the register.
    """
    if project.withdrawn_at is not None:
        raise ValidationError(_("“%(project)s” is withdrawn from the register.") % {"project": project})
    if ProjectPassage.objects.filter(project=project).exists():
        raise ValidationError(_("“%(project)s” was taken up already.") % {"project": project})
    passage = ProjectPassage(project=project, opened_by=actor, readiness=project.readiness)
    with PASSAGES.making(actor, passage, "take_up") as work:
        passage.opened_at = work.at
        with noted() as documents:
            GATE_RULES.in_force()
        keep(documents)
        passage.documents = documents
        work.enter(Stage.LEAD)
    return passage


def appoint(
    actor: Actor,
    pk: int,
    manager: User | None,
    qualification: str,
    *,
    mandate: str = "",
    reason: str = "",
    since: int | None = None,
) -> ProjectPassage:
    """Put a manager in charge. Where there is one already it is a hand-over: with a reason, and with the open
    deliverables of who leaves.

    Raises Http404, PermissionDenied, ChangedMeanwhile; ValidationError by field for somebody who may not manage
    projects, manages as many as the rules allow, or has no qualification of the rules.
    """
    with PASSAGES.acting(actor, pk, "appoint", since=since, reason=reason) as work:
        put_in_charge(work, manager, qualification, mandate)
    return work.row


def put_in_charge(work: PassageActing, manager: User | None, qualification: str, mandate: str = "") -> None:
    """Within an action on the project, put a manager in charge: see :func:`appoint`."""
    passage, rules = work.row, GATE_RULES.in_force().managers
    before = passage.manager
    if manager is None or not may_manage(manager):
        raise ValidationError(
            {"manager": _("Choose somebody who manages projects and does not decide on gates.")}
        )
    if before is not None and before.pk == manager.pk:
        raise ValidationError({"manager": _("%(user)s is the manager already.") % {"user": manager}})
    if qualification not in rules.qualification:
        raise ValidationError({"qualification": _("Choose a qualification of the rules.")})
    if load_of(manager) >= rules.most_projects:
        text = _("%(user)s manages %(count)d projects, as many as the rules allow.")
        raise ValidationError({"manager": text % {"user": manager, "count": rules.most_projects}})
    if before is not None:
        work.reason = reason_given(work.reason)
        owed = Deliverable.objects.filter(passage=passage, owner=before, delivered_at=None)
        work.note("tasks", "", [deliverable.name for deliverable in owed])
        owed.update(owner=manager)
    day = timezone.localdate(work.at)
    Mandate.objects.filter(passage=passage, ended_on=None).update(ended_on=day)
    Mandate.objects.create(
        passage=passage,
        manager=manager,
        qualification=qualification,
        mandate=words_given(mandate, field="mandate"),
        began_on=day,
        given_by=work.actor,
    )
    work.change(manager=manager)


def owe(actor: Actor, pk: int, name: str, due_on: date | None, *, since: int | None = None) -> Deliverable:
    """Agree on something that the project delivers until a day; while it is open no gate is passed.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    with PASSAGES.acting(actor, pk, "owe", since=since) as work:
        deliverable = owed(work.row, [(name, due_on)], day=timezone.localdate(work.at))[0]
        deliverable.save()
        work.note("deliverable", "", deliverable.name)
    return deliverable


def owed(
    passage: ProjectPassage, lines: Iterable[tuple[str, date | None]], *, day: date
) -> list[Deliverable]:
    """Return deliverables of a project, not stored. Raises ValidationError by field."""
    deliverables = []
    for name, due_on in lines:
        words = words_given(name, _("Say exactly what is owed."), 300, field="name")
        if due_on is None or due_on < day:
            raise ValidationError({"due_on": _("Say by which day, not before today.")})
        deliverables.append(Deliverable(passage=passage, name=words, due_on=due_on, owner=passage.manager))
    return deliverables


def deliver(
    actor: Actor,
    pk: int,
    deliverable_pk: int,
    upload: UploadedFile | ContentFile | Examined | None = None,
    *,
    note: str = "",
    since: int | None = None,
) -> None:
    """Hand in what is owed, with a file or in words. Raises Http404, PermissionDenied, ValidationError."""
    examined = examine(upload) if upload is not None else None
    with PASSAGES.acting(actor, pk, "deliver", since=since) as work:
        deliverable = Deliverable.objects.filter(
            passage=work.row, pk=deliverable_pk, delivered_at=None
        ).first()
        if deliverable is None:
            raise ValidationError({"deliverable": _("Choose something that is still owed.")})
        words = words_given(note, "" if examined else _("Attach a file, or say what was done."), field="note")
        if examined is not None:
            file = store_evidence(actor, examined, deliverable.name[:200], EvidenceGrade.C, right=CONDUCT)
            use_evidence(file, work.row.project.platform)
            deliverable.file = file
        deliverable.note, deliverable.delivered_at = words, work.at
        deliverable.save()
        work.note("delivered", "", deliverable.name)


def transfer(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> ProjectPassage:
    """Give a project to others: it leaves the way. Raises Http404, PermissionDenied, ValidationError."""
    with PASSAGES.acting(actor, pk, "transfer", since=since, reason=reason) as work:
        work.row.due_on = None
    return work.row


def reenter(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> ProjectPassage:
    """Let a project go on in the stage where it was, with its full time. Raises as :func:`transfer`."""
    with PASSAGES.acting(actor, pk, "reenter", since=since, reason=reason) as work:
        work.row.moved_at = work.at
        work.prolong()
    return work.row
