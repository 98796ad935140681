"""The reference tables of ../shared, and the efficiency programmes as scipy's HiGHS solves them."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "dea"


@pytest.fixture(scope="session")
def table():
    """A table of ../shared/reference/dea: names of the columns, of the units, figures (empty, NA, ±Inf: NaN)."""
    if not REFERENCE.exists() and not os.environ.get("CI"):
        pytest.skip("the reference numbers of ../shared are not beside this checkout")

    def read(name):
        with (REFERENCE / f"{name}.csv").open(encoding="utf-8") as file:
            head, *rows = list(csv.reader(file))
        return (
            head[1:],
            [row[0] for row in rows],
            np.array([[_figure(cell) for cell in row[1:]] for row in rows]),
        )

    return read


def _figure(cell):
    try:
        value = float(cell)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) else np.nan


@pytest.fixture(scope="session")
def highs():
    """β of one unit by HiGHS, the programme written out as in the textbooks; None where infeasible."""

    def solve(x, y, x0, y0, gx, gy, returns, skip=None, extra=None):  # noqa: PLR0917
        n = len(x)
        keep = np.array([j for j in range(n) if j != skip])
        cols = len(keep) + 1 + (0 if extra is None else len(extra))
        upper = np.zeros((x.shape[1] + y.shape[1], cols))
        upper[: x.shape[1], : len(keep)], upper[x.shape[1] :, : len(keep)] = x[keep].T, -y[keep].T
        if extra is not None:
            upper[:, len(keep) : -1] = np.asarray(extra).T
        upper[:, -1] = np.r_[gx, gy]
        bounds = [(0, None)] * (cols - 1) + [(None, None)]
        ones = np.r_[np.ones(len(keep)), np.zeros(cols - len(keep))][None]
        # HiGHS calls rows in the millions infeasible; the same rows around 1 it solves.
        size = np.abs(upper).max(axis=1)
        size[size == 0] = 1
        options = {"A_ub": upper / size[:, None], "b_ub": np.r_[x0, -y0] / size}
        if returns == "vrs":
            options |= {"A_eq": ones, "b_eq": [1]}
        elif returns != "crs":
            sign = 1 if returns == "drs" else -1
            options["A_ub"] = np.vstack([options["A_ub"], sign * ones])
            options["b_ub"] = np.r_[options["b_ub"], sign]
        found = linprog(
            np.r_[np.zeros(cols - 1), -1],
            bounds=bounds,
            method="highs",
            options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
            **options,
        )
        assert found.status in {0, 2, 3}, found.message
        return -found.fun if found.status == 0 else None

    return solve
