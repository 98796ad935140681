"""One way to evaluate rows written in a test by a packaged scheme."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from keqiao.engine.evaluation import Evaluation, Panel, evaluate
from keqiao.engine.schemes import load_scheme, packaged

Rows = list[dict[str, Any]]


@pytest.fixture
def evaluated() -> Callable[[str, Rows], Evaluation]:
    """Evaluate rows (unit, period, measures, attributes) by the packaged scheme with this code."""

    def run(code: str, rows: Rows) -> Evaluation:
        scheme = load_scheme(packaged()[code])
        return evaluate(scheme, Panel.from_frame(scheme, pl.DataFrame(rows, infer_schema_length=None)))

    return run


@pytest.fixture
def points() -> Callable[[Evaluation, str], dict[str, float]]:
    """The points each indicator contributed for one unit."""

    def read(evaluation: Evaluation, unit: str) -> dict[str, float]:
        rows = evaluation.indicators.filter(pl.col("unit") == unit)
        return dict(rows.select(pl.col("indicator").cast(pl.String), "contribution").iter_rows())

    return read


@pytest.fixture
def total() -> Callable[[Evaluation, str], dict[str, Any]]:
    """The row of totals of one unit."""
    return lambda evaluation, unit: evaluation.totals.filter(pl.col("unit") == unit).row(0, named=True)
