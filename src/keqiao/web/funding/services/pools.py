"""Writes of pools: made, changed while they are being planned, withdrawn."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.audit.clock import present
from keqiao.web.evaluations.models import Run
from keqiao.web.funding.models import Pool
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.services.acting import PLAN, keep_step, locked
from keqiao.web.grading.models import Grading

ATTEMPTS = 5
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Terms:
    """What a pool is: money (元) for a period, by the grades of a grading, or on trial by those of a run."""

    title: str
    period: str
    amount: Decimal
    source: str = ""
    grading: Grading | None = None
    run: Run | None = None

    def told(self) -> dict[str, Any]:
        """Return the terms as plain data."""
        plain = {name: str(value) for name, value in asdict_shallow(self).items() if value is not None}
        return plain | {"amount": f"{self.amount:.2f}"}


def asdict_shallow(terms: Terms) -> dict[str, Any]:
    """Return the fields by name, rows as they are (dataclasses.asdict would copy them)."""
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def create_pool(actor: User, terms: Terms) -> Pool:
    """Make a pool and return it. Raises FundingRefused for terms that do not fit, PermissionDenied."""
    require(actor, PLAN)
    _check(terms)
    for _attempt in range(ATTEMPTS):
        # Another pool may take the number in the same moment: then the next one is tried.
        with suppress(IntegrityError):
            with transaction.atomic():
                pool = Pool.objects.create(
                    code=_next_code(terms.period), created_by=actor, basis=_basis(terms), **_fields(terms)
                )
                pool.created_at = present()
                pool.save(update_fields=["created_at"])
                keep_step(actor, pool, "create_pool", after=terms.told())
            return pool
    raise FundingRefused(_("Too many pools are being made at this moment. Try again."))


def edit_pool(actor: User, pool: Pool, terms: Terms, edition: int) -> Pool:
    """Change a pool that is being planned; proposals made before stay, but can no longer be decided where the amount
    or the grades differ. Raises FundingRefused, PermissionDenied.
    """
    require(actor, PLAN)
    _check(terms)
    with transaction.atomic():
        now = locked(pool, edition)
        before = Terms(now.title, now.period, now.amount, now.source, now.grading, now.run).told()
        for name, value in _fields(terms).items():
            setattr(now, name, value)
        now.basis, now.edition = _basis(terms), now.edition + 1
        now.save()
        keep_step(actor, now, "edit_pool", before=before, after=terms.told())
    return now


def withdraw_pool(actor: User, pool: Pool, reason: str, edition: int) -> Pool:
    """Take back a pool that is not decided. Raises FundingRefused without a reason, PermissionDenied."""
    require(actor, PLAN)
    if not reason.strip():
        raise FundingRefused(_("Say why the pool is withdrawn."))
    with transaction.atomic():
        now = locked(pool, edition)
        now.state, now.edition = Pool.State.WITHDRAWN, now.edition + 1
        now.save()
        keep_step(actor, now, "withdraw_pool", reason=reason.strip())
    return now


def _check(terms: Terms) -> None:
    reasons = []
    if not terms.title.strip():
        reasons.append(_("Give the pool a title."))
    if not terms.amount.is_finite() or terms.amount <= 0:
        reasons.append(_("The amount must be above 0."))
    elif terms.amount != terms.amount.quantize(CENT):
        reasons.append(_("The amount has parts of a cent."))
    if terms.grading is not None and terms.run is not None:
        reasons.append(_("Choose a grading or, for a trial, a run: not both."))
    if terms.grading is None and terms.run is None:
        reasons.append(_("Choose the grading that the money follows or, for a trial, a run."))
    if terms.grading is not None and terms.grading.state == Grading.State.WITHDRAWN:
        reasons.append(_("The grading of the pool is withdrawn."))
    if terms.run is not None and not terms.run.is_done:
        reasons.append(_("The run has no result."))
    period = terms.grading.period if terms.grading is not None else terms.period
    if terms.period != period or (terms.run is not None and terms.period not in terms.run.periods):
        reasons.append(
            _("The period of the pool is %(period)s; the grades are of another one.")
            % {"period": terms.period}
        )
    if reasons:
        raise FundingRefused(*reasons)


def _basis(terms: Terms) -> str:
    if terms.grading is not None:
        return terms.grading.basis
    return terms.run.bases[0] if terms.run is not None else ""


def _fields(terms: Terms) -> dict[str, Any]:
    return asdict_shallow(terms) | {"title": terms.title.strip()[:200], "source": terms.source.strip()[:500]}


def _next_code(period: str) -> str:
    """Return the next free code of the year, as in 2024-F01."""
    start = f"{period[:4]}-F"
    codes = Pool.objects.filter(code__startswith=start).values_list("code", flat=True)
    number = max((int(code.removeprefix(start)) for code in codes), default=0)
    return f"{start}{number + 1:02d}"
