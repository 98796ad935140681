"""Writes of pools: made, changed while they are being planned, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.accounts.models import User
from keqiao.web.accounts.rules import require
from keqiao.web.evaluations.models import Run
from keqiao.web.funding.ground import put_right_by
from keqiao.web.funding.models import Pool
from keqiao.web.funding.procedure import POOLS
from keqiao.web.funding.refusals import FundingRefused
from keqiao.web.funding.rights import PLAN
from keqiao.web.grading.models import Grading
from keqiao.web.procedures.numbering import next_code, numbered

CENT = Decimal("0.01")


@dataclass(frozen=True)
class PoolTerms:
    """What a pool is: money (元) for a period, by the grades of a grading, or on trial by those of a run."""

    title: str
    period: str
    amount: Decimal
    source: str = ""
    grading: Grading | None = None
    run: Run | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the terms as plain data."""
        plain = {name: str(value) for name, value in asdict_shallow(self).items() if value is not None}
        return plain | {"amount": f"{self.amount:.2f}"}


def asdict_shallow(terms: PoolTerms) -> dict[str, Any]:
    """Return the fields by name, rows as they are (dataclasses.asdict would copy them)."""
    return {name: getattr(terms, name) for name in terms.__dataclass_fields__}


def create_pool(actor: User, terms: PoolTerms) -> Pool:
    """Make a pool and return it. Raises FundingRefused for terms that do not fit, PermissionDenied."""
    require(actor, PLAN)
    _check(terms)
    return numbered(lambda: _create(actor, terms))


def _create(actor: User, terms: PoolTerms) -> Pool:
    code = next_code(Pool, f"{terms.period[:4]}-F")
    pool = Pool(code=code, basis=_basis(terms), **_fields(terms))
    with POOLS.making(actor, pool, "create_pool") as work:
        work.after |= terms.as_data()
    return pool


def edit_pool(actor: User, pool: Pool, terms: PoolTerms, edition: int) -> Pool:
    """Change a pool that is being planned; proposals made before stay, but can no longer be decided where the amount
    or the grades differ. Raises FundingRefused, ChangedMeanwhile, PermissionDenied.
    """
    _check(terms)
    with POOLS.acting(actor, pool.pk, "edit_pool", since=edition) as work:
        now = work.row
        before = PoolTerms(now.title, now.period, now.amount, now.source, now.grading, now.run)
        work.before |= before.as_data()
        for name, value in _fields(terms).items():
            setattr(now, name, value)
        now.basis = _basis(terms)
        work.after |= terms.as_data()
    return now


def withdraw_pool(actor: User, pool: Pool, reason: str, edition: int) -> Pool:
    """Take back a pool that is not decided, with a reason. Raises ValidationError, PermissionDenied."""
    with POOLS.acting(actor, pool.pk, "withdraw_pool", since=edition, reason=reason) as work:
        pass
    return work.row


def _check(terms: PoolTerms) -> None:
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
    if (later := put_right_by(terms.grading)) is not None:
        reasons.append(
            _("The grades of %(grading)s were put right by %(later)s. Take that one.")
            % {"grading": terms.grading.code if terms.grading else "", "later": later.code}
        )
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


def _basis(terms: PoolTerms) -> str:
    if terms.grading is not None:
        return terms.grading.basis
    return terms.run.bases[0] if terms.run is not None else ""


def _fields(terms: PoolTerms) -> dict[str, Any]:
    return asdict_shallow(terms) | {"title": terms.title.strip()[:200], "source": terms.source.strip()[:500]}
