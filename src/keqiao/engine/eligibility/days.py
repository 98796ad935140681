"""Days as people write them → ``2024-03-01``, or a finding with the place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from keqiao import written_days
from keqiao.engine.data_findings import DataFinding
from keqiao.language import message


def day_of(text: str) -> date | None:
    """The day that a text names (:mod:`keqiao.written_days`); None where it names none of the calendar."""
    try:
        return written_days.day_of(text)
    except ValueError:
        return None


def with_days(frame: pl.DataFrame, codes: Iterable[str]) -> tuple[pl.DataFrame, list[DataFinding]]:
    """The frame with its columns of days in one form, and an error for each text that names no day."""
    findings: list[DataFinding] = []
    columns = []
    for code in codes:
        if code not in frame.columns:
            continue
        read: list[str | None] = []
        for row, text in enumerate(frame[code].cast(pl.String).to_list()):
            day = None if text is None or not text.strip() else day_of(text)
            if text is not None and text.strip() and day is None:
                unit = str(frame["unit"][row]) if "unit" in frame.columns else None
                findings.append(
                    DataFinding(
                        "error",
                        message("“{text}” is no day.", text=text[:40]),
                        unit=unit,
                        measure=code,
                        row=row,
                        remedy=message("Write it as 2024-03-01."),
                    )
                )
            read.append(None if day is None else day.isoformat())
        columns.append(pl.Series(code, read, dtype=pl.String))
    return frame.with_columns(columns), findings
