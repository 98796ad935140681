"""Weights of a branch's children found from data or judgement, in each period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from keqiao.engine.evaluation import weighting
from keqiao.engine.evaluation.arrays import Values, block
from keqiao.engine.evaluation.equality import snapped
from keqiao.engine.evaluation.nodes import Inner
from keqiao.engine.evaluation.problems import DataFinding
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.schemes.tree import Weighting
from keqiao.language import Bilingual, Message, message


@dataclass(frozen=True)
class Weighted:
    """Weights of a branch's children found from data or judgement, for the record."""

    branch: str
    period: str
    method: str
    weights: dict[str, float]
    consistency_ratio: float | None = None


def derived_weights(
    stages: Stages, inner: Inner, rule: Weighting, entering: Values, weighted: list[Weighted]
) -> Values:
    """Weights from data (over the units of each period that have every child's score) or from a pairwise
    matrix."""
    method = rule.method
    codes = [stages.plan.tree.codes[child - 1] for child in inner.children]
    weights = block(*entering.shape)
    for period, rows in stages.field.periods:
        ratio: float | None = None
        if method == "ahp":
            hierarchy = weighting.ahp(np.array(rule.pairwise, dtype=np.float64))
            vector, ratio = hierarchy.weights, hierarchy.ratio
            if ratio > rule.consistency_limit:
                doubt = message(
                    "The pairwise judgements are not consistent: CR {ratio:.3f} is above {limit}. Revise the matrix.",
                    ratio=ratio,
                    limit=rule.consistency_limit,
                )
                _warn(stages, inner, period, doubt)
        else:
            vector, doubts = from_data(method, entering[rows], codes)
            for doubt in doubts:
                _warn(stages, inner, period, doubt)
        weights[rows] = vector
        named = dict(zip(codes, vector.tolist(), strict=True))
        weighted.append(Weighted(inner.code, period, method, named, ratio))
    return weights


def from_data(method: str, scores: Values, codes: list[str]) -> tuple[Values, list[Message]]:
    """The weights, and what to say where they could not be found as asked.

    A child whose scores agree for all units (to the last digits of a computation) tells nothing and takes no weight.
    """
    values = snapped(scores[~np.isnan(scores).any(axis=1)])
    even: Values = np.full(len(codes), 1.0 / len(codes))
    varies = np.zeros(len(codes), dtype=np.bool_)
    if values.shape[0]:
        varies = values.max(axis=0) > values.min(axis=0)
    if values.shape[0] < 3 or not varies.any():
        return even, [
            message(
                "Too few different units with every score to find weights by {method}: equal weights are used.",
                method=method,
            )
        ]
    if method == "entropy" and ((values < 0).any() or (values.sum(axis=0) == 0).any()):
        return even, [
            message(
                "Entropy weights need scores of 0 and above, not all 0: equal weights are used. "
                "Choose another normalisation."
            )
        ]
    vector: Values = np.zeros(len(codes))
    doubts: list[Message] = []
    if not varies.all():
        alike = [code for code, differs in zip(codes, varies, strict=True) if not differs]
        doubts.append(
            message("{codes} are the same for all units and take no weight.", codes=", ".join(alike))
        )
    some = values[:, varies]
    if varies.sum() == 1:
        vector[varies] = 1.0
    elif method == "pca":
        vector[varies], negative = weighting.pca(some)
        if negative.any():
            against = [code for code, bad in zip(np.array(codes)[varies], negative, strict=True) if bad]
            doubts.append(
                message(
                    "{codes} run against the first principal component and take no weight.",
                    codes=", ".join(against),
                )
            )
    else:
        vector[varies] = {
            "entropy": weighting.entropy,
            "critic": weighting.critic,
            "standard_deviation": weighting.standard_deviation,
        }[method](some)
    return vector, doubts


def _warn(stages: Stages, inner: Inner, period: str, sentence: Message) -> None:
    name = next(
        (node.name for node in stages.plan.scheme.walk() if node.code == inner.code), Bilingual(zh=inner.code)
    )
    text = message("{name}: {what}", name=name, what=sentence)
    stages.problems.append(DataFinding("warning", text, period=period, measure=inner.code))
