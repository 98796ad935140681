"""The diagnosis of a need: what is known of it, the questions that are open, and the grade that follows.

The grade is a result of fields, never a mark that somebody gives. The questions and the grades are our proposal, after
what brokers and calls for needs ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.exchange.models.choices import NeedGrade, PostingKind

LONG_MONTHS = 24
"""A need that has more months than these is a long-term challenge."""


@dataclass(frozen=True)
class NeedFacts:
    """What is known of a need: of its targets how many say a value now, a target, and both."""

    kind: str
    befores: int = 0
    targets: int = 0
    pairs: int = 0
    constraint: bool = False
    budget: bool = False
    months: int | None = None
    decider: bool = False
    ways: bool = False
    tried: bool = False
    cause_unknown: bool = False
    beyond_market: bool = False

    @property
    def measured(self) -> bool:
        """Whether a need of this kind is told by figures: a fund or a person is not."""
        return self.kind == PostingKind.TECHNOLOGY


@dataclass(frozen=True)
class Question:
    """A question of the diagnosis: ``answered`` tells from the facts; ``needed`` for a need that is ready to match."""

    name: str
    words: str | Promise
    hint: str | Promise
    answered: Callable[[NeedFacts], bool]
    needed: bool = True
    of_figures: bool = False


QUESTIONS = (
    Question(
        "before",
        gettext_lazy("What happens now, and how is it measured?"),
        gettext_lazy("For example: 61 % of the capacity is kept at −20 °C, 1C"),
        lambda facts: facts.befores > 0,
        of_figures=True,
    ),
    Question(
        "target",
        gettext_lazy("Which value would be good enough?"),
        gettext_lazy("For example: at least 75 %; the same quantity as above"),
        lambda facts: facts.pairs > 0,
        of_figures=True,
    ),
    Question(
        "constraint",
        gettext_lazy("What must not change?"),
        gettext_lazy("Line, cost of a piece, material, standard"),
        lambda facts: facts.constraint,
        needed=False,
    ),
    Question(
        "budget",
        gettext_lazy("How much may it cost, and until when?"),
        gettext_lazy("A band, or “to be agreed”; one of both is enough"),
        lambda facts: facts.budget or facts.months is not None,
    ),
    Question(
        "decider",
        gettext_lazy("Who decides?"),
        gettext_lazy("A position is enough: chief engineer, general manager"),
        lambda facts: facts.decider,
    ),
    Question(
        "ways",
        gettext_lazy("How would you like to work together?"),
        pgettext_lazy("diagnosis", "Buy, license, commission, develop together, find a person"),
        lambda facts: facts.ways,
    ),
)


def questions_for(facts: NeedFacts) -> list[Question]:
    """The questions that make sense for a need of this kind."""
    return [question for question in QUESTIONS if facts.measured or not question.of_figures]


def unanswered(facts: NeedFacts) -> list[Question]:
    """The questions that nobody has answered yet."""
    return [question for question in questions_for(facts) if not question.answered(facts)]


def grade_of(facts: NeedFacts) -> NeedGrade:
    """The grade of a need: a long-term challenge, ready to match, or in need of more diagnosis."""
    if facts.beyond_market or (facts.months or 0) > LONG_MONTHS:
        return NeedGrade.LONG_TERM
    if facts.cause_unknown or any(question.needed for question in unanswered(facts)):
        return NeedGrade.FURTHER
    return NeedGrade.READY


def progress_words(facts: NeedFacts) -> str:
    """How far the diagnosis is, as the owner reads it: never a mark."""
    questions, still = questions_for(facts), unanswered(facts)
    words = _("%(done)d of %(all)d answered") % {"done": len(questions) - len(still), "all": len(questions)}
    if not still:
        return words
    return _("%(progress)s; next: %(question)s") % {"progress": words, "question": still[0].words}
