"""Rules as text: made ready to run, or refused with the place and a remedy; and said in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from keqiao.engine.expressions import Expression, ExpressionError, parse
from keqiao.engine.expressions.tree import Name
from keqiao.language import Message, message
from keqiao.web.facts.models import Measure
from keqiao.web.returns.checking.vocabulary import RuleWord, label, names, word

LONGEST = 1000
"""Characters of an expression, as the model holds them."""
SPLIT = "Compute parts of it as measures of their own with `formula`."
DECLARE = "Declare it under `measures`, `parameters` or `attributes`, or correct the name."
UNKNOWN = "“{name}” is not declared"


@dataclass(frozen=True)
class RuleRefusal:
    """Why a text is no rule: what is wrong, where (line and column from 1, a caret under the text), what to do."""

    problem: str
    line: int
    column: int
    caret: str
    remedy: str

    @property
    def words(self) -> str:
        """All of it in one line, for a message."""
        return _("Line %(line)s, character %(column)s: %(problem)s. %(remedy)s") % {
            "line": self.line,
            "column": self.column,
            "problem": self.problem,
            "remedy": self.remedy,
        }


class RuleRefused(ValidationError):
    """A text that is no rule."""

    def __init__(self, refusal: RuleRefusal) -> None:
        self.refusal = refusal
        super().__init__(refusal.words.strip(), code="rule")


@lru_cache(maxsize=1024)
def compiled(text: str, allowed: frozenset[str]) -> Expression:
    """Return an expression over the allowed names ready to run. Raises ExpressionError, with the place.

    Every name is a number, so that a figure compared with a text is refused.
    """
    if len(text) > LONGEST:
        raise ExpressionError(
            message(
                "the expression has {length} characters; {most} are allowed", length=len(text), most=LONGEST
            ),
            text,
            LONGEST,
            message(SPLIT),
        )
    try:
        rule = parse(text, dict.fromkeys(allowed, "number"))
    except RecursionError:
        raise ExpressionError(message("the expression is too complicated"), text, 0, message(SPLIT)) from None
    return rule


def used(rule: Expression) -> tuple[str, ...]:
    """Return the names that a rule was written with, in order."""
    return tuple(dict.fromkeys(node.name for node in rule.tree.walk() if isinstance(node, Name)))


def ready(text: str, codes: Collection[str]) -> Expression:
    """Return a rule over measures, ready to run. Raises RuleRefused, in the reader's language.

    A rule is a condition, and it reads at least one figure.
    """
    try:
        rule = compiled(text, names(codes))
    except ExpressionError as error:
        raise RuleRefused(refusal_of(error)) from None
    if rule.kind != "boolean":
        remedy = _("Compare it with something: =, <>, <, <=, >, >=, BETWEEN.")
        raise RuleRefused(_at_the_beginning(text, _("a condition is needed, this is a value"), remedy))
    if not used(rule):
        remedy = _("Choose a figure from the list.")
        raise RuleRefused(_at_the_beginning(text, _("the condition reads no figure"), remedy))
    return rule


def refusal_of(error: ExpressionError) -> RuleRefusal:
    """Return what an error of the language says, in the reader's language and in words that fit a check."""
    language = get_language() or "zh-hans"
    remedy = error.remedy or Message("")
    if remedy.template == SPLIT:
        said = _("Make several checks of it.")
    elif remedy.template == DECLARE:
        said = _("Choose it from the list of figures.")
    else:
        said = remedy.in_language(language)
    problem = error.problem.in_language(language)
    if error.problem.template == UNKNOWN:
        problem = _("there is no figure “%(name)s”") % {"name": error.problem.values["name"]}
    return RuleRefusal(problem, error.line, error.column, error.caret(), said)


def _at_the_beginning(text: str, problem: str, remedy: str) -> RuleRefusal:
    return RuleRefusal(problem, 1, 1, ExpressionError(Message(""), text).caret(), remedy)


def words_of(rule: Expression, codes: Collection[str]) -> tuple[RuleWord, ...]:
    """Return what a rule reads."""
    words = (word(name, codes) for name in used(rule))
    return tuple(rule_word for rule_word in words if rule_word is not None)


def spoken(rule: Expression, measures: Mapping[str, Measure]) -> str:
    """Return a rule with the figures called by their names, for people who do not know the codes."""
    text, end, parts = rule.text, 0, []
    for node in sorted(
        (node for node in rule.tree.walk() if isinstance(node, Name)), key=lambda name: name.start
    ):
        rule_word = word(node.name, measures)
        parts += [text[end : node.start], label(rule_word, measures) if rule_word else node.name]
        end = node.end
    said = "".join((*parts, text[end:]))
    for sign, better in (("<=", "≤"), (">=", "≥"), ("<>", "≠"), ("*", "×")):
        said = said.replace(sign, better)
    return " ".join(said.split())
