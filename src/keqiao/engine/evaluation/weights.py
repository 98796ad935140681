"""From scores of indicators to scores of branches and the top: weights of each unit, means, contributions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation import aggregation
from keqiao.engine.evaluation.arrays import Values, block
from keqiao.engine.evaluation.found_weights import Weighted, found_weights
from keqiao.engine.evaluation.nodes import TOP, Inner
from keqiao.engine.evaluation.problems import refused
from keqiao.engine.evaluation.stages import Stages
from keqiao.language import message


@dataclass
class Joined:
    """Scores (0–100), effective weights and contributions (points of the total) of every node; block
    rows × nodes + 1."""

    scores: Values
    weights: Values
    contributions: Values
    found: list[Weighted] = field(default_factory=list)


@dataclass
class _Parts:
    """How a branch's children made its score: weights, slopes ∂f/∂s of a mean, or additive amounts (Copeland)."""

    weights: Values
    slopes: Values | None
    amounts: Values


def join(stages: Stages, leaf_scores: Values) -> Joined:
    """Aggregate bottom-up, then hand the total's points down so that contributions add up to it."""
    tree = stages.plan.tree
    height = stages.field.height
    scores = block(height, len(tree.codes) + 1)
    for number, column in tree.columns.items():
        scores[:, number] = leaf_scores[:, column]
    classes, table = _classes(stages)
    joined = Joined(scores, block(height, len(tree.codes) + 1, 0.0), block(height, len(tree.codes) + 1, 0.0))
    made = {}
    for inner in tree.inners:
        made[inner.number] = _aggregate(stages, inner, joined, classes, table[inner.number])
    _hand_down(stages, joined, made)
    return joined


def _classes(stages: Stages) -> tuple[npt.NDArray[np.intp] | None, dict[int, Values]]:
    """Rows fall into classes by profile; for each branch a table class × child of weights."""
    plan, field_ = stages.plan, stages.field
    profiles = plan.scheme.profiles
    if profiles is None:
        local = plan.tree.local_weights({})
        return None, {number: weights[None, :] for number, weights in local.items()}
    words = [None, *sorted(profiles.weights)]
    found = field_.frame[profiles.by].replace_strict(
        {word: number for number, word in enumerate(words) if word is not None},
        default=0,
        return_dtype=pl.Int64,
    )
    used, classes = np.unique(found.fill_null(0).to_numpy(), return_inverse=True)
    tables = []
    for code in used.tolist():
        word = words[code]
        written = {} if word is None else profiles.weights[word]
        tables.append(
            plan.tree.local_weights(
                {plan.tree.number[n]: w for n, w in written.items() if n in plan.tree.number}
            )
        )
    table = {number: np.array([local[number] for local in tables]) for number in tables[0]}
    return (None if used.size == 1 else classes.ravel().astype(np.intp)), table


def _entering(joined: Joined, inner: Inner, stages: Stages) -> Values:
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
            block_[:, place] = 100.0 - block_[:, place]
    return block_


def _turned(stages: Stages, child: int) -> bool:
    inner = stages.plan.tree.inner.get(child)
    return inner is not None and inner.direction < 0


def _aggregate(
    stages: Stages, inner: Inner, joined: Joined, classes: npt.NDArray[np.intp] | None, table: Values
) -> _Parts:
    entering = _entering(joined, inner, stages)
    if inner.weighting is not None and inner.weighting.method != "equal":
        weights = found_weights(stages, inner, inner.weighting, entering, joined.found)
    elif inner.weighting is not None:
        weights = np.broadcast_to(np.full(entering.shape[1], 1.0 / entering.shape[1]), entering.shape)
    elif classes is None:
        weights = np.broadcast_to(table[0], entering.shape)
    else:
        weights = np.asfortranarray(table[classes])
    absent = np.isnan(entering)
    if absent.any():
        weights = np.where(absent, 0.0, weights)
        total = weights.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            weights = np.asfortranarray(np.where(total > 0, weights / total, 0.0))
    exponent = aggregation.exponent_of(inner.aggregation)
    if exponent is None:
        result: Values = np.full(entering.shape[0], np.nan)
        parts = block(entering.shape[0], entering.shape[1], 0.0)
        for group in stages.field.compared("period", None):
            result[group], parts[group] = aggregation.copeland(entering[group], weights[group])
        joined.scores[:, inner.number] = result
        return _Parts(weights, None, parts)
    if exponent != 1.0:
        _not_negative(stages, inner, entering)
    result = aggregation.generalised_mean(entering, weights, exponent)
    joined.scores[:, inner.number] = result
    return _Parts(weights, aggregation.gradient(entering, weights, exponent, result), entering)


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


def _hand_down(stages: Stages, joined: Joined, made: dict[int, _Parts]) -> None:
    """Contribution = slope × score + extra, node by node from the top; the children's add up to their
    parent's.

    Slopes multiply down the tree (chain rule). ``extra`` carries what no slope can: the turned-over
    branches and Copeland's parts of a branch whose own score is 0; it is shared below by weight.
    """
    tree = stages.plan.tree
    scale = float(tree.written[TOP]) / 100.0
    height = stages.field.height
    slope: dict[int, Values] = {TOP: np.full(height, scale)}
    extra: dict[int, Values] = {}
    joined.weights[:, TOP] = tree.written[TOP]
    for inner in reversed(tree.inners):
        parts = made[inner.number]
        above, more = slope[inner.number], extra.get(inner.number)
        for place, child in enumerate(inner.children):
            weight = joined.weights[:, inner.number] * parts.weights[:, place]
            joined.weights[:, child] = weight
            entered = joined.scores[:, child]
            if parts.slopes is None:
                amount = above * parts.amounts[:, place]
                with np.errstate(invalid="ignore", divide="ignore"):
                    child_slope = np.where((entered != 0) & (amount != 0), amount / entered, 0.0)
                rest = amount - np.where(np.isnan(entered), 0.0, child_slope * entered)
                child_extra: Values | None = rest if rest.any() else None
            else:
                child_slope = above * parts.slopes[:, place]
                child_extra = None
            if _turned(stages, child) and parts.slopes is not None:
                child_extra = 100.0 * child_slope
                child_slope = -child_slope
            if more is not None:
                shared = more * parts.weights[:, place]
                child_extra = shared if child_extra is None else child_extra + shared
            slope[child] = child_slope
            contribution = child_slope * entered
            absent = np.isnan(contribution)
            if absent.any():
                contribution[absent] = 0.0
            if child_extra is not None:
                extra[child] = child_extra
                contribution = contribution + np.where(weight > 0, child_extra, 0.0)
            joined.contributions[:, child] = contribution
    joined.contributions[:, TOP] = np.nan_to_num(joined.scores[:, TOP]) * scale
