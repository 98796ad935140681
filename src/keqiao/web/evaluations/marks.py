"""Marks of the platforms of a run on the nodes of its scheme, in columns: what a page prints is looked up, what is
told of all platforms together is computed over a column.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FLAG_WORDS = {
    "missing": _("no figure"),
    "imputed": _("imputed"),
    "not_applicable": _("does not apply"),
    "redistributed": _("weight redistributed"),
    "winsorised": _("outlier pulled in"),
    "logged": _("logarithm"),
    "capped": _("capped"),
    "division_by_zero": _("denominator zero"),
    "variant": pgettext_lazy("flag", "start-up yardstick"),
    "unscored": _("no yardstick"),
    "tolerated": _("fault tolerance: neutral"),
    "tolerated_no_effect": _("fault tolerance without effect"),
}
"""What the engine noted about an indicator of a platform, in words."""


@dataclass(frozen=True)
class NodeResult:
    """One indicator or branch of one platform. Scores 0–100, weights and contributions in points of the
    total.
    """

    raw: float | None = None
    treated: float | None = None
    score: float | None = None
    weight: float | None = None
    contribution: float | None = None
    flags: tuple[str, ...] = ()

    @property
    def flag_words(self) -> list[str]:
        """The flags in the reader's language; those that the page does not know stay as they are."""
        return [str(FLAG_WORDS.get(flag, flag)) for flag in self.flags]

    @property
    def applies(self) -> bool:
        """Whether the indicator counts for the platform."""
        return "not_applicable" not in self.flags and bool(self.weight)

    @property
    def lost(self) -> float:
        """Points short of full marks."""
        if self.weight is None or self.score is None:
            return 0.0
        return max(self.weight * (100.0 - self.score) / 100.0, 0.0)


NOTHING = NodeResult()
VALUES = ("raw", "treated", "score", "weight", "contribution")
SCHEMA: dict[str, type[pl.DataType]] = {
    "unit": pl.String,
    "node": pl.String,
    **dict.fromkeys(VALUES, pl.Float64),
    "flags": pl.String,
}


class Marks:
    """The marks of one period and basis: a row for each platform (``unit``, its code) and node, at most one of a
    pair.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        """Take a frame with the columns of ``SCHEMA``."""
        self.frame = frame

    @classmethod
    def of(cls, indicators: pl.DataFrame, nodes: pl.DataFrame) -> Marks:
        """Return the marks of the engine's tables of indicators and of branches, of one period and basis."""
        rows = [indicators.rename({"indicator": "node"}), nodes]
        return cls(pl.concat([_with_all_columns(table) for table in rows]))

    def only(self, codes: Collection[str]) -> Marks:
        """Return the marks of some platforms."""
        return Marks(self.frame.filter(pl.col("unit").is_in(list(codes))))

    def mark(self, platform: str, node: str) -> NodeResult:
        """Return the mark of a platform on a node; an empty one where there is none."""
        row = self._row(platform, node)
        if row < 0:
            return NOTHING
        values = self.frame.row(row)
        return _result(values[2:])

    def column(self, node: str, value: str) -> pl.DataFrame:
        """Return ``value`` (one of ``VALUES``) of all platforms on a node: columns unit and value, nulls where there
        is none.
        """
        place = self._nodes.get(node)
        rows = np.empty(0, dtype=np.int64) if place is None else self._grid[:, place]
        here = self.frame[rows[rows >= 0], :]
        return here.select("unit", value=pl.col(value))

    def of_node(self, node: str) -> dict[str, NodeResult]:
        """Return the marks of all platforms on a node, by code."""
        rows = self.frame.filter(pl.col("node") == node).drop("node").iter_rows()
        return {unit: _result(values) for unit, *values in rows}

    def _row(self, platform: str, node: str) -> int:
        unit, place = self._units.get(platform), self._nodes.get(node)
        return -1 if unit is None or place is None else int(self._grid[unit, place])

    @cached_property
    def _units(self) -> dict[str, int]:
        return _places(self.frame["unit"])

    @cached_property
    def _nodes(self) -> dict[str, int]:
        return _places(self.frame["node"])

    @cached_property
    def _grid(self) -> np.ndarray:
        """Platforms × nodes: the row of the frame, -1 where there is none."""
        grid = np.full((len(self._units), len(self._nodes)), -1, dtype=np.int64)
        units = self.frame["unit"].cast(pl.Enum(list(self._units))).to_physical().to_numpy()
        nodes = self.frame["node"].cast(pl.Enum(list(self._nodes))).to_physical().to_numpy()
        grid[units, nodes] = np.arange(self.frame.height)
        return grid


def _result(values: Sequence[Any]) -> NodeResult:
    """The mark of the columns after the two keys."""
    raw, treated, score, weight, contribution, flags = values
    return NodeResult(raw, treated, score, weight, contribution, tuple((flags or "").split()))


def _places(names: pl.Series) -> dict[str, int]:
    return {name: place for place, name in enumerate(names.unique(maintain_order=True))}


def _with_all_columns(table: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in table.columns]
    return table.with_columns(missing).select(list(SCHEMA))
