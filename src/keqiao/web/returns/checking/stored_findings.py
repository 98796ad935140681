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
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind, label, value_text, word
from keqiao.web.returns.models import CheckRule, Return, Submission
from keqiao.web.site import numbers

ORDER = list(WordKind)


def spoken(figures: Mapping[str, str | None], measures: Mapping[str, Measure]) -> tuple[tuple[str, str], ...]:
    """Return the kept figures of a finding as people read them: (name in words, figure with its unit).

    A score of unusualness is said as the change against the year before and whether that stands out.
    """
    words = [rule_word for name in figures if (rule_word := word(name, measures)) is not None]
    ordered = sorted(
        words, key=lambda rule_word: ORDER.index(rule_word.kind)
    )  # (a database may keep names in another order)
    return tuple(
        (_label(rule_word, measures), _figure(rule_word, figures, measures)) for rule_word in ordered
    )


def _label(rule_word: RuleWord, measures: Mapping[str, Measure]) -> str:
    if rule_word.kind is WordKind.UNUSUAL:
        return _("%(measure)s (against the year before)") % {"measure": measures[rule_word.code]}
    return label(rule_word, measures)


def _figure(rule_word: RuleWord, figures: Mapping[str, str | None], measures: Mapping[str, Measure]) -> str:
    value = _number(figures.get(rule_word.name))
    if rule_word.kind is not WordKind.UNUSUAL:
        return value_text(rule_word, value, measures)
    now, before = (
        _number(figures.get(rule_word.code)),
        _number(figures.get(f"{WordKind.YEAR_AGO.value}{rule_word.code}")),
    )
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
    breaches: dict[int, list[dict[str, Any]]] = {}
    rows = Submission.objects.filter(form__in=[form.pk for form in forms]).order_by("number")
    for form, kept in rows.values_list("form_id", "findings"):
        breaches[form] = [
            about for breach in kept if (about := _about(breach, rules, measures))
        ]  # the last one stays
    return breaches


def _about(
    breach: Mapping[str, Any], rules: Mapping[str, CheckRule], measures: Mapping[str, Measure]
) -> dict[str, Any] | None:
    """The fields of a kept finding; None where neither its check nor its figure is there any more."""
    code, rule = str(breach["code"]), rules.get(str(breach["code"]))
    doubted = measures.get(code.removeprefix(PREFIX)) if code.startswith(PREFIX) else None
    if rule is None and doubted is None:
        return None
    title = doubt(doubted, compared=len(breach["figures"]) > 1) if doubted is not None else ""
    words = [named for name in breach["figures"] if (named := word(name, measures)) is not None]
    return {
        "code": code,
        "title": str(rule) if rule is not None else title,
        "severity": breach["severity"],
        "advice": in_language(rule.advice, rule.advice_en) if rule is not None else "",
        "measures": tuple(dict.fromkeys(named.code for named in words)),
        "figures": dict(breach["figures"]),
        "explanation": breach["explanation"],
        "read": spoken(breach["figures"], measures),
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
