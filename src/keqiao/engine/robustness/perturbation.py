"""Errors of measurement: every replicate has figures of its own, so each runs through all stages.

Replicates are laid below each other as periods of one evaluation, so that the stages work on many at once.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from keqiao.engine.evaluation.measures import complete
from keqiao.engine.robustness.matrices import Key, Matrices, Matrix
from keqiao.engine.robustness.parameters import Parameters


def perturbed(matrices: Matrices, choices: Key, values: Parameters) -> Matrix:
    """The matrix of a block of replicates whose figures are × (1 + error): scores are replicates × units ×
    indicators, points and ceiling replicates × units."""
    source = matrices.panel.basis(matrices.basis(choices))
    # Errors are those of the period looked at; earlier periods are read as they are.
    plan = matrices.plan
    earlier = any(measure.previous_of is not None for measure in plan.measures)
    now = source.filter(pl.col("period") == matrices.period)
    size, height = values.size, now.height
    place = {unit: at for at, unit in enumerate(now["unit"].to_list())}
    measures = dict.fromkeys(measure for measure, _ in matrices.space.errors)
    factors = {measure: np.ones((size, height)) for measure in measures}
    for (measure, unit), row in zip(matrices.space.errors, values.errors, strict=True):
        factors[measure][:, place[unit]] += row
    label = pl.Series("period", np.repeat([f"{at:09d}" for at in range(size)], height))
    if earlier:
        frames = []
        for at in range(size):
            changed = now.with_columns(pl.col(m) * pl.Series(m, block[at]) for m, block in factors.items())
            whole = pl.concat([source.filter(pl.col("period") != matrices.period), changed]).sort(
                "period", "unit"
            )
            done = complete(plan, whole, matrices.panel.periods)
            frames.append(done.filter(pl.col("period") == matrices.period))
        stacked = pl.concat(frames).with_columns(label)
    else:
        repeated = now[pl.Series(np.tile(np.arange(height, dtype=np.uint32), size))]
        changed = repeated.with_columns(
            pl.col(m) * pl.Series(m, block.ravel()) for m, block in factors.items()
        )
        stacked = complete(plan, changed, [matrices.period]).with_columns(label)
    scored = matrices.scored(matrices.treated(matrices.imputed(stacked, choices), choices), choices)
    shape = (size, height)
    return matrices.neutralised(
        Matrix(
            scored.scores.reshape(*shape, -1),
            scored.points.reshape(shape),
            scored.ceiling.reshape(shape),
            scored.stages,
            scored.struck,
        )
    )
