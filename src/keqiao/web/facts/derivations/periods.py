"""The periods that figures are computed for together, and the parameters that hold at the end of each, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from keqiao.periods import Period
from keqiao.web.facts.frames import DECIMAL
from keqiao.web.facts.parameters import NoParameter, parameter

SCHEMA: dict[str, Any] = {
    "period": pl.Int32,
    "first": pl.Date,
    "last": pl.Date,
    "year": pl.Int64,
    "months": pl.Int64,
}


class Periods:
    """Some of the periods of a computation, each known by its place among all of them.

    ``frame``: ``period`` (the place), ``first`` and ``last`` day that a flow covers, ``year``, and ``months`` begun.
    """

    def __init__(self, listed: Iterable[tuple[int, Period]]) -> None:
        self.listed = tuple(listed)
        self.frame = pl.LazyFrame(
            [
                (place, period.flow_start, period.end, period.year, period.years[0])
                for place, period in self.listed
            ],
            schema=SCHEMA,
            orient="row",
        )

    @classmethod
    def of(cls, periods: Sequence[Period]) -> Periods:
        """Return all periods of a computation."""
        return cls(enumerate(periods))

    @property
    def places(self) -> list[int]:
        """The places of the periods."""
        return [place for place, _period in self.listed]

    def where(self, holds: Callable[[Period], bool]) -> Periods:
        """Return those for which ``holds``."""
        listed = tuple((place, period) for place, period in self.listed if holds(period))
        return self if listed == self.listed else Periods(listed)

    def with_parameters(self, names: Iterable[str]) -> Periods:
        """Return those at whose end each of the parameters has a value."""

        def known(period: Period) -> bool:
            try:
                return all(parameter(name, period.end) is not None for name in names)
            except NoParameter:
                return False

        names = tuple(names)
        return self.where(known)

    def setting(self, name: str, column: str) -> pl.LazyFrame:
        """Return a parameter by period: ``column`` holds its number, or a row for each text of a list, or for each key
        of a mapping with its ``weight``. Raises NoParameter.
        """
        rows = [(place, parameter(name, period.end)) for place, period in self.listed]
        # Where there is no period, the newest value tells what the columns are.
        values = [value for _place, value in rows] or [parameter(name, date.max)]
        if all(isinstance(value, Mapping) for value in values):
            weights = [(place, key, Decimal(by)) for place, value in rows for key, by in value.items()]
            return _columns(weights, {column: pl.String, "weight": DECIMAL})
        if all(isinstance(value, str | int) for value in values):
            return _columns([(place, Decimal(value)) for place, value in rows], {column: DECIMAL})
        return _columns([(place, text) for place, value in rows for text in value], {column: pl.String})

    def day(self, column: str, of: Callable[[Period], date]) -> pl.LazyFrame:
        """Return the periods with another day of each under ``column``."""
        return self.frame.join(
            _columns([(place, of(period)) for place, period in self.listed], {column: pl.Date}), on="period"
        )


def _columns(rows: list[Any], schema: dict[str, Any]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema={"period": pl.Int32, **schema}, orient="row")
