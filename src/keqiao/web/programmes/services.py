"""Writes: what a subject answers, kept with its day and evidence; what follows from it is computed at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.audit.services import record
from keqiao.web.programmes import selectors
from keqiao.web.programmes.assessments import assess_subject
from keqiao.web.programmes.models import SubjectAnswer
from keqiao.web.programmes.rights import ANSWER, KEEP
from keqiao.web.registry.models import Organisation

WITHIN = Decimal(10) ** 18
"""A number that is answered is smaller."""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer about a figure in a unit: a number (1 or 0 for yes or no), or a text."""

    figure: str
    unit: str = ""
    number: Decimal | None = None
    text: str = ""


def may_answer(user: Actor) -> bool:
    """Whether a user answers for the subjects that they see: the own one, or all for who keeps programmes."""
    return bool(user.has_right(ANSWER) or user.has_right(KEEP))


def answer(
    actor: Actor, organisation: int, answers: Sequence[GivenAnswer], as_of: date, evidence: str = ""
) -> list[SubjectAnswer]:
    """Keep answers of an organisation and compare it anew with the programmes that read these figures.

    Raises Http404 for one that the actor may not see, PermissionDenied, ValidationError by field.
    """
    subject = selectors.subject_of(actor, organisation)
    if not may_answer(actor):
        raise PermissionDenied(_("A firm or platform answers for itself, or the bureau does on its behalf."))
    if as_of > today():
        raise ValidationError({"as_of": _("Figures are those of a day that has come.")})
    if not answers:
        raise ValidationError(_("Answer at least one question."))
    if any(given.number is not None and abs(given.number) >= WITHIN for given in answers):
        raise ValidationError(_("A figure is too large. Check its unit."))
    rows = keep(actor, subject, answers, as_of, evidence)
    assess_subject(subject.pk, subject.name, [given.figure for given in answers])
    return rows


def keep(
    actor: Actor, subject: Organisation, answers: Sequence[GivenAnswer], as_of: date, evidence: str = ""
) -> list[SubjectAnswer]:
    """Store answers with their entry in the audit log; whoever calls it compares the subject afterwards."""
    with transaction.atomic():
        rows = [
            SubjectAnswer.objects.create(
                organisation=subject,
                figure=given.figure,
                unit=given.unit,
                number=given.number,
                text=given.text.strip()[:200],
                as_of=as_of,
                evidence=evidence.strip()[:300],
                answered_by=actor,
            )
            for given in answers
        ]
        detail = {"figures": [given.figure for given in answers], "as_of": str(as_of)}
        record(actor, "programmes.answer", subject, detail)
    return rows
