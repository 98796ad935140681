"""What decides: first-order and total Sobol indices of the factors.

Estimators: Saltelli et al., Comput. Phys. Commun. 181 (2010) 259, for the first order, S = E[f(B)(f(AB) − f(A))]/V;
Jansen, Comput. Phys. Commun. 117 (1999) 35, for the total, T = E[(f(A) − f(AB))²]/2V; as COINr's ``get_sensitivity``.
Where every factor is a choice between options, all combinations are evaluated and the indices are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.robustness.designs import DrawnDesign
from keqiao.engine.robustness.parameters import Parameters
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.replicates import Replicator
from keqiao.engine.robustness.run import refuse_idle
from keqiao.engine.robustness.sources import fill
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import message

COMBINATIONS = 200_000
"""Designs of choices with more combinations than this are sampled."""


@dataclass(frozen=True)
class Indices:
    """factors × outputs; NaN where an output does not vary. ``variance``: of each output."""

    first: Values
    total: Values
    variance: Values


def indices(a: Values, b: Values, swapped: Values) -> Indices:
    """Indices from f(A), f(B) (samples × outputs) and f(A with factor i from B) (factors × samples × outputs)."""
    variance = np.concatenate([a, b]).var(axis=0, ddof=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        divisor = np.where(variance > 1e-20, variance, np.nan)
        first = (b * (swapped - a)).mean(axis=1) / divisor
        total = ((a - swapped) ** 2).mean(axis=1) / (2 * divisor)
    return Indices(first, total, variance)


def exact_indices(values: Values, chances: list[Values]) -> Indices:
    """Indices from the outputs of all combinations: ``values`` is options of factor 1 × … × outputs."""
    count = len(chances)
    weight: Values = np.ones(())
    for chance in chances:
        weight = np.multiply.outer(weight, chance)

    def mean(block: Values, axes: tuple[int, ...]) -> Values:
        for axis in sorted(axes, reverse=True):
            block = np.tensordot(block, chances[axis], axes=(axis, 0))
        return block

    every = tuple(range(count))
    centred = values - mean(values, every)
    variance = np.tensordot(weight, centred**2, axes=count)
    first, total = [], []
    with np.errstate(invalid="ignore", divide="ignore"):
        divisor = np.where(variance > 1e-20, variance, np.nan)
        for factor in range(count):
            others = tuple(axis for axis in every if axis != factor)
            alone = mean(centred, others)
            first.append(np.tensordot(chances[factor], alone**2, axes=1) / divisor)
            inside = centred - np.expand_dims(
                np.tensordot(centred, chances[factor], axes=(factor, 0)), factor
            )
            total.append(np.tensordot(weight, inside**2, axes=count) / divisor)
    return Indices(np.array(first), np.array(total), variance)


@dataclass
class Sensitivity:
    """Indices of every factor for each unit and for the mean rank shift, Σ |rank − nominal rank| ÷ units."""

    factors: tuple[str, ...]
    units: list[str]
    of: str
    """What of a unit: ``rank`` or ``total``."""
    by_unit: Indices
    shift: Indices
    exact: bool
    evaluations: int

    @property
    def frame(self) -> pl.DataFrame:
        """output (unit, null = the mean rank shift), factor, first, total; null where the output does not vary."""
        count = len(self.factors)
        outputs = [None, *self.units]
        parts = [
            np.concatenate([one, other], axis=1).T.ravel()
            for one, other in ((self.shift.first, self.by_unit.first), (self.shift.total, self.by_unit.total))
        ]
        return pl.DataFrame(
            {
                "unit": pl.Series([unit for unit in outputs for _ in range(count)], dtype=pl.String),
                "factor": list(self.factors) * len(outputs),
                "first": pl.Series(parts[0], nan_to_null=True),
                "total": pl.Series(parts[1], nan_to_null=True),
            }
        )


def sensitivity(
    scheme: Scheme,
    panel: Panel,
    design: DrawnDesign,
    *,
    samples: int = 1024,
    of: str = "rank",
    period: str | None = None,
    basis: str = "reported",
    exact: bool | None = None,
) -> Sensitivity:
    """Sobol indices of the factors of a drawn design; correlated factors count as one.

    ``exact``: all combinations where every factor is a choice (by itself where None), else samples × (factors + 2)
    evaluations. Units that are not ranked in some replicate have no index. Raises :class:`RobustnessError`.
    """
    if of not in {"rank", "total"} or samples < 2:
        raise RobustnessError(message("Indices are found for rank or total, from at least 2 samples."))
    replicator = Replicator(scheme, panel, design.space, period=period, basis=basis)
    refuse_idle(replicator, design)
    nominal = replicator.scores(Parameters.nominal(design.space))[1][0].astype(np.float64)
    chances = [source.chances for source in design.sources]
    options = [chance for chance in chances if chance is not None]
    discrete = len(options) == len(chances) and all(correlation is None for _, correlation in design.groups)
    possible = discrete and np.prod([float(option.size) for option in options]) <= COMBINATIONS
    if exact and not possible:
        raise RobustnessError(
            message(
                "Exact indices need factors that are choices, not correlated, with at most {most} combinations.",
                most=COMBINATIONS,
            )
        )
    if possible and exact is not False:
        outputs, shift = _outputs(replicator, enumerated(design), nominal, of)
        shape = tuple(option.size for option in options)
        by_output = [exact_indices(values.reshape(*shape, -1), options) for values in (outputs, shift)]
        return Sensitivity(
            design.labels, replicator.units, of, by_output[0], by_output[1], True, outputs.shape[0]
        )
    a, b = (design.stream(0, samples, number) for number in (0, 1))
    groups = range(len(design.groups))
    parts = [a, b, *(a.swapped(b, design.columns(group)) for group in groups)]
    results = [_outputs(replicator, part, nominal, of) for part in parts]
    # The estimator multiplies outputs: without their mean it varies less, and its expectation is the same.
    means = [np.concatenate([results[0][at], results[1][at]]).mean(axis=0) for at in (0, 1)]
    results = [(outputs - means[0], shift - means[1]) for outputs, shift in results]
    by_output = [
        indices(results[0][at], results[1][at], np.array([result[at] for result in results[2:]]))
        for at in (0, 1)
    ]
    return Sensitivity(
        design.labels, replicator.units, of, by_output[0], by_output[1], False, samples * len(parts)
    )


def enumerated(design: DrawnDesign) -> Parameters:
    """Every combination of the options of a design of choices, the last factor fastest."""
    sizes = [source.chances.size for source in design.sources if source.chances is not None]
    rows = np.array(list(product(*(range(size) for size in sizes))), dtype=np.float64)
    parameters = Parameters.nominal(design.space, rows.shape[0])
    for source, places in zip(design.sources, rows.T, strict=True):
        fill(parameters, source, places[None, :])
    return parameters


def _outputs(
    replicator: Replicator, parameters: Parameters, nominal: Values, of: str
) -> tuple[Values, Values]:
    """The outputs per unit and the mean rank shift, samples × outputs."""
    totals, ranks = replicator.scores(parameters)
    places: npt.NDArray[np.float64] = np.where(ranks > 0, ranks, np.nan)
    shift = np.nanmean(np.abs(places - np.where(nominal > 0, nominal, np.nan)), axis=1, keepdims=True)
    return (places if of == "rank" else totals), shift
