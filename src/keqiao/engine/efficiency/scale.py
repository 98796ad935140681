"""Returns to scale of every unit: :func:`returns_to_scale`.

Färe, Grosskopf & Lovell 1985: the scores under constant, variable and non-increasing returns are compared; unlike
Σ λ of one solution this does not depend on which of several solutions was found (Banker, Chang & Cooper 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.envelopment import distances_of, known
from keqiao.engine.efficiency.factors import Factors, factors
from keqiao.engine.efficiency.technology import Returns, Roles, technology
from keqiao.language import Message

Floats = NDArray[np.float64]
SAME = 1e-7
"""Two scores that differ by no more, relative to the greater, are the same."""


@dataclass(frozen=True, eq=False)
class ReturnsToScale:
    """``kind`` (n): "increasing" (too small), "constant", "decreasing" (too large), "unknown" without a score.

    ``crs``, ``vrs``, ``drs`` (n) are the scores (θ or φ), ``scale_efficiency`` (n) the share lost by size alone: 1
    at the right size.
    """

    factors: Factors
    orientation: str
    kind: NDArray[np.str_]
    scale_efficiency: Floats
    crs: Floats
    vrs: Floats
    drs: Floats
    warnings: tuple[Message, ...] = ()


def returns_to_scale(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    orientation: Literal["input", "output"] = "input",
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> ReturnsToScale:
    """Classify every unit; for an inefficient one the answer is of its projection in that orientation."""
    known(orientation, ("input", "output"))
    dmus = factors(inputs, outputs, units=units, input_names=input_names, output_names=output_names)

    def score(returns: Returns) -> Floats:
        beta, status = distances_of(technology(dmus, returns, Roles()), dmus, orientation, own=True)
        return np.where(status == 0, 1.0 - beta if orientation == "input" else 1.0 + beta, np.nan)

    crs, vrs, drs = score("crs"), score("vrs"), score("drs")
    with np.errstate(invalid="ignore"):
        size = np.maximum(np.abs(crs), np.abs(vrs))
        constant = np.abs(crs - vrs) <= SAME * size
        kind = np.where(
            constant, "constant", np.where(np.abs(drs - vrs) <= SAME * size, "decreasing", "increasing")
        )
        kind = np.where(np.isfinite(crs + vrs + drs), kind, "unknown")
        scale = crs / vrs if orientation == "input" else vrs / crs
    return ReturnsToScale(dmus, orientation, kind, scale, crs, vrs, drs, dmus.warnings())
