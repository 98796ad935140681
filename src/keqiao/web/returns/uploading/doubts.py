"""The guard against 元 written where 万元 is wanted: money that jumps by about ×10 000 asks to be confirmed.

So does a figure that is hardly meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from keqiao.money import looks_mixed
from keqiao.web.facts.checks import hardly_meant
from keqiao.web.facts.models import Basis, Fact, Measure
from keqiao.web.returns.checking.units import doubt as guard
from keqiao.web.returns.models import Collection
from keqiao.web.site.numbers import money

ChangedValue = tuple[int, Measure, str | None, str]
"""Platform, measure, value before and after as text, as they are stored."""


def doubts_of(collection: Collection, items: Mapping[int, ChangedValue]) -> dict[int, str]:
    """Return a question for each value that is hardly meant, and for money that jumped against what stood there, last
    period or a year ago; one query.
    """
    if not items:
        return {}
    span = collection.span
    earlier = [span.previous().code, span.previous_year().code]
    platforms = {platform for platform, _measure, _before, _after in items.values()}
    measures = {measure.pk for _platform, measure, _before, _after in items.values()}
    rows = Fact.objects.filter(
        measure__in=measures, period__in=earlier, basis=Basis.REPORTED, superseded_by=None
    ).exclude(value=None)
    facts: dict[tuple[int, int], list[tuple[str, Decimal]]] = {}
    for key, place, period, value in rows.values_list("measure", "platform", "period", "value"):
        if place in platforms and value is not None:
            facts.setdefault((key, place), []).append((period, value))
    doubts = {}
    for at, (platform, measure, before, after) in items.items():
        if hardly_meant(measure, Decimal(after)):
            doubts[at] = guard(measure, compared=False)
            continue
        if not measure.is_money:
            continue
        beside = [("", Decimal(before))] if before is not None else []
        doubt = _doubt(Decimal(after), beside + facts.get((measure.pk, platform), []))
        if doubt:
            doubts[at] = doubt
    return doubts


def _doubt(value: Decimal, beside: list[tuple[str, Decimal]]) -> str:
    for period, other in beside:
        if looks_mixed(value, other):
            return _(
                "%(now)s against %(before)s (10k yuan, %(period)s): were yuan and 10k yuan mixed up?"
            ) % {
                "now": money(value),
                "before": money(other),
                "period": period or _("until now"),
            }
    return ""
