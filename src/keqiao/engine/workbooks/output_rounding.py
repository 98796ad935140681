"""Figures as they leave the engine: without binary noise, and with a word where printed parts miss their printed total.

What is stored and hashed keeps every bit; only what a person or another program reads is rounded here (ADR 0024).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import half_up
from keqiao.language import Message, message

COMPUTED = 12
"""Significant digits of what was computed: scores, weights, points. 4.999999999999999 is written as 5."""
AS_READ = 15
"""Significant digits of figures as they came: as many as a spreadsheet keeps."""
READ = ("raw", "denominated", "imputed", "treated")
"""Columns whose figures come from the data."""
DECIMALS = 2
"""Points are printed with so many decimals."""


def plain(value: float, figures: int = COMPUTED) -> float:
    """The number with so many significant digits, as its shortest decimal."""
    return float(f"{value:.{figures}g}") if math.isfinite(value) else value


def plain_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every figure rounded so; figures as they came keep more digits."""
    return frame.with_columns(
        pl.col(name).round_sig_figs(AS_READ if name in READ else COMPUTED)
        for name, kind in frame.schema.items()
        if kind == pl.Float64
    )


def largest_gap(rows: Iterable[tuple[float | None, Sequence[float | None]]]) -> float:
    """By how much, at most, printed parts miss their printed total; rows are (total, parts), gaps counting as 0."""
    most = 0.0
    for total, parts in rows:
        if total is None or math.isnan(total):
            continue
        figures = np.array([total, *(0.0 if part is None else part for part in parts)], dtype=np.float64)
        printed = half_up(np.nan_to_num(figures), DECIMALS)
        most = max(most, abs(float(printed[0] - printed[1:].sum())))
    return round(most, DECIMALS)


def gap_told(rows: Iterable[tuple[float | None, Sequence[float | None]]]) -> Message | None:
    """The line below a table whose printed parts do not add up; None where they do."""
    gap = largest_gap(rows)
    if not gap:
        return None
    return message(
        "Every figure is rounded by itself to {decimals} decimals: printed parts may differ from the printed total, "
        "here by up to {gap}.",
        decimals=DECIMALS,
        gap=f"{gap:.{DECIMALS}f}",
    )
