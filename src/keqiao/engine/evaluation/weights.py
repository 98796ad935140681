"""From scores of indicators to scores of branches and the top: weights of each unit, means, contributions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation import aggregation
from keqiao.engine.evaluation.arrays import Truth, Values, block, turned_over
from keqiao.engine.evaluation.derived_weights import Weighted, derived_weights
from keqiao.engine.evaluation.nodes import TOP, Inner
from keqiao.engine.evaluation.parallel import each
from keqiao.engine.evaluation.problems import refused
from keqiao.engine.evaluation.stages import Stages
from keqiao.language import message

Local = list[Values | float]
"""The weight of each child before that of missing children is given to the others: one for all rows, or one for
each."""


@dataclass
class JoinedScores:
    """Scores (0–100), effective weights and contributions (points of the total) of every node; block
    rows × nodes + 1.

    ``branches`` is how each branch came about and ``local`` the weights of its children before gaps, by its number;
    both are kept where ``keeps``.
    """

    scores: Values
    weights: Values
    contributions: Values
    derived_weights: list[Weighted] = field(default_factory=list)
    keeps: bool = False
    branches: dict[int, ChildParts] = field(default_factory=dict)
    local: dict[int, Local] = field(default_factory=dict)
    neutral: dict[int, dict[int, float]] = field(default_factory=dict)
    """Node → row → the neutral value that stands for a score left out by fault tolerance."""

    def seen(self, number: int) -> Values:
        """The scores of a node as conditions see them: neutral where a case of fault tolerance left it out."""
        column: Values = self.scores[:, number]
        if number not in self.neutral:
            return column
        column = column.copy()
        for row, value in self.neutral[number].items():
            column[row] = value
        return column


@dataclass
class ChildParts:
    """How a branch's children made its score: weights, slopes ∂f/∂s of a mean, or additive amounts
    (Copeland)."""

    weights: Values
    absent: Truth | None
    slopes: Values | None
    amounts: Values


def join(stages: Stages, leaf_scores: Values, *, keep: bool = False) -> JoinedScores:
    """Aggregate bottom-up, then hand the total's points down so that contributions add up to it.

    ``keep`` keeps how each branch came about, for those who change rows and hand down again.
    """
    tree = stages.plan.tree
    height = stages.field.height
    # Every column is written: each node is a leaf, or a branch that is aggregated, and a child of some branch.
    scores, weights, contributions = (np.empty((height, len(tree.codes) + 1), order="F") for _ in range(3))

    def copy(leaf: tuple[int, int]) -> None:
        scores[:, leaf[0]] = leaf_scores[:, leaf[1]]

    each(copy, tree.columns.items(), height)
    classes, table = _classes(stages)
    joined = JoinedScores(scores, weights, contributions, keeps=keep)
    for inner in tree.inners:
        joined.branches[inner.number] = _aggregate(stages, inner, joined, classes, table[inner.number])
    hand_down(stages, joined)
    if not keep:
        joined.branches = {}
    return joined


def _classes(stages: Stages) -> tuple[npt.NDArray[np.intp] | None, dict[int, Values]]:
    """Rows fall into classes by profile; for each branch a table class × child of weights."""
    plan, field_ = stages.plan, stages.field
    profiles = plan.scheme.profiles
    if profiles is None:
        local = plan.tree.local_weights({})
        return None, {number: weights[None, :] for number, weights in local.items()}
    words = [None, *sorted(profiles.weights)]
    numbers = field_.frame[profiles.by].replace_strict(
        {word: number for number, word in enumerate(words) if word is not None},
        default=0,
        return_dtype=pl.Int64,
    )
    classes = numbers.fill_null(0).to_numpy()
    tables = []
    for word in words:
        written = {} if word is None else profiles.weights[word]
        tables.append(
            plan.tree.local_weights(
                {plan.tree.number[n]: w for n, w in written.items() if n in plan.tree.number}
            )
        )
    table = {number: np.array([local[number] for local in tables]) for number in tables[0]}
    if classes.size and (classes == classes[0]).all():
        return None, {number: rows[classes[:1]] for number, rows in table.items()}
    return classes, table


def entering(joined: JoinedScores, inner: Inner, stages: Stages) -> Values:
    """The children's scores as their parent sees them: a branch with direction −1 is turned over."""
    children = list(inner.children)
    first, last = children[0], children[-1]
    if children == list(range(first, last + 1)):
        block_ = joined.scores[:, first : last + 1]
    else:
        block_ = joined.scores[:, children]
    turned = [place for place, child in enumerate(children) if _turned(stages, child)]
    if turned:
        block_ = block_.copy(order="F")
        for place in turned:
            block_[:, place] = turned_over(block_[:, place])
    return block_


def _turned(stages: Stages, child: int) -> bool:
    return child in stages.plan.tree.turned


def _aggregate(
    stages: Stages, inner: Inner, joined: JoinedScores, classes: npt.NDArray[np.intp] | None, table: Values
) -> ChildParts:
    block_ = entering(joined, inner, stages)
    local: Local
    if inner.weighting is not None and inner.weighting.method != "equal":
        by_place = derived_weights(stages, inner, inner.weighting, block_, joined.derived_weights)
        local = [by_place[:, place] for place in range(by_place.shape[1])]
    elif inner.weighting is not None:
        local = [1.0 / block_.shape[1]] * block_.shape[1]
    elif classes is None:
        local = table[0].tolist()
    else:
        local = [column[classes] for column in table.T]
    if joined.keeps:
        joined.local[inner.number] = local
    if aggregation.exponent_of(inner.aggregation) is None:
        weights, absent = present(local, block_)
        result: Values = np.full(block_.shape[0], np.nan)
        amounts = block(block_.shape[0], block_.shape[1], 0.0)
        for group in stages.field.compared("period", None):
            result[group], amounts[group] = aggregation.copeland(block_[group], weights[group])
        parts = ChildParts(weights, absent, None, amounts)
    else:
        if aggregation.exponent_of(inner.aggregation) != 1.0:
            _not_negative(stages, inner, block_)
        result, parts = mean(inner, block_, local)
    joined.scores[:, inner.number] = result
    return parts


def mean(inner: Inner, children: Values, local: Local) -> tuple[Values, ChildParts]:
    """The score of each row of a branch that is a mean, from its children's as they enter it, and how it came
    about. For powers other than 1 the children's scores must not be negative."""
    exponent = aggregation.exponent_of(inner.aggregation)
    assert exponent is not None  # noqa: S101 - Copeland compares units, it is no mean of rows
    weights, absent = present(local, children)
    filled = children
    if absent is not None:
        filled = children.copy(order="F")
        for place in np.flatnonzero(absent.any(axis=0)):
            filled[absent[:, place], place] = 0.0
    if exponent == 1.0:
        result = aggregation.arithmetic_mean(filled, weights)
        if absent is not None:
            result[absent.all(axis=1)] = np.nan
        slopes = weights
    else:
        result = aggregation.generalised_mean(filled, weights, exponent)
        slopes = aggregation.gradient(filled, weights, exponent, result)
    return result, ChildParts(weights, absent, slopes, children)


def present(local: Local, entering: Values) -> tuple[Values, Truth | None]:
    """The weights of each row with those of missing children given to the others; and which are missing,
    if any."""
    absent = np.isnan(entering)
    some = absent.any()
    if not some and not any(isinstance(weight, np.ndarray) for weight in local):
        return np.broadcast_to(np.array(local, dtype=np.float64), entering.shape), None
    result: Values = np.empty(entering.shape, order="F")
    if not some:
        for place, weight in enumerate(local):
            result[:, place] = weight
        return result, None
    total: Values = np.zeros(entering.shape[0])
    for place, weight in enumerate(local):
        column = result[:, place]
        np.multiply(weight, ~absent[:, place], out=column)
        total += column
    # A row without any child has weights of 0, whatever they are divided by.
    total[total == 0.0] = 1.0
    for place in range(len(local)):
        result[:, place] /= total
    return result, absent


def _not_negative(stages: Stages, inner: Inner, entering: Values) -> None:
    with np.errstate(invalid="ignore"):
        negative = entering < 0
    if negative.any():
        row, child = (int(place[0]) for place in np.nonzero(negative))
        unit, period = stages.field.frame.select("unit", "period").row(row)
        raise refused(
            message(
                "The score {score} of {child} is negative; a {method} mean is not defined for it. "
                "Choose scores above 0.",
                score=float(entering[row, child]),
                child=stages.plan.tree.codes[inner.children[child] - 1],
                method=inner.aggregation.method,
            ),
            unit=unit,
            period=period,
            measure=inner.code,
        )


def hand_down(stages: Stages, joined: JoinedScores) -> None:
    """Contribution = slope × score + extra, node by node from the top; the children's add up to their
    parent's.

    Slopes multiply down the tree (chain rule). ``extra`` carries what no slope can: the turned-over
    branches and Copeland's parts of a branch whose own score is 0; it is shared below by weight.
    """
    tree = stages.plan.tree
    scale = float(tree.written[TOP]) / 100.0
    joined.weights[:, TOP] = tree.written[TOP]
    joined.contributions[:, TOP] = np.nan_to_num(joined.scores[:, TOP]) * scale
    slopes: dict[int, Values] = {}
    extra: dict[int, Values] = {}
    straight = {TOP}
    for inner in reversed(tree.inners):
        parts = joined.branches[inner.number]
        own = joined.weights[:, inner.number]
        if inner.number in straight and aggregation.exponent_of(inner.aggregation) == 1.0:
            # Arithmetic means all the way up: the slope is the effective weight ÷ 100.
            _straight(joined, inner, parts)
            straight.update(child for child in inner.children if not _turned(stages, child))
            for child in inner.children:
                if _turned(stages, child):
                    slopes[child] = -joined.weights[:, child] / 100.0
                    extra[child] = joined.weights[:, child].copy()
                    joined.contributions[:, child] = _contribution(joined, child, slopes[child], extra[child])
            continue
        above = own / 100.0 if inner.number in straight else slopes[inner.number]
        more = extra.get(inner.number)
        for place, child in enumerate(inner.children):
            weight = np.multiply(own, parts.weights[:, place], out=joined.weights[:, child])
            entered = joined.scores[:, child]
            child_extra: Values | None = None
            if parts.slopes is None:
                amount = above * parts.amounts[:, place]
                with np.errstate(invalid="ignore", divide="ignore"):
                    slope = np.where((entered != 0) & (amount != 0), amount / entered, 0.0)
                rest = amount - np.where(np.isnan(entered), 0.0, slope * entered)
                child_extra = rest if rest.any() else None
            else:
                slope = above * parts.slopes[:, place]
                if _turned(stages, child):
                    child_extra = 100.0 * slope
                    slope = -slope
            if more is not None:
                shared = more * parts.weights[:, place]
                child_extra = shared if child_extra is None else child_extra + shared
            slopes[child] = slope
            if child_extra is not None:
                extra[child] = np.where(weight > 0, child_extra, 0.0)
            joined.contributions[:, child] = _contribution(joined, child, slope, extra.get(child))


def _straight(joined: JoinedScores, inner: Inner, parts: ChildParts) -> None:
    """Weights and contributions of the children of a branch with arithmetic means all the way up."""
    own = joined.weights[:, inner.number]

    def hand(edge: tuple[int, int]) -> None:
        place, child = edge
        weight = np.multiply(own, parts.weights[:, place], out=joined.weights[:, child])
        contribution = np.multiply(weight, joined.scores[:, child], out=joined.contributions[:, child])
        contribution /= 100.0
        if parts.absent is not None:
            contribution[parts.absent[:, place]] = 0.0

    each(hand, enumerate(inner.children), own.size)


def _contribution(joined: JoinedScores, child: int, slope: Values, extra: Values | None) -> Values:
    contribution: Values = np.nan_to_num(slope * joined.scores[:, child])
    return contribution if extra is None else contribution + extra
