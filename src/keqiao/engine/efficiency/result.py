"""What an efficiency model found, with names: scores, peers, slacks, targets and prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.efficiency.factors import Factors
from keqiao.language import Message

if TYPE_CHECKING:
    import polars as pl

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

OPTIMAL, INFEASIBLE, UNBOUNDED, UNSOLVED = "optimal", "infeasible", "unbounded", "unsolved"
STATUSES = (OPTIMAL, INFEASIBLE, UNBOUNDED, UNSOLVED)
"""``infeasible``: the other units do not reach this one (super-efficiency, or another period's frontier); the score is
NaN. ``unbounded``: the model lets the score grow without end (weight restrictions that clash). ``unsolved``: the solver
gave up, which is told and never filled in."""
EFFICIENT = 1e-7
"""A unit is efficient when its score is within this of 1 (directional: 0) and its scaled slacks sum to no more."""


@dataclass(frozen=True, eq=False)
class Efficiency:
    """One model over n units with m inputs and s outputs, against N reference units.

    ``score`` (n): input orientation θ, the share of its inputs a unit needs (1 is efficient); output orientation φ, the
    factor by which its outputs could grow (1 is efficient, greater is worse); directional β, the steps to the frontier
    (0 is efficient); additive models the sum of slacks; slacks-based ρ. NaN wherever ``status`` is not "optimal".

    ``peer_index`` (n, k) are reference units, −1 where there are fewer than k; ``peer_weight`` their λ.
    ``input_slacks``, ``output_slacks``, ``input_targets``, ``output_targets`` (n, m) or (n, s), in the units of
    the data; a slack is how much less input or harmful output (more output) the target has beyond the score.
    ``input_prices``, ``output_prices``: the weights of the multiplier form, ``intercept`` (n) the price of the
    returns-to-scale row (None where a model has none).
    """

    model: str
    returns: str
    orientation: str
    factors: Factors
    reference: Factors
    score: Floats
    status: NDArray[np.str_]
    efficient: NDArray[np.bool_]
    peer_index: Integers
    peer_weight: Floats
    input_slacks: Floats
    output_slacks: Floats
    input_targets: Floats
    output_targets: Floats
    input_prices: Floats | None = None
    output_prices: Floats | None = None
    intercept: Floats | None = None
    super_efficiency: bool = False
    warnings: tuple[Message, ...] = ()
    tally: dict[str, int] = field(default_factory=dict)

    @property
    def efficiency(self) -> Floats:
        """A figure of which more is better and 1 is the frontier: θ, 1 / φ, 1 / (1 + β), ρ; additive: NaN."""
        with np.errstate(divide="ignore", invalid="ignore"):
            if self.model == "additive":
                return np.full(len(self.score), np.nan)
            if self.model == "radial" and self.orientation == "output":
                return np.asarray(1.0 / self.score)
            if self.model == "radial" and self.orientation == "directional":
                return np.asarray(1.0 / (1.0 + self.score))
        return self.score

    @cached_property
    def lambdas(self) -> Floats:
        """λ as a dense table (n, N): as large as units × reference units, so made only when asked for."""
        dense = np.zeros((len(self.score), self.reference.count))
        rows, places = np.nonzero(self.peer_index >= 0)
        np.add.at(dense, (rows, self.peer_index[rows, places]), self.peer_weight[rows, places])
        return dense

    @property
    def lambda_sum(self) -> Floats:
        """Σ λ of every unit (n); NaN without a solution."""
        total = np.where(self.peer_index >= 0, self.peer_weight, 0.0).sum(axis=1)
        return np.where(self.status == OPTIMAL, total, np.nan)

    def peers(self, unit: int | str) -> list[tuple[str, float]]:
        """The names of a unit's peers with their λ, largest first."""
        row = self.factors.unit(unit)
        peers = [
            (self.reference.units[index], float(weight))
            for index, weight in zip(self.peer_index[row], self.peer_weight[row], strict=True)
            if index >= 0
        ]
        return sorted(peers, key=lambda peer: -peer[1])

    def frame(self) -> pl.DataFrame:
        """One row for each unit: score, status, peers, slacks (``slack_…``) and targets (``target_…``)."""
        import polars as pl

        names = self.factors.input_names, self.factors.output_names
        data: dict[str, Any] = {
            "unit": self.factors.units,
            "score": self.score,
            "status": self.status.tolist(),
            "efficient": self.efficient,
            "peers": [
                ", ".join(f"{name} {weight:.6g}" for name, weight in self.peers(i))
                for i in range(self.factors.count)
            ],
        }
        for word, tables in (
            ("slack", (self.input_slacks, self.output_slacks)),
            ("target", (self.input_targets, self.output_targets)),
        ):
            for table, columns in zip(tables, names, strict=True):
                data |= {f"{word}_{name}": table[:, at] for at, name in enumerate(columns)}
        return pl.DataFrame(data)
