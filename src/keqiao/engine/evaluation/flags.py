"""What happened to an indicator of a unit, as bits while computing and as words in the results."""

from __future__ import annotations

from enum import IntFlag
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl


class Flag(IntFlag):
    """One bit for each thing worth knowing."""

    MISSING = 1
    """No value in the data."""
    IMPUTED = 2
    """The value was filled from other units."""
    NOT_APPLICABLE = 4
    """The indicator does not apply to the unit."""
    REDISTRIBUTED = 8
    """No score: its weight went to its siblings."""
    WINSORISED = 16
    """An outlier was pulled in."""
    LOGGED = 32
    """The value went through a logarithm or a Box–Cox transform."""
    CAPPED = 64
    """The value was cut at a bound."""
    DIVISION_BY_ZERO = 128
    """A denominator was zero."""
    VARIANT = 256
    """Another yardstick than the written one holds."""
    UNSCORED = 512
    """There is a value, but no yardstick or no spread to score it by."""
    TOLERATED = 1024
    """An accepted case of fault tolerance: its weight went to its siblings."""
    TOLERATED_NO_EFFECT = 2048
    """An accepted case of fault tolerance without effect: its own score is not below the neutral value."""

    @property
    def word(self) -> str:
        """The word in the results."""
        return str(self.name).lower()


def words(flags: int) -> str:
    """The words of a set of flags, separated by spaces."""
    return " ".join(flag.word for flag in Flag if flags & flag)


def as_words(flags: npt.NDArray[np.uint16]) -> pl.Series:
    """A text for each set of flags."""
    if not flags.any():
        return pl.Series("flags", [""], dtype=pl.String).new_from_index(0, flags.size)
    return _every_text()[pl.Series(flags.astype(np.uint32))]


@lru_cache(maxsize=1)
def _every_text() -> pl.Series:
    """The words of every set of flags, at its place."""
    return pl.Series("flags", [words(value) for value in range(2 * max(Flag))], dtype=pl.String)
