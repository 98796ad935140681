"""From figures to the rows and columns that the solvers take: roles of the measures, scaling, directions.

Every measure is a row ``Σ λ a + s + β g = b``. An input enters as it is, an output with a minus; so all rows read "at
most" and all directions are ≥ 0. Rows are divided by the geometric mean of their positive figures, every unit's
column by its greatest entry; λ, slacks and prices are turned back at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.factors import Factors
from keqiao.engine.efficiency.problems import EfficiencyError, refused
from keqiao.engine.efficiency.restrictions import WeightRatio, weight_rows
from keqiao.language import message

Floats = NDArray[np.float64]
Returns = Literal["crs", "vrs", "drs", "irs", "fdh"]
Orientation = Literal["input", "output", "directional"]
Disposal = Literal["swap", "weak", "translate"]
Direction = tuple[ArrayLike, ArrayLike] | Literal["observed", "mean"]


@dataclass(frozen=True)
class Roles:
    """What each measure is: positions of the columns that cannot be steered, and of those that do harm.

    ``disposal`` says how harmful outputs (and inputs whose use is a good) are treated: ``swap`` takes a harmful output
    for an input and the other way round; ``weak`` fixes harmful outputs by equality (Färe et al. 1989; Chung, Färe &
    Grosskopf 1997), with constant returns only; ``translate`` turns v into max + 1 − v (Seiford & Zhu 2002), with
    variable returns only.
    """

    fixed_inputs: tuple[int, ...] = ()
    fixed_outputs: tuple[int, ...] = ()
    harmful_inputs: tuple[int, ...] = ()
    harmful_outputs: tuple[int, ...] = ()
    disposal: Disposal = "swap"


@dataclass(frozen=True, eq=False)
class Technology:
    """The reference units as columns. ``columns`` (d, N + rays) are scaled; ``scale`` (d) and ``norms`` (N + rays)
    turn back; ``sign`` (m + s) is 1 for rows held down and −1 for rows held up; ``slack`` (d) is False in equalities.
    """

    columns: Floats
    norms: Floats
    scale: Floats
    sign: Floats
    slack: NDArray[np.bool_]
    steered: NDArray[np.bool_]
    weak: NDArray[np.bool_]
    shift: Floats
    convex: float
    units: int
    inputs: int

    @property
    def rows(self) -> int:
        """The number d of rows."""
        return len(self.columns)

    def figures(self, factors: Factors) -> Floats:
        """Inputs and outputs side by side, harmful ones translated where that was asked; shape (n, m + s)."""
        values = np.hstack([factors.inputs, factors.outputs])
        moved = np.isfinite(self.shift)
        values[:, moved] = self.shift[moved] - values[:, moved]
        return values

    def right_hand(self, factors: Factors) -> tuple[Floats, Floats]:
        """Scaled right-hand sides (n, d) of the units evaluated, and what each was divided by (n)."""
        rows = self.figures(factors) * self.sign / self.scale[: len(self.sign)]
        if self.convex:
            rows = np.hstack([rows, np.full((len(rows), 1), self.convex)])
        norms = np.abs(rows).max(axis=1)
        norms[norms == 0] = 1.0
        return np.ascontiguousarray(rows / norms[:, None]), norms

    def directions(
        self, factors: Factors, orientation: Orientation, direction: Direction
    ) -> tuple[Floats, Floats]:
        """In raw units (n, m + s), and scaled (n, d) so that the greatest entry is 1; EfficiencyError where all are
        zero."""
        values = np.abs(self.figures(factors))
        n, width = values.shape
        down = (self.sign > 0) & ~self.weak
        moving = self.steered.copy()
        if orientation == "directional":
            if not isinstance(direction, str):
                values = _given_directions(direction, n, self.inputs, width - self.inputs)
            elif direction == "mean":
                values = np.repeat(values.mean(axis=0, keepdims=True), n, axis=0)
        else:
            moving &= down if orientation == "input" else ~down & ~self.weak
        raw = np.where(moving, values, 0.0)
        scaled = np.zeros((n, self.rows))
        scaled[:, :width] = raw / self.scale[:width]
        norms = scaled.max(axis=1)
        if (norms <= 0).any():
            sentence = message(
                "nothing can be moved: in the direction of the model every figure of this unit is zero."
            )
            raise EfficiencyError(factors.at(int(row), sentence) for row in np.flatnonzero(norms <= 0))
        return raw, np.ascontiguousarray(scaled / norms[:, None])


def technology(
    reference: Factors,
    returns: Returns,
    roles: Roles,
    restrictions: Sequence[WeightRatio] | ArrayLike = (),
    evaluated: Factors | None = None,
) -> Technology:
    """The reference set as scaled columns, with a row for the returns to scale unless these are constant."""
    m, s = reference.inputs.shape[1], reference.outputs.shape[1]
    sign = np.r_[np.ones(m), -np.ones(s)]
    weak = np.zeros(m + s, dtype=bool)
    shift = np.full(m + s, np.nan)
    steered = np.ones(m + s, dtype=bool)
    steered[list(roles.fixed_inputs)] = False
    steered[[m + r for r in roles.fixed_outputs]] = False
    harmful = [*roles.harmful_inputs, *(m + r for r in roles.harmful_outputs)]
    if harmful and roles.disposal == "weak":
        if returns != "crs":
            raise refused(
                message("Weak disposal of harmful measures is defined here for constant returns only.")
            )
        weak[harmful] = True
        sign[harmful] = np.where(np.asarray(harmful) < m, -1.0, 1.0)
    elif harmful and roles.disposal == "swap":
        sign[harmful] = -sign[harmful]
    elif harmful:
        if returns != "vrs":
            raise refused(message("Translated harmful measures need variable returns to scale."))
        together = [reference] if evaluated is None else [reference, evaluated]
        both = np.vstack([np.hstack([technology.inputs, technology.outputs]) for technology in together])
        shift[harmful] = both[:, harmful].max(axis=0) + 1
    if not (sign > 0).any() or not (sign < 0).any():
        raise refused(message("At least one measure must be wanted small and one wanted large."))
    convex = {"crs": 0.0, "irs": -1.0}.get(returns, 1.0)
    dmus = Technology(
        np.empty((m + s + bool(convex), 0)),
        np.empty(0),
        np.ones(m + s + bool(convex)),
        sign,
        np.r_[~weak, [returns != "vrs"] if convex else []].astype(bool),
        steered,
        weak,
        shift,
        convex,
        reference.count,
        m,
    )
    figures = dmus.figures(reference)
    scale = np.ones(dmus.rows)
    scale[: m + s] = geometric_mean(figures)
    rows = figures * sign / scale[: m + s]
    if convex:
        rows = np.hstack([rows, np.full((len(rows), 1), convex)])
    extra = weight_rows(restrictions, reference)
    if len(extra):
        if returns == "fdh":
            raise refused(message("Free disposal hull knows no weights; leave the weight restrictions out."))
        rays = np.zeros((len(extra), dmus.rows))
        rays[:, : m + s] = extra / scale[: m + s]
        rows = np.vstack([rows, rays])
    norms = np.abs(rows).max(axis=1)
    norms[norms == 0] = 1.0
    columns = np.ascontiguousarray((rows / norms[:, None]).T)
    return Technology(
        columns, norms, scale, sign, dmus.slack, steered, weak, shift, convex, reference.count, m
    )


def geometric_mean(values: Floats) -> Floats:
    """Per column, of the figures that are not zero; 1 where there are none."""
    size = np.abs(values)
    some = size > 0
    logs = np.log(np.where(some, size, 1.0)).sum(axis=0) / np.maximum(some.sum(axis=0), 1)
    return np.asarray(np.exp(logs))


def _given_directions(direction: tuple[ArrayLike, ArrayLike], n: int, m: int, s: int) -> Floats:
    parts = []
    for values, width in zip(direction, (m, s), strict=True):
        try:
            part = np.broadcast_to(np.asarray(values, dtype=np.float64), (n, width))
        except ValueError as error:
            raise refused(
                message(
                    "The direction must have one figure, {width} figures, or a row for each unit.",
                    width=width,
                )
            ) from error
        if not np.isfinite(part).all() or (part < 0).any():
            raise refused(message("The direction must be of figures of zero or more."))
        parts.append(part)
    return np.hstack(parts)
