"""What a figure must be before it can be proposed or become a fact: period, value, source, and no slip of the unit."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.periods import Kind, Period, PeriodError
from keqiao.web.audit.clock import today
from keqiao.web.facts.demands import demand_for, refusal
from keqiao.web.facts.models import Fact, Measure, MeasureDefinition, SourceKind
from keqiao.web.registry.models import Platform
from keqiao.web.site import numbers
from keqiao.web.site.stored_sentences import in_words

LARGEST = Decimal(10) ** 17
MOST_COUNTED = Decimal(10) ** 8
"""From here on a count or a number is asked about: no platform has a hundred million of anything."""
MOST_MONEY = Decimal(10) ** 12
"""In 元: a trillion is more than a city has."""


class Doubtful(ValidationError):
    """The value is possible but looks mistaken; recording it needs a confirmation."""


def check_demand(measure: Measure, platform: Platform | None, period: Period) -> None:
    """Raise ValidationError where a collection asks for the figure: only the lock of its return writes it then."""
    demand = demand_for(measure, platform, period)
    if demand is not None:
        raise ValidationError(refusal(measure, platform, demand), code="demanded")


def check_period(measure: Measure, text: str) -> Period:
    """Return the period of a fact. Raises ValidationError for no period, or a single day for a flow."""
    try:
        period = Period.parse(text)
    except PeriodError as error:
        raise ValidationError({"period": in_words(error.problem)}) from error
    if not period.is_recordable(today()):
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


def definition_of(measure: Measure, period: Period) -> MeasureDefinition:
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


def check_source(definition: MeasureDefinition, source_kind: str, *, rated: bool) -> None:
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


def hardly_meant(measure: Measure, value: Decimal) -> bool:
    """Whether a figure is possible but hardly meant: more than anybody has, or less than nothing of what is counted or
    measured (amounts and rates may be negative).
    """
    if measure.is_money:
        return abs(value) >= MOST_MONEY
    is_rate = measure.value_type == Measure.ValueType.PERCENT or measure.unit == "%"
    return abs(value) >= MOST_COUNTED or (value < 0 and not is_rate)


def doubt(measure: Measure, platform: Platform | None, period: Period, value: Decimal | None) -> None:
    """Ask back where a figure is hardly meant, or money jumps by about ×10 000 against the latest value of the same
    length. Raises Doubtful.
    """
    if value and hardly_meant(measure, value):
        number = numbers.number(measure.in_display_unit(value), measure.decimals)
        words = _("%(value)s %(unit)s is hardly possible: is it right?")
        raise Doubtful({"value": words % {"value": number, "unit": measure.display_unit}})
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
