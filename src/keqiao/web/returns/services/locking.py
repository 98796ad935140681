"""Lock a form: its figures become facts. Unlock it by request: a new version begins."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from keqiao.language import message
from keqiao.web.facts.models import Basis, Evidence, Fact, Grade, Origin, SourceKind
from keqiao.web.facts.services.recording import record_fact
from keqiao.web.returns.models import Cell, Notice, UnlockRequest
from keqiao.web.returns.services.acting import Acting, acting, reason_given
from keqiao.web.returns.services.noticing import fillers, tell, tell_fillers
from keqiao.web.returns.succession import tell_of_successor

SOURCES = {
    Grade.A: SourceKind.REGISTER,
    Grade.B: SourceKind.THIRD_PARTY,
    Grade.C: SourceKind.EVIDENCE,
    Grade.D: SourceKind.SELF_REPORT,
}
"""The source of a fact by the best evidence it rests on."""


def lock(actor: Any, form_pk: int, *, since: int | None = None) -> None:
    """Lock a passed form: each typed figure becomes a fact with its evidence, verified values beside it.

    A figure that stands already exactly so is not recorded again. Raises PermissionDenied, ValidationError naming the
    figure that cannot be a fact; nothing is locked then.
    """
    with acting(actor, form_pk, "lock", since=since) as at_work:
        form = at_work.form
        written = 0
        for cell in at_work.cells().values():
            written += _to_facts(at_work, cell)
        form.locked_at, form.locked_by = at_work.at, actor
        at_work.detail["facts"] = written
    tell_fillers(form, Notice.Kind.LOCKED)


def lock_all(actor: Any, form_pks: Iterable[int]) -> dict[int, str]:
    """Lock the forms that can be locked; return why the others were left, by key."""
    left: dict[int, str] = {}
    for pk in dict.fromkeys(form_pks):
        try:
            lock(actor, pk)
        except (PermissionDenied, ValidationError) as error:
            left[pk] = " ".join(getattr(error, "messages", [str(error)]))
    return left


def ask_unlock(actor: Any, form_pk: int, reason: str) -> UnlockRequest:
    """Ask for a locked form to be opened again. Raises ValidationError when a request is waiting already."""
    words = reason_given(reason)
    with acting(actor, form_pk, "ask_unlock") as at_work:
        form = at_work.form
        if form.unlock_requests.filter(state=UnlockRequest.State.WAITING).exists():
            raise ValidationError(_("A request to unlock is waiting for its decision already."))
        asked = UnlockRequest.objects.create(
            form=form, version=form.version, requested_at=at_work.at, requested_by=actor, reason=words
        )
        at_work.keep(None, {}, {}, words)
        at_work.detail["reason"] = words
    if form.locked_by is not None:
        tell(form, Notice.Kind.UNLOCK, [form.locked_by], f"unlock-{asked.pk}", reason=words)
    return asked


def grant_unlock(actor: Any, form_pk: int, reason: str = "") -> None:
    """Grant the waiting request: the form is a draft again, one version on; its facts stand until it is locked anew."""
    with acting(actor, form_pk, "grant_unlock") as at_work:
        form = at_work.form
        asked = _decide(at_work, UnlockRequest.State.GRANTED, reason)
        form.version += 1
        form.first_reviewer = form.second_reviewer = None
        form.passed_at = form.locked_at = form.locked_by = None
    tell(form, Notice.Kind.UNLOCK, fillers(form), f"granted-{asked.pk}", reason=asked.decision_reason)


def refuse_unlock(actor: Any, form_pk: int, reason: str) -> None:
    """Refuse the waiting request with a reason; the form stays locked."""
    words = reason_given(reason)
    with acting(actor, form_pk, "refuse_unlock") as at_work:
        form = at_work.form
        asked = _decide(at_work, UnlockRequest.State.REFUSED, words)
    tell(form, Notice.Kind.UNLOCK, [asked.requested_by], f"refused-{asked.pk}", reason=words)


def _decide(at_work: Acting, state: str, reason: str) -> UnlockRequest:
    asked = at_work.form.unlock_requests.filter(state=UnlockRequest.State.WAITING).first()
    if asked is None:
        raise ValidationError(_("Nobody has asked for this form to be unlocked."))
    if asked.requested_by_id == at_work.actor.pk:
        raise ValidationError(_("You asked for it yourself; another person decides."))
    asked.state, asked.decided_at, asked.decided_by = state, at_work.at, at_work.actor
    asked.decision_reason = reason.replace("\0", "").strip()[:1000]
    asked.save()
    at_work.keep(None, {}, {}, asked.decision_reason)
    at_work.detail |= {"request": asked.pk, "reason": asked.decision_reason}
    return asked


def _to_facts(at_work: Acting, cell: Cell) -> int:
    """Record a cell as facts; return how many were written.

    Two people stand for each (ADR 0019). A reported figure: who handed the form in and answers for it (承诺), and who
    passed the second review. A verified one: the reviewer who entered it, and the other reviewer or, where the second
    reviewer entered it after the first review, who locks.
    """
    form = at_work.form
    written = 0
    if cell.origin == Cell.Origin.TYPED and cell.is_given:
        people = (form.submitted_by, form.second_reviewer)
        fact, new = _fact(at_work, cell, cell.value, basis=Basis.REPORTED, note=cell.comment, people=people)
        cell.fact, written = fact, written + new
    if cell.verified_value is not None:
        people = (cell.verified_by, _confirming(at_work, cell))
        fact, new = _fact(
            at_work,
            cell,
            cell.verified_value,
            basis=Basis.VERIFIED,
            note=cell.verified_reason,
            people=people,
        )
        cell.verified_fact, written = fact, written + new
    cell.save(update_fields=["fact", "verified_fact"])
    return written


def _confirming(at_work: Acting, cell: Cell) -> Any:
    """Return who confirmed a verified value: never who entered it. Raises PermissionDenied where nobody has."""
    second = at_work.form.second_reviewer
    if second is not None and cell.verified_by_id != second.pk:
        return second
    if cell.verified_by_id != at_work.actor.pk:
        return at_work.actor
    raise PermissionDenied(
        _(
            "You entered the verified value of “%(measure)s” in the second review, so nobody else has looked at it:"
            " another person locks this form."
        )
        % {"measure": cell.item.measure}
    )


def _fact(
    at_work: Acting,
    cell: Cell,
    value: Decimal | None,
    *,
    basis: str,
    note: str,
    people: tuple[Any, Any],
) -> tuple[Fact, bool]:
    """Return the fact that says this, recorded now unless a return says it already; and whether it is new."""
    form, measure = at_work.form, cell.item.measure
    files = list(cell.evidence.all())
    place = Fact.objects.filter(
        measure=measure, platform=form.platform, period=form.collection.period, basis=basis
    )
    before = place.filter(superseded_by=None).first()
    if (
        before is not None
        and before.origin == Origin.RETURN
        and (before.value, before.not_applicable) == (value, value is None)
    ):
        held = set(before.evidence.values_list("pk", flat=True))
        if held >= {file.pk for file in files}:
            return before, False
    try:
        fact = record_fact(
            measure.code,
            form.platform,
            form.collection.period,
            value,
            recorded_by=people[0],
            confirmed_by=people[1],
            origin=Origin.RETURN,
            actor=at_work.actor,
            basis=basis,
            source_kind=_source(files),
            source_note=message(
                "{collection} (return {number}, version {version})",
                collection=str(form.collection),
                number=form.pk,
                version=form.version,
            ),
            evidence=files,
            note=note,
        )
    except ValidationError as error:
        raise ValidationError(
            [_("%(measure)s: %(problem)s") % {"measure": measure, "problem": text} for text in error.messages]
        ) from error
    if before is not None:
        tell_of_successor(before, fact, form)
    return fact, True


def _source(files: list[Evidence]) -> str:
    return SOURCES[Grade(min(file.grade for file in files))] if files else SourceKind.SELF_REPORT
