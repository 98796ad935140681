"""The words a check may use. This is the one place that says what each means; the page of the words is made from it.

For every measure code ``c`` (for instance ``market_income``):

* ``c``: the figure of the form for its period. Where the form does not ask for it, what facts and registers give for
  the same platform and period: that is how forms are checked across (revenue against contracts against tax).
* ``last_c``: the period of the same length just before; ``year_ago_c``: the same period of the year before.
* ``change_c``: ``c / last_c - 1``, so 0.3 is + 30 %; missing without a positive ``last_c``.
* ``unusual_c``: how far the change stands out, robustly (:mod:`keqiao.web.returns.checking.unusual`); beyond 3.5 either
  way is unusual.

Money is in 万元 (10k yuan), as officials write it; percentages are 0–100; everything else is in the measure's unit.
A figure that is empty or not applicable is missing. A condition that cannot be decided because figures are missing says
nothing; ``IS NULL``, ``COALESCE`` and the like of the language ask for it on purpose. A rule speaks of a form only
where the form asks for at least one of its figures: nothing else can be corrected there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.facts.models import Measure
from keqiao.web.site import numbers


class WordKind(StrEnum):
    """What a word says of its measure; the value is what stands before the code."""

    NOW = ""
    LAST = "last_"
    YEAR_AGO = "year_ago_"
    CHANGE = "change_"
    UNUSUAL = "unusual_"


PREFIXES = tuple(kind for kind in WordKind if kind)


@dataclass(frozen=True)
class RuleWord:
    """A word of the vocabulary: a measure and what is said of it."""

    code: str
    kind: WordKind

    @property
    def name(self) -> str:
        """The word as rules write it."""
        return f"{self.kind.value}{self.code}"


def word(name: str, codes: Collection[str]) -> RuleWord | None:
    """Return what a name means; None when it names no measure. A measure's own code goes before any prefix."""
    if name in codes:
        return RuleWord(name, WordKind.NOW)
    for kind in PREFIXES:
        if name.startswith(kind) and name[len(kind) :] in codes:
            return RuleWord(name[len(kind) :], kind)
    return None


def names(codes: Collection[str]) -> frozenset[str]:
    """Return every name a rule may use over these measures."""
    return frozenset(f"{kind.value}{code}" for code in codes for kind in WordKind)


def label(rule_word: RuleWord, measures: Mapping[str, Measure]) -> str:
    """Return what a word is called, in the reader's language."""
    measure: object = measures.get(rule_word.code, rule_word.code)
    words = {
        WordKind.NOW: "%(measure)s",
        WordKind.LAST: _("%(measure)s (period before)"),
        WordKind.YEAR_AGO: _("%(measure)s (year before)"),
        WordKind.CHANGE: _("%(measure)s (change to the period before)"),
        WordKind.UNUSUAL: _("%(measure)s (how unusual its change is)"),
    }
    return words[rule_word.kind] % {"measure": measure}


def kind_label(kind: WordKind) -> str:
    """Return what a kind of word is called."""
    words = {
        WordKind.NOW: pgettext("word of a check", "this period"),
        WordKind.LAST: pgettext("word of a check", "period before"),
        WordKind.YEAR_AGO: pgettext("word of a check", "same period of the year before"),
        WordKind.CHANGE: pgettext("word of a check", "change to the period before"),
        WordKind.UNUSUAL: pgettext("word of a check", "how unusual the change is"),
    }
    return words[kind]


def value_text(rule_word: RuleWord, value: Decimal | None, measures: Mapping[str, Measure]) -> str:
    """Return a value as pages print it, with its unit; ``—`` where it is missing. ``value``: as rules read it."""
    measure = measures.get(rule_word.code)
    if value is None or measure is None:
        return numbers.NOTHING
    if rule_word.kind is WordKind.CHANGE:
        text = numbers.percent(value, 1)
        return f"+{text}" if value > 0 else text
    if rule_word.kind is WordKind.UNUSUAL:
        return numbers.number(value, 1)
    if measure.is_money:
        return f"{numbers.number(value, 2 if value == numbers.rounded(value, 2) else None)} {measure.display_unit}"
    return f"{numbers.number(value)} {measure.display_unit}".strip()
