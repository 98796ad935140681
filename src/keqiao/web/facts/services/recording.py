"""Record facts. A fact that stands for the same place is superseded, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.web.accounts.rules import require
from keqiao.web.audit.services import record
from keqiao.web.facts.models import Basis, Evidence, Fact, Measure, MeasureDefinition, SourceKind
from keqiao.web.facts.periods import Kind, Period, PeriodError
from keqiao.web.registry.models import Platform

LARGEST = Decimal(10) ** 17


class Doubtful(ValidationError):
    """The value is possible but looks mistaken; recording it needs a confirmation."""


def record_fact(
    actor: Any,
    measure_code: str,
    platform: Platform | None,
    period_text: str,
    value: Decimal | None,
    *,
    basis: str = Basis.REPORTED,
    source_kind: str = SourceKind.SELF_REPORT,
    source_note: str = "",
    evidence: Iterable[Evidence] = (),
    note: str = "",
    confirmed: bool = False,
    rated: bool = False,
    request: HttpRequest | None = None,
) -> Fact:
    """Record a value (money in 元; None: not applicable) for a platform or the city (None) and return the fact.

    The city's and verified values are for those whose right reaches everything. ``rated``: the value is what an
    experts' panel came to; a measure that experts rate is recorded in no other way, and no other measure in this one.
    Raises PermissionDenied; ValidationError with what is wrong; Doubtful for a jump of ×10 000 unless ``confirmed``.
    """
    require(actor, "facts.record", platform)
    if actor.scope_for("facts.record") != "all" and (platform is None or basis == Basis.VERIFIED):
        raise PermissionDenied(_("City figures and verified values are recorded by the bureau."))
    measure = Measure.objects.filter(code=measure_code).first()
    if measure is None:
        raise ValidationError({"measure": _("The measure %(code)s is not known.") % {"code": measure_code}})
    period = check_period(measure, period_text)
    definition = _definition(measure, period)
    _check_source(definition, source_kind, rated)
    amount = check_value(measure, value)
    place = Fact.objects.filter(measure=measure, platform=platform, period=period.code, basis=basis)
    try:
        with transaction.atomic():
            before = place.filter(superseded_by=None).select_for_update(of=("self",)).first()
            if not confirmed:
                doubt(measure, platform, period, amount)
            fact = Fact(
                platform=platform,
                measure=measure,
                definition=definition,
                basis=basis,
                value=amount,
                not_applicable=amount is None,
                period_start=period.start,
                period_end=period.end,
                period=period.code,
                as_of=period.end if measure.kind == Measure.Kind.STOCK else None,
                source_kind=source_kind,
                source_note=source_note[:300],
                recorded_by=actor,
                supersedes=before,
                note=note[:300],
            )
            fact.full_clean(exclude=["supersedes"], validate_unique=False, validate_constraints=False)
            fact.save()
            fact.rest_on(evidence)
            detail: dict[str, Any] = {
                "measure": measure.code,
                "period": period.code,
                "basis": basis,
                "value": amount,
            }
            if before is not None:
                detail |= {"supersedes": before.pk, "before": before.value}
            record(actor, "facts.record", fact, detail, request=request)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody else recorded this figure at the same moment; look at it again.")
        ) from error
    return fact


def check_period(measure: Measure, text: str) -> Period:
    """Return the period of a fact. Raises ValidationError for no period, or a single day for a flow."""
    try:
        period = Period.parse(text)
    except PeriodError as error:
        raise ValidationError({"period": str(error)}) from error
    if not period.is_recordable:
        raise ValidationError(
            {"period": _("%(period)s has not begun or lies too far back.") % {"period": period}}
        )
    if period.kind == Kind.DATE and measure.kind == Measure.Kind.FLOW:
        raise ValidationError({"period": _("A flow belongs to a period, not to a single day.")})
    return period


def check_value(measure: Measure, value: Decimal | None) -> Decimal | None:
    """Return the value as stored, in six places. Raises ValidationError for what the measure cannot be."""
    if value is None:
        return None
    if not value.is_finite() or abs(value) >= LARGEST:
        raise ValidationError({"value": _("This is not a usable number.")})
    if measure.value_type == Measure.ValueType.COUNT and (value < 0 or value != value.to_integral_value()):
        raise ValidationError({"value": _("A count is a whole number, zero or more.")})
    if measure.value_type == Measure.ValueType.RATING and not 0 <= value <= 100:
        raise ValidationError({"value": _("A rating lies between 0 and 100.")})
    if measure.is_money and value != value.quantize(Decimal("0.01")):
        raise ValidationError({"value": _("Money is given to the cent.")})
    return value.quantize(Decimal("0.000001"))


def _definition(measure: Measure, period: Period) -> MeasureDefinition:
    """Return the definition that holds. Raises ValidationError for a derived measure or where none holds."""
    definition = measure.definitions.filter(valid_from__lte=period.end).order_by("-valid_from").first()
    if definition is None:
        raise ValidationError({"measure": _("No definition of this measure holds in that period.")})
    if definition.derivation:
        raise ValidationError(
            {
                "measure": _(
                    "This measure is computed from the registers; it is never typed. Correct the register."
                )
            }
        )
    return definition


def _check_source(definition: MeasureDefinition, source_kind: str, rated: bool) -> None:
    """See to it that what experts rate comes from their panel only. Raises ValidationError."""
    if definition.is_rated and not rated:
        raise ValidationError(
            {
                "measure": _(
                    "Experts rate this measure: it is recorded by closing an experts' panel, never typed or reported."
                )
            }
        )
    if (source_kind == SourceKind.EXPERT) != definition.is_rated:
        raise ValidationError(
            {"source_kind": _("The source “experts” belongs to measures that an experts' panel rates.")}
        )


def doubt(measure: Measure, platform: Platform | None, period: Period, value: Decimal | None) -> None:
    """Ask back where money jumps by about ×10 000 against the latest value of the same length. Raises Doubtful."""
    if not measure.is_money or not value:
        return
    others = Fact.objects.filter(measure=measure, platform=platform, superseded_by=None).exclude(value=None)
    others = others.exclude(value=0).filter(period_end__lte=period.end).order_by("-period_end", "-pk")
    before = next((row for row in others[:20] if Period.parse(row.period).kind == period.kind), None)
    if before is None or before.value is None:
        return
    if looks_mixed(value, before.value):
        raise Doubtful(
            {
                "value": _(
                    "%(now)s yuan against %(before)s yuan in %(period)s: were yuan and 10k yuan mixed up?"
                )
                % {"now": f"{value:,.2f}", "before": f"{before.value:,.2f}", "period": before.period}
            }
        )
