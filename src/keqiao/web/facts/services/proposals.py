"""Propose a figure by hand, confirm it, refuse it, withdraw it. A confirmed one becomes a fact of two people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from keqiao.periods import Period
from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.checks import (
    check_demand,
    check_period,
    check_source,
    check_value,
    definition_of,
    doubt,
)
from keqiao.web.facts.models import (
    Basis,
    Evidence,
    Fact,
    FactOrigin,
    FigureProposal,
    Measure,
    SourceKind,
)
from keqiao.web.facts.procedure import PROPOSALS, ProposalActing
from keqiao.web.facts.proposals import PROPOSE, may
from keqiao.web.facts.services.recording import record_fact
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.procedures.words import reason_given, words_given
from keqiao.web.registry.models import Platform


@transaction.atomic
def propose(
    actor: Actor,
    measure_code: str,
    platform: Platform | None,
    period_text: str,
    value: Decimal | None,
    *,
    reason: str,
    evidence: Iterable[Evidence],
    basis: str = Basis.REPORTED,
    source_kind: str = SourceKind.EVIDENCE,
    source_note: str = "",
    unit_checked: bool = False,
) -> FigureProposal:
    """Propose a value (money in 元; None: not applicable) for a platform or the city (None), with reason and evidence.

    Nothing stands by it yet. Raises PermissionDenied; ValidationError with what is wrong, among it that a collection
    asks for the figure; Doubtful for a jump of ×10 000 unless ``unit_checked``.
    """
    allowed = may(actor, PROPOSE)
    if not allowed:
        raise PermissionDenied(allowed.reason)
    if basis not in Basis.values:
        raise ValidationError({"basis": _("There is no such basis.")})
    measure = Measure.objects.filter(code=measure_code).first()
    if measure is None:
        raise ValidationError({"measure": _("The measure %(code)s is not known.") % {"code": measure_code}})
    period = check_proposal(measure, platform, period_text, basis)
    check_source(definition_of(measure, period), source_kind, rated=False)
    amount = check_value(measure, value)
    reason_given(reason)
    files = list(evidence)
    if not files:
        raise ValidationError({"evidence": _("A figure by hand needs evidence: choose a file.")})
    if not unit_checked:
        doubt(measure, platform, period, amount)
    proposal = FigureProposal(
        platform=platform,
        measure=measure,
        period=period.code,
        basis=basis,
        value=amount,
        not_applicable=amount is None,
        source_kind=source_kind,
        source_note=words_given(source_note, most=300, field="source_note"),
        stands=_place(measure, platform, period, basis).first(),
        proposed_by=actor,
    )
    with PROPOSALS.making(actor, proposal, "propose", reason=reason) as work:
        proposal.reason, proposal.proposed_at = work.reason, work.at
        proposal.save()
        proposal.rest_on(files)
        work.detail["value"] = amount
    return proposal


def check_proposal(measure: Measure, platform: Platform | None, period_text: str, basis: str) -> Period:
    """Return the period of a proposal that may be made. Raises ValidationError for what no proposal can be about: a
    derived or rated measure, a figure that a collection asks for, one that waits for its decision already.
    """
    period = check_period(measure, period_text)
    definition = definition_of(measure, period)
    if definition.is_rated:
        check_source(definition, SourceKind.EVIDENCE, rated=False)
    check_demand(measure, platform, period)
    waiting = FigureProposal.objects.waiting().filter(
        measure=measure, platform=platform, period=period.code, basis=basis
    )
    if waiting.exists():
        raise ValidationError(
            _("A proposal for this figure is waiting already; it is decided or withdrawn first.")
        )
    return period


def confirm(
    actor: Actor,
    pk: int,
    reason: str = "",
    *,
    unit_checked: bool = False,
) -> Fact:
    """Confirm another person's proposal: it becomes a fact of both, marked as entered by hand. Returns the fact.

    Raises Http404, PermissionDenied with the reason (own proposal, a collection asks for it, another figure stands by
    now, decided already), Doubtful for a jump of ×10 000 unless ``unit_checked``.
    """
    with _deciding(actor, pk, "confirm", reason) as work:
        proposal = work.row
        if not unit_checked:
            doubt(proposal.measure, proposal.platform, Period.parse(proposal.period), proposal.value)
        work.fact = record_fact(
            proposal.measure.code,
            proposal.platform,
            proposal.period,
            proposal.value,
            recorded_by=proposal.proposed_by,
            confirmed_by=actor,
            origin=FactOrigin.PROPOSAL,
            basis=proposal.basis,
            source_kind=proposal.source_kind,
            source_note=proposal.source_note,
            evidence=proposal.evidence.all(),
            note=proposal.reason,
        )
        work.detail["fact"] = work.fact.pk
    return work.fact


def refuse(actor: Actor, pk: int, reason: str) -> None:
    """Refuse another person's proposal with a reason. Raises Http404, PermissionDenied, ValidationError."""
    with _deciding(actor, pk, "refuse", reason):
        pass


def withdraw(actor: Actor, pk: int, reason: str = "") -> None:
    """Withdraw the own proposal. Raises Http404, PermissionDenied."""
    with _deciding(actor, pk, "withdraw", reason):
        pass


@contextmanager
def _deciding(actor: Actor, pk: int, step: str, reason: str) -> Iterator[ProposalActing]:
    """Lock the measure of a proposal, then act on it. Two who decide at once queue here."""
    try:
        with transaction.atomic():
            # A collection that is being opened for the measure waits until the figure is decided, or comes first.
            list(Measure.objects.select_for_update().filter(pk__in=_measure_of(pk)))
            with PROPOSALS.acting(actor, pk, step, reason=reason) as work:
                yield work
    except IntegrityError as error:
        raise ChangedMeanwhile(
            _("Somebody else decided on this figure at the same moment; look at it again.")
        ) from error


def _measure_of(pk: int) -> Any:
    return FigureProposal.objects.filter(pk=pk).values("measure")


def _place(measure: Measure, platform: Platform | None, period: Period, basis: str) -> Any:
    return Fact.objects.current().filter(measure=measure, platform=platform, period=period.code, basis=basis)
