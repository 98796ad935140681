"""The usual kinds of checks without a line of formula: what is asked, and the expression it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from keqiao.engine.expressions.functions import FUNCTIONS, RESERVED
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind

FormValues = Mapping[str, Any]
"""Cleaned values of the form by field; measures are rows, several of them a list, numbers Decimal."""


@dataclass(frozen=True)
class CheckKind:
    """A kind of check: what it is called, an example, the fields it asks, and how it becomes an expression.

    ``expression`` raises ValidationError by field. ``title`` gives a name in the language in force.
    """

    code: str
    name: str | Promise
    example: str | Promise
    fields: tuple[str, ...]
    expression: Callable[[FormValues], str]
    title: Callable[[FormValues], str]


def titles(kind: CheckKind, given: FormValues) -> tuple[str, str]:
    """Return the proposed title in Chinese and in English."""
    with override("zh-hans"):
        chinese = kind.title(given)
    with override("en"):
        return chinese[:200], kind.title(given)[:300]


def written(word: RuleWord) -> str:
    """Return a name as an expression writes it: in double quotes where it would be read as something else."""
    name = word.name
    plain = name.isidentifier() and name.isascii() and name.upper() not in {*RESERVED, *FUNCTIONS}
    return name if plain else f'"{name}"'


def literal(value: Decimal) -> str:
    """Return a number as an expression writes it."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _name(measure: Measure, said: WordKind = WordKind.NOW) -> str:
    return written(RuleWord(measure.code, said))


def _sum(measures: Sequence[Measure]) -> str:
    return " + ".join(_name(measure) for measure in measures)


def _named(measures: Sequence[Measure]) -> str:
    return _(" + ").join(str(measure) for measure in measures)


def _alike(given: FormValues) -> None:
    """Refuse to compare what is counted in different units."""
    units = {measure.display_unit for measure in (*given["left"], *given["right"])}
    if len(units) > 1:
        raise ValidationError(
            {
                "right": _("Only figures of the same unit can be compared; these are in %(units)s.")
                % {"units": _(", ").join(sorted(units))}
            }
        )
    twice = {measure.pk for measure in given["left"]} & {measure.pk for measure in given["right"]}
    if twice:
        raise ValidationError({"right": _("A figure stands on one side only.")})


def _range(given: FormValues) -> str:
    low, high = given["low"], given["high"]
    if low is None and high is None:
        raise ValidationError({"low": _("Give a least value, a most value, or both.")})
    if low is not None and high is not None and low > high:
        raise ValidationError({"high": _("The most is less than the least.")})
    name = _name(given["measure"])
    if high is None:
        return f"{name} >= {literal(low)}"
    if low is None:
        return f"{name} <= {literal(high)}"
    return f"{name} BETWEEN {literal(low)} AND {literal(high)}"


def _range_title(given: FormValues) -> str:
    low, high, measure = given["low"], given["high"], given["measure"]
    values = {
        "measure": measure,
        "unit": measure.display_unit,
        "low": "" if low is None else literal(low),
        "high": "" if high is None else literal(high),
    }
    if high is None:
        return _("%(measure)s is at least %(low)s %(unit)s") % values
    if low is None:
        return _("%(measure)s is at most %(high)s %(unit)s") % values
    return _("%(measure)s lies between %(low)s and %(high)s %(unit)s") % values


def _at_most(given: FormValues) -> str:
    _alike(given)
    return f"{_sum(given['left'])} <= {_sum(given['right'])}"


def _at_most_title(given: FormValues) -> str:
    return _("%(part)s is not more than %(whole)s") % {
        "part": _named(given["left"]),
        "whole": _named(given["right"]),
    }


def _equal(given: FormValues) -> str:
    _alike(given)
    left, right, tolerance = _sum(given["left"]), _sum(given["right"]), given["percent"]
    if not tolerance:
        return f"{left} = {right}"
    return f"ABS({left} - ({right})) <= {literal(tolerance / 100)} * ABS({right})"


def _equal_title(given: FormValues) -> str:
    return _("%(one)s equals %(other)s") % {"one": _named(given["left"]), "other": _named(given["right"])}


def _change(given: FormValues) -> str:
    measure, share = given["measure"], literal(given["percent"] / 100)
    if given["base"] == WordKind.YEAR_AGO:
        changed = f"{_name(measure)} / {_name(measure, WordKind.YEAR_AGO)} - 1"
    else:
        changed = _name(measure, WordKind.CHANGE)
    return f"{changed} BETWEEN -{share} AND {share}"


def _change_title(given: FormValues) -> str:
    values = {"measure": given["measure"], "percent": literal(given["percent"])}
    if given["base"] == WordKind.YEAR_AGO:
        return _("%(measure)s changes by no more than %(percent)s%% against the year before") % values
    return _("%(measure)s changes by no more than %(percent)s%% against the period before") % values


def _unusual(given: FormValues) -> str:
    bound = literal(given["bound"])
    return f"{_name(given['measure'], WordKind.UNUSUAL)} BETWEEN -{bound} AND {bound}"


def _unusual_title(given: FormValues) -> str:
    return _("%(measure)s changes unusually") % {"measure": given["measure"]}


KINDS: dict[str, CheckKind] = {
    kind.code: kind
    for kind in (
        CheckKind(
            "range",
            pgettext_lazy("kind of check", "Range"),
            gettext_lazy("A figure lies between a least and a most value."),
            ("measure", "low", "high"),
            _range,
            _range_title,
        ),
        CheckKind(
            "at_most",
            pgettext_lazy("kind of check", "Not more than"),
            gettext_lazy(
                "A figure, or a sum of figures, is not more than another: doctors + masters ≤ staff."
            ),
            ("left", "right"),
            _at_most,
            _at_most_title,
        ),
        CheckKind(
            "equal",
            pgettext_lazy("kind of check", "Equal"),
            gettext_lazy("Two figures or sums are equal, exactly or within some per cent."),
            ("left", "right", "percent"),
            _equal,
            _equal_title,
        ),
        CheckKind(
            "change",
            pgettext_lazy("kind of check", "Change"),
            gettext_lazy("A figure changes by no more than some per cent against an earlier period."),
            ("measure", "base", "percent"),
            _change,
            _change_title,
        ),
        CheckKind(
            "unusual",
            pgettext_lazy("kind of check", "Unusual change"),
            gettext_lazy(
                "A change stands out from the platform's earlier changes and from those of other platforms."
            ),
            ("measure", "bound"),
            _unusual,
            _unusual_title,
        ),
    )
}
"""The kinds by code, in the order of the page."""
