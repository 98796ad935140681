"""Run the rules over the figures of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from keqiao.engine.expressions import Expression, ExpressionError, evaluate_many
from keqiao.web.facts.models import Measure
from keqiao.web.registry.language import in_language
from keqiao.web.returns.checking.figures import FormFigures
from keqiao.web.returns.checking.rules import compiled, words_of
from keqiao.web.returns.checking.stored_findings import findings_at_lock, spoken
from keqiao.web.returns.checking.units import DoubtedFigure, doubted_in
from keqiao.web.returns.checking.vocabulary import RuleWord, WordKind, names, word
from keqiao.web.returns.models import CheckRule, Explanation, Return


@dataclass(frozen=True)
class RuleBreach:
    """A rule that figures do not fulfil.

    ``measures``: the measure codes it reads; ``figures``: name → the figure as text, as the rule read it (money in
    万元; None: missing). ``read``: the same for people, (name in words, figure with its unit).
    """

    code: str
    title: str
    severity: str
    advice: str = ""
    measures: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    explanation: str = ""
    earlier: str = ""
    """What was said of it when the figures were others."""
    read: tuple[tuple[str, str], ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether it stops the hand-in whatever is said."""
        return self.severity == CheckRule.Severity.HARD

    @property
    def stops(self) -> bool:
        """Whether the form cannot be handed in as it stands."""
        return self.is_hard or not self.explanation

    @property
    def words(self) -> str:
        """The finding as a sentence."""
        sentence = self.title if not self.advice else f"{self.title} {self.advice}"
        return (
            sentence
            if self.is_hard
            else _("%(finding)s — explain it or correct the figure.") % {"finding": sentence}
        )


@dataclass(frozen=True)
class RuleResults:
    """What rules say of a form. ``answers``: rule code → it holds, it does not, or (None) figures are missing.

    ``words``: rule code → what the rule reads.
    """

    form: Return
    answers: dict[str, bool | None]
    figures: FormFigures
    words: Mapping[str, tuple[RuleWord, ...]]


BESIDE = {WordKind.UNUSUAL: WordKind.YEAR_AGO, WordKind.CHANGE: WordKind.LAST}
"""Kinds of words that compare → what with."""


def findings_of(form: Return) -> list[RuleBreach]:
    """Return what the active rules and the unit guard find in a form, the hard ones first."""
    return findings_of_many([form])[form.pk]


def findings_of_many(forms: Iterable[Return]) -> dict[int, list[RuleBreach]]:
    """Return the findings of many forms by key; the number of queries does not grow with forms, cells or rules."""
    every = list(forms)
    if not every:
        return {}
    rules = list(CheckRule.objects.filter(active=True))
    measures = {measure.code: measure for measure in Measure.objects.all()}
    frozen = findings_at_lock([form for form in every if form.state == Return.State.LOCKED], measures)
    judged = judge(rules, [form for form in every if form.pk not in frozen], measures)
    explanations = {
        (row.form_id, row.check_code): row
        for row in Explanation.objects.filter(form__in=[form.pk for form in every])
    }
    breaches: dict[int, list[RuleBreach]] = {
        pk: [RuleBreach(**about) for about in kept] for pk, kept in frozen.items()
    }
    for result in judged:
        failed = [rule for rule in rules if result.answers.get(rule.code) is False]
        hard = [rule for rule in failed if rule.severity == CheckRule.Severity.HARD]
        soft = [rule for rule in failed if rule.severity != CheckRule.Severity.HARD]
        breaches[result.form.pk] = [
            *(_of_rule(rule, result, explanations) for rule in hard),
            *(
                _of_doubted(figure, result, explanations)
                for figure in doubted_in(result.form, result.figures)
            ),
            *(_of_rule(rule, result, explanations) for rule in soft),
        ]
    return breaches


def judge(
    rules: Sequence[CheckRule], forms: Sequence[Return], measures: Mapping[str, Measure]
) -> list[RuleResults]:
    """Ask rules of forms, all at once. A rule that can no longer be read says nothing; the list of rules shows it.

    Nor does a rule of which a form asks no figure: what it does not ask for cannot be corrected in it.
    """
    ready = readable(rules, measures)
    words = {code: words_of(rule, measures) for code, rule in ready.items()}
    figures = FormFigures(forms, [word for every in words.values() for word in every], dict(measures))
    codes = {code: {word.code for word in every} for code, every in words.items()}
    columns = {word.name: [_float(figures.value(form, word)) for form in forms] for word in figures.words}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64))
    answers = _answers(ready, frame, len(forms))
    return [
        RuleResults(
            form,
            {
                code: None if codes[code].isdisjoint(figures.cells[form.pk]) else column[place]
                for code, column in answers.items()
            },
            figures,
            words,
        )
        for place, form in enumerate(forms)
    ]


def readable(rules: Iterable[CheckRule], measures: Iterable[str]) -> dict[str, Expression]:
    """Return the rules that can be run, by code."""
    allowed = names(list(measures))
    compiled_rules = {}
    for rule in rules:
        try:
            compiled_rules[rule.code] = compiled(rule.expression, allowed)
        except ExpressionError:
            continue
    return compiled_rules


def _answers(
    rules: Mapping[str, Expression], frame: pl.DataFrame, height: int
) -> dict[str, list[bool | None]]:
    usable = {code: rule for code, rule in rules.items() if rule.names}
    if not usable or not height:
        return {code: [None] * height for code in rules}
    values = evaluate_many(usable, frame)
    answers: dict[str, list[bool | None]] = {}
    for code in rules:
        if code not in usable:
            answers[code] = [None] * height
            continue
        answers[code] = [None if value is None else bool(value) for value in values[code].to_list()]
    return answers


def _of_rule(
    rule: CheckRule, judged: RuleResults, explanations: Mapping[tuple[int, str], Explanation]
) -> RuleBreach:
    measures = judged.figures.measures
    figures, read = read_by(judged.words[rule.code], judged)
    return RuleBreach(
        code=rule.code,
        title=str(rule),
        severity=rule.severity,
        advice=in_language(rule.advice, rule.advice_en),
        measures=tuple(dict.fromkeys(rule_word.code for rule_word in judged.words[rule.code])),
        figures=figures,
        explanation=_explained(explanations.get((judged.form.pk, rule.code)), figures, measures),
        earlier=_explanation_text(explanations.get((judged.form.pk, rule.code))),
        read=read,
    )


def _of_doubted(
    doubted: DoubtedFigure, judged: RuleResults, explanations: Mapping[tuple[int, str], Explanation]
) -> RuleBreach:
    measures = judged.figures.measures
    figures, read = read_by(
        [word for word in (RuleWord(doubted.code, WordKind.NOW), doubted.before) if word is not None], judged
    )
    return RuleBreach(
        code=doubted.check_code,
        title=doubted.title(measures),
        severity=CheckRule.Severity.SOFT,
        advice=doubted.advice,
        measures=(doubted.code,),
        figures=figures,
        explanation=_explained(explanations.get((judged.form.pk, doubted.check_code)), figures, measures),
        earlier=_explanation_text(explanations.get((judged.form.pk, doubted.check_code))),
        read=read,
    )


def read_by(
    words: Iterable[RuleWord], judged: RuleResults
) -> tuple[dict[str, str | None], tuple[tuple[str, str], ...]]:
    """Return what a rule read of a form: as it is kept, and as people read it.

    Beside a score stands what it was made of: the figure itself and the one that it is compared with.
    """
    figures, measures = judged.figures, judged.figures.measures
    every: list[RuleWord] = []
    for rule_word in words:
        if rule_word.kind in BESIDE:
            every += [
                RuleWord(rule_word.code, WordKind.NOW),
                RuleWord(rule_word.code, BESIDE[rule_word.kind]),
            ]
        every.append(rule_word)
    values = {rule_word: figures.value(judged.form, rule_word) for rule_word in dict.fromkeys(every)}
    kept = {rule_word.name: _text(value) for rule_word, value in values.items()}
    return kept, spoken(kept, measures)


def _explanation_text(explanation: Explanation | None) -> str:
    return explanation.text if explanation is not None else ""


def _explained(
    explanation: Explanation | None, figures: Mapping[str, str | None], measures: Mapping[str, Measure]
) -> str:
    """The explanation where it still speaks of the same figures.

    A score of unusualness moves whenever another platform hands in; that alone does not ask anybody again.
    """
    if explanation is None or not isinstance(explanation.figures, dict):
        return ""
    same = _own(explanation.figures, measures) == _own(figures, measures)
    return explanation.text if same else ""


def _own(figures: Mapping[str, Any], measures: Mapping[str, Measure]) -> dict[str, Any]:
    kinds = {name: word(name, measures) for name in figures}
    return {
        name: figures[name]
        for name, word in kinds.items()
        if word is None or word.kind is not WordKind.UNUSUAL
    }


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _text(value: Decimal | None) -> str | None:
    """A figure as it is kept: plain digits, no superfluous noughts."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
