"""The programme of an optimised allocation, solved by HiGHS through :func:`scipy.optimize.milp`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from keqiao.engine.allocation.problems import refused
from keqiao.engine.allocation.statement import RoundingSearch, Statement, Values
from keqiao.engine.allocation.terms import ZERO
from keqiao.language import message

SECONDS = 20.0
"""So long a mixed-integer programme may take; the gap that is left is told."""


@dataclass
class Solution:
    """``value`` is the expected contribution; ``amounts`` are whole amounts in 万元 of the open units in order."""

    value: float
    amounts: Values
    variables: Values
    gap: float


@dataclass
class Programme(Statement):
    """The statement with what a unit of money brings, and the solver."""

    def values(self) -> Values:
        """What one 万元 brings: units × tranches."""
        units = self.terms.units
        column = self.sharing.contribution
        worth = units.scores if column is None else units.figures[column]
        own = np.array([float(worth[at] or ZERO) for at in self.order])
        rates = np.array([rate for _, rate in self.tranches])
        return np.asarray(np.outer(own, rates))

    def _slacks(self) -> list[tuple[int, float]]:
        """Row and sign of the variables by which the elastic rule may be missed; both signs where a row has two."""
        bounds: list[tuple[int, float]] = []
        for at, row in enumerate(self.rows):
            if self.elastic is None or row.rule != self.elastic:
                continue
            bounds += [(at, 1.0)] if np.isfinite(row.low) else []
            bounds += [(at, -1.0)] if np.isfinite(row.high) else []
        return bounds

    def solve(self) -> Solution | None:
        """The best plan, or None where no plan keeps all rules.

        Raises :class:`~keqiao.engine.allocation.problems.AllocationError` where HiGHS gives up.
        """
        values = self.values()
        slacks = self._slacks()
        size = self.size + len(slacks)
        cost = np.zeros(size)
        low, high = np.zeros(size), np.full(size, np.inf)
        whole = np.zeros(size)
        if slacks:
            cost[self.size :] = 1.0
        elif not self.any_plan:
            cost[: values.size] = -values.ravel()
        high[: values.size] = np.tile([width for width, _ in self.tranches], self.count)
        if self.binary:
            places = slice(self.first_z, self.first_z + self.count)
            high[places], whole[places] = 1.0, 1
        entries: list[tuple[int, int, float]] = []
        for at, row in enumerate(self.rows):
            entries += [(at, column, factor) for column, factor in row.terms.items()]
        entries += [(at, self.size + place, sign) for place, (at, sign) in enumerate(slacks)]
        data = [factor for _, _, factor in entries]
        index = ([r for r, _, _ in entries], [c for _, c, _ in entries])
        matrix = csr_array((data, index), shape=(len(self.rows), size))
        rows = np.array([[row.low, row.high] for row in self.rows])
        start = np.zeros(size)
        if self.grid is not None:
            start = self._start(self.grid, size)
            matrix, rows, low, high = self._near(start, matrix, rows, low, high)
            places = slice(self.first_d, self.first_d + self.count)
            low[places], high[places], whole[places] = -self.grid.radius, self.grid.radius, 1
        solution = milp(
            cost,
            constraints=LinearConstraint(matrix, rows[:, 0], rows[:, 1]),
            bounds=Bounds(low, high),
            integrality=whole,
            options={"mip_rel_gap": 1e-9, "time_limit": SECONDS},
        )
        if solution.x is None:
            if solution.status in {2, 4}:
                return None
            raise refused(
                message("The programme could not be solved: {reason}", reason=str(solution.message)[:160]),
                message("Use fewer units or fewer rules, or drop the threshold."),
            )
        x = solution.x if self.grid is None else start + solution.x * self.step
        parts = x[: values.size].reshape(self.count, -1).sum(axis=1)
        value = float(solution.fun) if slacks else float((values.ravel() * x[: values.size]).sum())
        return Solution(value, self.fixed + parts, x, float(solution.mip_gap or 0.0))

    def _start(self, grid: RoundingSearch, size: int) -> Values:
        """The variables at the start of the grid: its tranches filled from the first on."""
        start = np.zeros(size)
        left = grid.start * self.step - self.fixed
        for place, (width, _) in enumerate(self.tranches):
            taken = np.clip(left, 0.0, width)
            start[place : self.count * len(self.tranches) : len(self.tranches)] = taken
            left = left - taken
        start[self.lowest] = (grid.start * self.step).min()
        if grid.funded is not None:
            start[self.first_z : self.first_z + self.count] = grid.funded
        return start

    def _near(
        self, start: Values, matrix: csr_array, rows: Values, low: Values, high: Values
    ) -> tuple[csr_array, Values, Values, Values]:
        """The programme in rounding units away from ``start``: small whole numbers, so that the solver's tolerance
        (an absolute one) stays far below a rounding unit, however large the pool and small the unit."""
        units = np.ones(start.size)
        units[self.first_d : self.first_d + self.count] = 1 / self.step
        # What a bound misses to a whole number by less than this is the rounding of floats.
        rows = np.round((rows - (matrix @ start)[:, None]) / self.step, 4)
        low, high = (low - start) / self.step, (high - start) / self.step
        if self.binary:
            places = slice(self.first_z, self.first_z + self.count)
            low[places] = high[places] = 0.0
        return csr_array(matrix * units[None, :]), rows, low, high
