"""The parameters of replicates: what each column means, and their values in blocks.

A block is columns × replicates, so that one parameter lies in one piece of memory. A choice of −1 and a
weight of NaN mean "as the scheme says".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation.arrays import Truth, Values

Kind = Literal["basis", "missing", "treatment", "normalisation", "aggregation"]
Choices = npt.NDArray[np.int16]
Places = npt.NDArray[np.intp]
AS_WRITTEN = -1
"""The choice of a replicate that leaves the scheme as it is."""


@dataclass(frozen=True)
class Dimension:
    """A question with several answers: which treatment, normalisation, mean, filling of gaps, basis.

    ``scope`` is empty for the whole scheme, or the code of a node: for indicators it and everything below,
    for the aggregation the one branch; or, for the aggregation, ``level:1`` (branches whose children are
    indicators), ``level:2`` …
    """

    kind: Kind
    scope: str
    options: tuple[Any, ...]
    labels: tuple[str, ...]

    @property
    def name(self) -> str:
        """The column in a table of parameters: ``treatment``, ``aggregation:level:1`` …"""
        return f"{self.kind}:{self.scope}" if self.scope else self.kind


@dataclass(frozen=True)
class Space:
    """The columns of a block: choices, weights that replace the written ones (``absolute``) or multiply
    them (``scaled``), nodes that may be left out (``included``), relative errors of figures (``errors``:
    measure and unit)."""

    dimensions: tuple[Dimension, ...] = ()
    absolute: tuple[str, ...] = ()
    scaled: tuple[str, ...] = ()
    included: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of every column, as in a table of parameters."""
        return (
            *(dimension.name for dimension in self.dimensions),
            *(f"weight:{code}" for code in self.absolute),
            *(f"factor:{code}" for code in self.scaled),
            *(f"include:{code}" for code in self.included),
            *(f"error:{measure}@{unit}" for measure, unit in self.errors),
        )


@dataclass(frozen=True)
class Parameters:
    """The values of a block of replicates; every array has a row per column of its part of the space."""

    space: Space
    size: int
    choices: Choices
    absolute: Values
    scaled: Values
    included: Truth
    errors: Values

    @classmethod
    def nominal(cls, space: Space, size: int = 1) -> Parameters:
        """Replicates in which everything is as the scheme says."""
        return cls(
            space,
            size,
            np.full((len(space.dimensions), size), AS_WRITTEN, dtype=np.int16),
            np.full((len(space.absolute), size), np.nan),
            np.ones((len(space.scaled), size)),
            np.ones((len(space.included), size), dtype=np.bool_),
            np.zeros((len(space.errors), size)),
        )

    @property
    def blocks(self) -> tuple[npt.NDArray[Any], ...]:
        """The arrays, in the order of ``Space.names``."""
        return self.choices, self.absolute, self.scaled, self.included, self.errors

    def take(self, which: Places | slice) -> Parameters:
        """Some of the replicates."""
        choices, absolute, scaled, included, errors = (block[:, which] for block in self.blocks)
        size = len(range(*which.indices(self.size))) if isinstance(which, slice) else int(which.size)
        return Parameters(self.space, size, choices, absolute, scaled, included, errors)

    def swapped(self, other: Parameters, columns: Sequence[int]) -> Parameters:
        """These replicates with some columns (by place in ``Space.names``) taken from others, as Saltelli's
        design asks."""
        taken = set(columns)
        blocks = []
        start = 0
        for mine, theirs in zip(self.blocks, other.blocks, strict=True):
            rows = [row for row in range(mine.shape[0]) if start + row in taken]
            start += mine.shape[0]
            if rows:
                mine = mine.copy()  # noqa: PLW2901
                mine[rows] = theirs[rows]
            blocks.append(mine)
        choices, absolute, scaled, included, errors = blocks
        return Parameters(self.space, self.size, choices, absolute, scaled, included, errors)

    def frame(self, first: int = 0) -> pl.DataFrame:
        """A table: one row of parameters per replicate, numbered from ``first``; null = as the scheme
        says."""
        columns = [pl.Series("replicate", np.arange(first, first + self.size))]
        names = iter(self.space.names)
        for dimension, row in zip(self.space.dimensions, self.choices, strict=True):
            labels = pl.Series([*dimension.labels, None], dtype=pl.String)
            places = np.where(row < 0, len(dimension.labels), row).astype(np.uint32)
            columns.append(labels[pl.Series(places)].alias(next(names)))
        for block in (self.absolute, self.scaled, self.included, self.errors):
            columns += [pl.Series(next(names), row, nan_to_null=True) for row in block]
        return pl.DataFrame(columns)


def joined(parts: Sequence[Parameters]) -> Parameters:
    """Several blocks of one space, one after the other."""
    if len(parts) == 1:
        return parts[0]
    blocks = [np.concatenate(rows, axis=1) for rows in zip(*(part.blocks for part in parts), strict=True)]
    return replace(
        parts[0],
        size=sum(part.size for part in parts),
        choices=blocks[0],
        absolute=blocks[1],
        scaled=blocks[2],
        included=blocks[3],
        errors=blocks[4],
    )


def configurations(choices: Choices) -> tuple[Places, list[tuple[tuple[int, ...], slice]]]:
    """An order of the replicates in which equal choices stand together, and the run of each choice."""
    count = choices.shape[1]
    if not choices.shape[0] or not count:
        return np.arange(count), [((AS_WRITTEN,) * choices.shape[0], slice(0, count))] if count else []
    key = np.zeros(count, dtype=np.int64)
    radix = 1
    for row in choices:
        width = int(row.max()) + 2
        if radix > 2**62 // width:
            _, key = np.unique(key, return_inverse=True)
            radix = int(key.max()) + 1
        key = key * width + (row + 1)
        radix *= width
    order = np.argsort(key, kind="stable")
    return order, list(_runs(choices[:, order], key[order]))


def _runs(choices: Choices, key: npt.NDArray[np.int64]) -> Iterator[tuple[tuple[int, ...], slice]]:
    edges = np.flatnonzero(np.diff(key)) + 1
    for start, stop in zip([0, *edges.tolist()], [*edges.tolist(), key.size], strict=True):
        yield tuple(choices[:, start].tolist()), slice(start, stop)
