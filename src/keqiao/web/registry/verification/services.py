"""Verify and question rows: rule, transaction, audit entry. Nothing is verified by who entered or changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.audit.services import record
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.changes.state import BATCH, batches
from keqiao.web.registry.models import Record, RowState, Sample, Verification, VerificationLine
from keqiao.web.registry.registers import Register
from keqiao.web.registry.verification.authors import authored

RIGHT = "registry.verify"
MOST_NAMED = 20
MOST_REASON = 300


def require_verifier(actor: Actor) -> None:
    """Refuse who is not of the bureau: the right reaches everything or nothing. Raises PermissionDenied."""
    require(actor, RIGHT)
    if actor.scope_for(RIGHT) != "all":
        raise PermissionDenied(_("Only somebody of the bureau verifies rows."))


@transaction.atomic
def verify(
    actor: Actor,
    register: Register,
    versions: Mapping[int, int],
    *,
    way: str = Verification.Way.SINGLE,
) -> Verification:
    """Verify rows of a register in the versions (by key) that were looked at: all of them or none.

    Raises PermissionDenied; ValidationError naming the rows that were changed meanwhile, that the actor entered or
    changed, or that are verified already.
    """
    require_verifier(actor)
    rows = _locked(register, versions)
    _refuse_own(actor, rows)
    done = [row for row in rows if row.is_verified]
    if done:
        raise ValidationError(_("Verified already: %(rows)s.") % {"rows": named(done)})
    return write(actor, register, rows, way=way)


@transaction.atomic
def question(
    actor: Actor,
    register: Register,
    row: tuple[int, int],
    reason: str,
) -> Verification:
    """Send a row (key, version) back to its keeper, with a reason: it is not verified any more.

    Raises PermissionDenied; ValidationError for ``reason``, or where the row was changed meanwhile.
    """
    require_verifier(actor)
    words = words_given(reason, _("Say what is to be put right."), MOST_REASON, field="reason")
    rows = _locked(register, dict([row]))
    return write(actor, register, rows, verdict=Verification.Verdict.QUESTIONED, reason=words)


def write(
    actor: Actor,
    register: Register,
    rows: Sequence[Record],
    *,
    way: str = Verification.Way.SINGLE,
    verdict: str = Verification.Verdict.VERIFIED,
    reason: str = "",
    sample: Sample | None = None,
) -> Verification:
    """Store an act on rows that were checked, with its lines, the rows' states and an audit entry."""
    if not rows:
        raise ValidationError(_("Choose at least one row."))
    model, at = register.model, present()
    act = Verification(
        at=at,
        by=actor,
        register=register.key,
        way=way,
        verdict=verdict,
        reason=reason,
        sample=sample,
        size=len(rows),
    )
    act.save()
    VerificationLine.objects.bulk_create(
        (
            VerificationLine(
                verification=act, at=at, model=model._meta.label, row=row.pk, version=row.version
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
    for keys in batches(row.pk for row in rows):
        part = model._base_manager.filter(pk__in=keys)
        if verdict == Verification.Verdict.QUESTIONED:
            part.filter(verified_version=F("version")).update(verified_version=None)
            part.update(verification=RowState.QUESTIONED)
        else:
            state = RowState.VERIFIED if sample is None else RowState.SAMPLED
            part.update(verification=state, verified_version=F("version"))
    detail: dict[str, Any] = {"register": register.key, "way": way, "rows": len(rows)}
    if reason:
        detail["reason"] = reason
    if sample is not None:
        detail |= {"sample": sample.pk, "seed": sample.seed, "drawn": sample.size, "of": sample.total}
    if len(rows) == 1:
        detail |= {"row": str(rows[0]), "version": rows[0].version}
    action = "registry.verify" if verdict == Verification.Verdict.VERIFIED else "registry.question"
    record(actor, action, act, detail)
    return act


def named(rows: Sequence[Record]) -> str:
    """Return rows in words, the first of them."""
    said = _(", ").join(f"“{row}”" for row in rows[:MOST_NAMED])
    return said if len(rows) <= MOST_NAMED else _("%(rows)s and others") % {"rows": said}


def _locked(register: Register, versions: Mapping[int, int]) -> list[Record]:
    """The rows as they stand now, locked. Raises ValidationError where one is not there or not in its version."""
    if not register.model.is_verifiable():
        raise ValidationError(
            _("Rows of this register are reference data of the bureau; they are not verified.")
        )
    rows_locked: list[Any] = []
    for keys in batches(versions):
        rows_locked += register.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    changed = [row for row in rows_locked if row.version != versions[row.pk]]
    if changed or len(rows_locked) != len(versions):
        raise ValidationError(
            _("Changed since you opened the page: %(rows)s. Look at them again.")
            % {"rows": named(changed) or "—"}
        )
    return rows_locked


def _refuse_own(actor: Actor, rows: Sequence[Record]) -> None:
    own = authored(actor, rows)
    if own:
        raise ValidationError(
            _(
                "You entered or changed these rows yourself; somebody else of the bureau verifies them: %(rows)s."
            )
            % {"rows": named([row for row in rows if row.pk in own])}
        )
