"""Findings as they are kept: the figures that a check read, said in words, and what stood at the lock of a form.

A finding of a locked form is what stood when it was handed in. Counted anew it would change whenever another platform
hands in, and nobody could tell what the reviewers had before them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.facts.models import Measure
from keqiao.web.registry.language import in_language
from keqiao.web.returns.checking.units import PREFIX, doubt
from keqiao.web.returns.checking.unusual import BOUND
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind, label, shown, word
from keqiao.web.returns.models import CheckRule, Return, Submission
from keqiao.web.site import numbers

ORDER = list(WordKind)


def spoken(figures: Mapping[str, str | None], measures: Mapping[str, Measure]) -> tuple[tuple[str, str], ...]:
    """Return the kept figures of a finding as people read them: (name in words, figure with its unit).

    A score of unusualness is said as the change against the year before and whether that stands out.
    """
    words = [one for name in figures if (one := word(name, measures)) is not None]
    ordered = sorted(
        words, key=lambda one: ORDER.index(one.kind)
    )  # (a database may keep names in another order)
    return tuple((_label(one, measures), _figure(one, figures, measures)) for one in ordered)


def _label(one: RuleWord, measures: Mapping[str, Measure]) -> str:
    if one.kind is WordKind.UNUSUAL:
        return _("%(measure)s (against the year before)") % {"measure": measures[one.code]}
    return label(one, measures)


def _figure(one: RuleWord, figures: Mapping[str, str | None], measures: Mapping[str, Measure]) -> str:
    value = _number(figures.get(one.name))
    if one.kind is not WordKind.UNUSUAL:
        return shown(one, value, measures)
    now, before = _number(figures.get(one.code)), _number(figures.get(f"{WordKind.YEAR_AGO.value}{one.code}"))
    if value is None or now is None or not before:
        return numbers.NOTHING
    change = numbers.percent(now / before - 1, 1)
    words = _("%(change)s, as usual")
    if abs(value) > BOUND:
        words = (
            _("%(change)s, far above the changes of other years and platforms")
            if value > 0
            else _("%(change)s, far below the changes of other years and platforms")
        )
    return words % {"change": f"+{change}" if now > before else change}


def findings_at_lock(
    forms: Sequence[Return], measures: Mapping[str, Measure]
) -> dict[int, list[dict[str, Any]]]:
    """Return the findings that locked forms were handed in with, by form, as the fields of a finding."""
    if not forms:
        return {}
    rules = {rule.code: rule for rule in CheckRule.objects.all()}
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Submission.objects.filter(form__in=[form.pk for form in forms]).order_by("number")
    for form, kept in rows.values_list("form_id", "findings"):
        found[form] = [about for one in kept if (about := _about(one, rules, measures))]  # the last one stays
    return found


def _about(
    one: Mapping[str, Any], rules: Mapping[str, CheckRule], measures: Mapping[str, Measure]
) -> dict[str, Any] | None:
    """The fields of a kept finding; None where neither its check nor its figure is there any more."""
    code, rule = str(one["code"]), rules.get(str(one["code"]))
    doubted = measures.get(code.removeprefix(PREFIX)) if code.startswith(PREFIX) else None
    if rule is None and doubted is None:
        return None
    words = [named for name in one["figures"] if (named := word(name, measures)) is not None]
    return {
        "code": code,
        "title": str(rule) if rule is not None else doubt(measures[code.removeprefix(PREFIX)]),
        "severity": one["severity"],
        "advice": in_language(rule.advice, rule.advice_en) if rule is not None else "",
        "measures": tuple(dict.fromkeys(named.code for named in words)),
        "figures": dict(one["figures"]),
        "explanation": one["explanation"],
        "read": spoken(one["figures"], measures),
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
