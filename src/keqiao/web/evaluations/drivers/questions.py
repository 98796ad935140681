"""Whose part in the shifts of rank is asked for: the declared factors, with "all weights" taken apart by pillar.

A factor that varies every weight of the tree explains everything and tells nothing. Taken apart into the weight of each
pillar and the weights inside each pillar it is the same factor, and what it does has names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.tree import Branch, Indicator
from keqiao.engine.schemes.uncertainty import Factor, Uncertainty, WeightFactor
from keqiao.web.evaluations.uncertainty_pages import KINDS

MOST_APART = 12
"""So many pillars are asked about one by one; of more only together."""


@dataclass(frozen=True)
class FactorQuestion:
    """A factor and what it is: ``kind`` own (the weight of ``codes[0]``), inside (the weights below it), between (the
    weights of ``codes`` among each other), below (those below all of them), or declared.
    """

    name: str
    factor: Factor
    kind: str = "declared"
    codes: tuple[str, ...] = ()

    def words(self, names: Mapping[str, str]) -> str:
        """Return the factor in words; ``names`` are those of the nodes by code."""
        first = names.get(self.codes[0], self.codes[0]) if self.codes else ""
        if self.kind == "own":
            return _("weight of %(name)s") % {"name": first}
        if self.kind == "inside":
            return _("weights inside %(name)s") % {"name": first}
        if self.kind == "between":
            return _("weights of the pillars")
        if self.kind == "below":
            return _("weights inside the pillars")
        what = KINDS[self.factor.factor]() if self.factor.factor in KINDS else self.factor.factor
        place = getattr(self.factor, "of", None) or getattr(self.factor, "below", None) or ()
        codes = [place] if isinstance(place, str) else list(place)
        named = _(", ").join(names.get(code, code) for code in codes[:4]) + (" …" if len(codes) > 4 else "")
        return _(": ").join(part for part in (what, named) if part)


def factor_questions(scheme: Scheme, uncertain: Uncertainty) -> tuple[Uncertainty, list[FactorQuestion]]:
    """Return the factors as they are to be drawn, and what each is, under the name that it has in the result."""
    kept = {name for group in uncertain.correlated for name in group.factors}
    questions: list[FactorQuestion] = []
    for factor in uncertain.factors:
        if isinstance(factor, WeightFactor) and _is_whole(factor) and factor.name not in kept:
            questions += _apart(scheme, factor, len(questions))
        elif factor.name in kept or factor.factor in kept:
            questions.append(FactorQuestion(factor.name or factor.factor, factor))
        else:
            questions.append(_named(factor, len(questions)))
    return uncertain.model_copy(
        update={"factors": tuple(question.factor for question in questions)}
    ), questions


def _is_whole(factor: WeightFactor) -> bool:
    """Whether the factor varies every weight of the tree, each by itself."""
    return factor.share is not None and not factor.of and factor.level is None and not factor.correlation


def _named(factor: Factor, number: int, kind: str = "declared", codes: Iterable[str] = ()) -> FactorQuestion:
    name = f"q{number}"
    return FactorQuestion(name, factor.model_copy(update={"name": name}), kind, tuple(codes))


def _apart(scheme: Scheme, factor: WeightFactor, start: int) -> list[FactorQuestion]:
    pillars: Sequence[Branch | Indicator] = scheme.indicators
    while len(pillars) == 1 and isinstance(pillars[0], Branch):
        pillars = pillars[0].children
    below = {pillar.code: weighed(pillar) for pillar in pillars if isinstance(pillar, Branch)}
    below = {code: codes for code, codes in below.items() if codes}
    groups: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
    if 1 < len(pillars) <= MOST_APART:
        groups += [("own", (pillar.code,), (pillar.code,)) for pillar in pillars]
    elif len(pillars) > 1:
        codes = tuple(pillar.code for pillar in pillars)
        groups.append(("between", codes, codes))
    if len(below) <= MOST_APART:
        groups += [("inside", (code,), codes) for code, codes in below.items()]
    else:
        groups.append(("below", tuple(below), tuple(code for codes in below.values() for code in codes)))
    return [
        _named(factor.model_copy(update={"of": of}), start + place, kind, codes)
        for place, (kind, codes, of) in enumerate(groups)
    ]


def weighed(branch: Branch) -> tuple[str, ...]:
    """Return the codes below a branch whose weight matters: those that have siblings."""
    codes: list[str] = []
    for child in branch.children:
        if len(branch.children) > 1:
            codes.append(child.code)
        if isinstance(child, Branch):
            codes += weighed(child)
    return tuple(codes)
