"""The programme of an optimised allocation, solved by HiGHS through :func:`scipy.optimize.milp`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from keqiao.engine.allocation.statement import Statement, Values
from keqiao.engine.allocation.terms import ZERO

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
        found: list[tuple[int, float]] = []
        for at, row in enumerate(self.rows):
            if self.elastic is None or row.rule != self.elastic:
                continue
            found += [(at, 1.0)] if np.isfinite(row.low) else []
            found += [(at, -1.0)] if np.isfinite(row.high) else []
        return found

    def solve(self) -> Solution | None:
        """The best plan, or None where no plan keeps all rules. Raises :class:`RuntimeError` where HiGHS gives up."""
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
            if self.grid is not None and self.grid.funded is not None:
                low[places] = high[places] = self.grid.funded
        if self.grid is not None:
            places = slice(self.first_d, self.first_d + self.count)
            low[places], high[places], whole[places] = -self.grid.radius, self.grid.radius, 1
        entries: list[tuple[int, int, float]] = []
        for at, row in enumerate(self.rows):
            entries += [(at, column, factor) for column, factor in row.terms.items()]
        entries += [(at, self.size + place, sign) for place, (at, sign) in enumerate(slacks)]
        data = [factor for _, _, factor in entries]
        index = ([r for r, _, _ in entries], [c for _, c, _ in entries])
        matrix = csr_array((data, index), shape=(len(self.rows), size))
        bounds = LinearConstraint(
            matrix, np.array([r.low for r in self.rows]), np.array([r.high for r in self.rows])
        )
        found = milp(
            cost, constraints=bounds, bounds=Bounds(low, high), integrality=whole,
            options={"mip_rel_gap": 1e-9, "time_limit": SECONDS},
        )  # fmt: skip
        if found.x is None:
            if found.status in {2, 4}:
                return None
            raise RuntimeError(found.message)
        parts = found.x[: values.size].reshape(self.count, -1).sum(axis=1)
        value = float(found.fun) if slacks else float((values.ravel() * found.x[: values.size]).sum())
        return Solution(value, self.fixed + parts, found.x, float(found.mip_gap or 0.0))
