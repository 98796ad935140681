"""A scheme made ready to run: expressions parsed, the tree laid out flat, defaults settled. One plan per
scheme object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keqiao.engine.evaluation.needs import Needs
from keqiao.engine.evaluation.nodes import Tree
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.scoring import (
    BaseFull,
    Cases,
    Distance,
    Formula,
    Identity,
    Linear,
    Piecewise,
    Points,
    Scoring,
    Steps,
    Target,
)
from keqiao.engine.schemes.tree import Indicator, Missing, Treatment
from keqiao.engine.schemes.variants import replaced as replaced_indicator

AS_WRITTEN = -1
"""The variant number of a unit for which no variant holds."""
FIELD_NAMES = ("x", "x_rank", "x_count", "x_min", "x_max", "x_mean", "x_median", "x_sd")


@dataclass(frozen=True)
class IndicatorVersion:
    """An indicator as it holds for the units of one variant, or as written (``variant`` −1)."""

    column: int
    variant: int
    indicator: Indicator
    formula: str
    denominator: str | None
    applies: str | None
    missing: Missing
    treatment: tuple[Treatment, ...]
    score: Scoring
    of: float
    same_missing: int
    """Versions with the same number here have the same policy, and are worked on together; so for the
    next two."""
    same_treatment: int
    same_score: int


@dataclass(frozen=True)
class Plan:
    """Everything about a scheme that does not depend on the data."""

    scheme: Scheme
    tree: Tree
    needs: Needs
    versions: tuple[IndicatorVersion, ...]
    variants: tuple[str, ...]
    points: tuple[str, ...]
    vetoes: tuple[str, ...]
    measures: tuple[Measure, ...]
    """Computed and previous measures that something reads, in the order of their dependencies."""
    replaced: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Indicator → the variants that replace it."""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators as written, in the order of the columns."""
        return tuple(version.indicator for version in self.versions if version.variant == AS_WRITTEN)


_plans: dict[int, Plan] = {}


def plan_of(scheme: Scheme, like: Scheme | None = None) -> Plan:
    """The plan of a scheme, made once for each object. ``like``: a scheme that differs in numbers only, whose
    parsed expressions are taken over."""
    key = id(scheme)
    plan = _plans.get(key)
    if plan is None or plan.scheme is not scheme:
        plan = _plans[key] = compile_plan(scheme, None if like is None else plan_of(like).needs)
        if len(_plans) > 64:
            # A plan holds its scheme; the oldest go, so that a long-lived server does not collect them.
            # Another thread may have taken the same one out.
            _plans.pop(next(iter(_plans)), None)
    return plan


def compile_plan(scheme: Scheme, like: Needs | None = None) -> Plan:
    """Lay out a scheme; ``like`` as for :class:`Needs`. Raises ExpressionError for a formula that cannot be read."""
    needs = Needs(scheme, like)
    tree = Tree.of(scheme)
    leaves = scheme.leaves()
    columns = {leaf.code: column for column, leaf in enumerate(leaves)}
    versions = [_version(needs, tree, leaf, columns[leaf.code], AS_WRITTEN) for leaf in leaves]
    replaced: dict[int, list[int]] = {}
    for number, variant in enumerate(scheme.variants):
        for code in variant.replace:
            if code not in columns:
                continue
            column = columns[code]
            other = replaced_indicator(leaves[column], variant)
            versions.append(_version(needs, tree, other, column, number))
            replaced.setdefault(column, []).append(number)
    variants = tuple(needs.condition(variant.when) for variant in scheme.variants)
    points = tuple(needs.number(adjustment.points) for adjustment in scheme.adjustments)
    vetoes = tuple(needs.condition(veto.when) for veto in scheme.vetoes)
    for grade in scheme.grades:
        if grade.when is not None:
            needs.later(grade.when, ("total", *tree.codes))
    return Plan(
        scheme=scheme,
        tree=tree,
        needs=needs,
        versions=tuple(versions),
        variants=variants,
        points=points,
        vetoes=vetoes,
        measures=needs.ordered_measures(),
        replaced={column: tuple(numbers) for column, numbers in replaced.items()},
    )


def _version(needs: Needs, tree: Tree, leaf: Indicator, column: int, variant: int) -> IndicatorVersion:
    scheme = needs.scheme
    score = leaf.score or scheme.defaults.score or Identity(rule="none")
    score_needs(needs, score)
    missing = leaf.missing or scheme.defaults.missing
    treatment = scheme.defaults.treatment if leaf.treatment is None else leaf.treatment
    of = tree.written_points(column)
    return IndicatorVersion(
        column=column,
        variant=variant,
        indicator=leaf,
        formula=needs.number(leaf.formula),
        denominator=None if leaf.denominator is None else needs.number(leaf.denominator),
        applies=None if leaf.applies is None else needs.condition(leaf.applies),
        missing=missing,
        treatment=treatment,
        score=score,
        of=of,
        same_missing=needs.same(missing),
        same_treatment=needs.same(treatment),
        same_score=needs.same((score, of, leaf.direction)),
    )


def score_needs(needs: Needs, score: Scoring) -> None:
    """Note what a scoring rule reads besides the value; before anything is read."""
    if isinstance(score, BaseFull | Linear):
        needs.quantity(score.base)
        needs.quantity(score.full)
    elif isinstance(score, Target):
        needs.quantity(score.target)
    elif isinstance(score, Distance) and score.value is not None:
        needs.quantity(score.value)
    elif isinstance(score, Formula):
        needs.later(score.points, FIELD_NAMES)
    elif isinstance(score, Cases):
        for case in score.cases:
            needs.condition(case.when)
            score_needs(needs, case.score)
        if score.otherwise is not None:
            score_needs(needs, score.otherwise)


def full_points(score: Scoring, written: float) -> float:
    """How many points are full marks: ``of``, or the indicator's written points."""
    if isinstance(score, Steps | Piecewise | Points | Formula) and score.of is not None:
        return score.of
    return written
