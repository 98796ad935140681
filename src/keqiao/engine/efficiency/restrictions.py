"""Weight restrictions: what the weights of the measures may be against each other (assurance regions).

Thompson, Singleton, Thrall & Smith 1986; in the envelopment form each is a trade-off column (Podinovski 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.factors import Factors
from keqiao.engine.efficiency.problems import refused
from keqiao.language import message


@dataclass(frozen=True)
class WeightRatio:
    """lower ≤ weight of ``first`` ÷ weight of ``second`` ≤ upper; the two are names of inputs or outputs.

    The weights are those of the figures in their own units.
    """

    first: str
    second: str
    lower: float | None = None
    upper: float | None = None


def weight_rows(dmus: Sequence[WeightRatio] | ArrayLike, factors: Factors) -> NDArray[np.float64]:
    """Rows r (k, m + s) with r · (input weights, output weights) ≥ 0; EfficiencyError where one makes no sense."""
    names = (*factors.input_names, *factors.output_names)
    rows: list[NDArray[np.float64]] = []
    listed = list(dmus) if isinstance(dmus, Sequence) else None
    if listed is not None and all(isinstance(restriction, WeightRatio) for restriction in listed):
        for ratio in listed:
            rows += _ratio_rows(ratio, names)
        return np.array(rows).reshape(-1, len(names))
    table = np.atleast_2d(np.asarray(dmus, dtype=np.float64))
    if table.size == 0:
        return np.empty((0, len(names)))
    if table.shape[1] != len(names) or not np.isfinite(table).all():
        raise refused(
            message(
                "Each weight restriction needs {width} finite figures, one for each measure.",
                width=len(names),
            )
        )
    return table


def _ratio_rows(ratio: WeightRatio, names: tuple[str, ...]) -> list[NDArray[np.float64]]:
    for name in (ratio.first, ratio.second):
        if names.count(name) != 1:
            raise refused(
                message(
                    "There is no column {column}; there are: {columns}.",
                    column=name,
                    columns=", ".join(names),
                )
            )
    lower, upper = ratio.lower, ratio.upper
    bad = any(bound is not None and not (np.isfinite(bound) and bound >= 0) for bound in (lower, upper))
    if (
        bad
        or (lower is None and upper is None)
        or (lower is not None and upper is not None and lower > upper)
    ):
        raise refused(
            message(
                "The bounds of the weights of {first} and {second} must be figures of zero or more, the lower first.",
                first=ratio.first,
                second=ratio.second,
            )
        )
    rows = []
    first, second = names.index(ratio.first), names.index(ratio.second)
    if lower is not None:
        row = np.zeros(len(names))
        row[first] += 1.0
        row[second] -= lower
        rows.append(row)
    if upper is not None:
        row = np.zeros(len(names))
        row[first] -= 1.0
        row[second] += upper
        rows.append(row)
    return rows
