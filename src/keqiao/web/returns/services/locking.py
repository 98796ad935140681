"""Lock a form: its figures become facts. Unlock it by request: a new version begins."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from keqiao.language import message
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Basis, Evidence, EvidenceGrade, Fact, FactOrigin, SourceKind
from keqiao.web.facts.services.recording import record_fact
from keqiao.web.returns.collection_procedures import UNLOCKS
from keqiao.web.returns.models import Cell, UnlockRequest
from keqiao.web.returns.procedure import RETURNS, waiting_unlock
from keqiao.web.returns.services.actions import FormActing
from keqiao.web.returns.succession import tell_of_successor

SOURCES = {
    EvidenceGrade.A: SourceKind.REGISTER,
    EvidenceGrade.B: SourceKind.THIRD_PARTY,
    EvidenceGrade.C: SourceKind.EVIDENCE,
    EvidenceGrade.D: SourceKind.SELF_REPORT,
}
"""The source of a fact by the best evidence it rests on."""


def lock(actor: Actor, form_pk: int, *, since: int | None = None) -> None:
    """Lock a passed form: each typed figure becomes a fact with its evidence, verified values beside it.

    A figure that stands already exactly so is not recorded again. Raises PermissionDenied, ValidationError naming the
    figure that cannot be a fact; nothing is locked then.
    """
    with RETURNS.acting(actor, form_pk, "lock", since=since) as work:
        written = 0
        for cell in work.cells().values():
            written += _to_facts(work, cell)
        work.detail["facts"] = written


def lock_all(actor: Actor, form_pks: Iterable[int]) -> dict[int, str]:
    """Lock the forms that can be locked; return why the others were left, by key."""
    left: dict[int, str] = {}
    for pk in dict.fromkeys(form_pks):
        try:
            lock(actor, pk)
        except (PermissionDenied, ValidationError) as error:
            left[pk] = " ".join(getattr(error, "messages", [str(error)]))
    return left


def ask_unlock(actor: Actor, form_pk: int, reason: str) -> UnlockRequest:
    """Ask for a locked form to be opened again. Raises PermissionDenied where a request is waiting already."""
    with RETURNS.acting(actor, form_pk, "ask_unlock", reason=reason) as work:
        unlock = UnlockRequest(form=work.form, version=work.form.version, reason=work.reason)
        with UNLOCKS.making(actor, unlock, "ask", reason=work.reason):
            pass
    return unlock


def grant_unlock(actor: Actor, form_pk: int, reason: str = "") -> None:
    """Grant the waiting request: the form is a draft again, one version on; its facts stand until it is locked anew."""
    with RETURNS.acting(actor, form_pk, "grant_unlock", reason=reason) as work:
        _decide(work, "grant")
        form = work.form
        form.version += 1
        form.first_reviewer = form.second_reviewer = None
        form.passed_at = form.locked_at = form.locked_by = None


def refuse_unlock(actor: Actor, form_pk: int, reason: str) -> None:
    """Refuse the waiting request with a reason; the form stays locked."""
    with RETURNS.acting(actor, form_pk, "refuse_unlock", reason=reason) as work:
        _decide(work, "refuse")


def _decide(work: FormActing, name: str) -> None:
    """Grant or refuse the request that waits, within the action on its form."""
    waiting = waiting_unlock(work.form)
    if waiting is None:  # the form is locked, and the obstacle of the action has seen it
        raise ValueError("no request to unlock waits")
    with UNLOCKS.acting(work.actor, waiting.pk, name, reason=work.reason) as deciding:
        deciding.row.decision_reason = work.reason
    work.detail["request"] = waiting.pk


def _to_facts(work: FormActing, cell: Cell) -> int:
    """Record a cell as facts; return how many were written.

    Two people stand for each (ADR 0019). A reported figure: who handed the form in and answers for it (承诺), and who
    passed the second review. A verified one: the reviewer who entered it, and the other reviewer or, where the second
    reviewer entered it after the first review, who locks.
    """
    form = work.form
    written = 0
    if cell.origin == Cell.Origin.TYPED and cell.is_given:
        people = (form.submitted_by, form.second_reviewer)
        fact, new = _fact(work, cell, cell.value, basis=Basis.REPORTED, note=cell.comment, people=people)
        cell.fact, written = fact, written + new
    if cell.verified_value is not None:
        people = (cell.verified_by, _confirming(work, cell))
        fact, new = _fact(
            work,
            cell,
            cell.verified_value,
            basis=Basis.VERIFIED,
            note=cell.verified_reason,
            people=people,
        )
        cell.verified_fact, written = fact, written + new
    cell.save(update_fields=["fact", "verified_fact"])
    return written


def _confirming(work: FormActing, cell: Cell) -> Any:
    """Return who confirmed a verified value: never who entered it. Raises PermissionDenied where nobody has."""
    second = work.form.second_reviewer
    if second is not None and cell.verified_by_id != second.pk:
        return second
    if cell.verified_by_id != work.actor.pk:
        return work.actor
    raise PermissionDenied(
        _(
            "You entered the verified value of “%(measure)s” in the second review, so nobody else has looked at it:"
            " another person locks this form."
        )
        % {"measure": cell.item.measure}
    )


def _fact(
    work: FormActing,
    cell: Cell,
    value: Decimal | None,
    *,
    basis: str,
    note: str,
    people: tuple[Any, Any],
) -> tuple[Fact, bool]:
    """Return the fact that says this, recorded now unless a return says it already; and whether it is new."""
    form, measure = work.form, cell.item.measure
    files = list(cell.evidence.all())
    place = Fact.objects.filter(
        measure=measure, platform=form.platform, period=form.collection.period, basis=basis
    )
    before = place.filter(superseded_by=None).first()
    if (
        before is not None
        and before.origin == FactOrigin.RETURN
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
            origin=FactOrigin.RETURN,
            actor=work.actor,
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
    return SOURCES[EvidenceGrade(min(file.grade for file in files))] if files else SourceKind.SELF_REPORT
