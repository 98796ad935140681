"""The rows of one run: which units stand beside which, by period and by group."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation.arrays import EVERY, Rows, Truth


class PeerSet:
    """Rows sorted by period and unit, with the runs of rows that belong to each period.

    ``screened`` marks units with too little data, ``left_out`` those that are excluded for it: they are
    not compared with.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.height = frame.height
        self.left_out: Truth | None = None
        self.screened: Truth | None = None
        self.keys: tuple[str, pl.DataFrame] | None = None
        self._words: dict[str, npt.NDArray[np.intp]] = {}

    @cached_property
    def periods(self) -> list[tuple[str, slice]]:
        """Each period with its rows."""
        if self.height == 0:
            return []
        period = self.frame["period"]
        if period[0] == period[-1]:
            return [(str(period[0]), slice(0, self.height))]
        starts = period.ne_missing(period.shift()).arg_true().to_list()
        ends = [*starts[1:], self.height]
        return [(str(period[a]), slice(a, b)) for a, b in zip(starts, ends, strict=True)]

    @property
    def slices(self) -> list[slice]:
        """The rows of each period."""
        return [rows for _, rows in self.periods]

    def words(self, attribute: str) -> npt.NDArray[np.intp]:
        """A number for each row's word of an attribute, in alphabetical order; −1 where there is none."""
        if attribute not in self._words:
            words = self.frame[attribute].to_list()
            numbers = {word: number for number, word in enumerate(sorted(set(words) - {None}))}
            codes = (numbers.get(word, -1) for word in words)
            self._words[attribute] = np.fromiter(codes, dtype=np.intp, count=len(words))
        return self._words[attribute]

    def compared(
        self, window: str, within: str | None, rows: Rows = EVERY, *, everyone: bool = False
    ) -> list[Rows]:
        """The groups of rows that are compared with each other.

        ``window``: the rows of each ``period``, or all ``pooled``; ``within`` splits them by an
        attribute (units without its word are compared with each other); ``rows`` keeps only some.
        ``everyone`` also keeps those left out.
        """
        keep_all = isinstance(rows, slice) and (everyone or self.left_out is None)
        groups: list[Rows] = [EVERY] if window == "pooled" else list(self.slices)
        if window != "pooled" and len(groups) == 1:
            groups = [EVERY]
        if keep_all and within is None:
            return groups
        chosen = np.zeros(self.height, dtype=np.bool_)
        chosen[rows] = True
        if not everyone and self.left_out is not None:
            chosen &= ~self.left_out
        result: list[Rows] = []
        for group in groups:
            inside = np.zeros(self.height, dtype=np.bool_)
            inside[group] = True
            places = np.flatnonzero(inside & chosen)
            if within is None:
                result.append(places)
                continue
            words = self.words(within)[places]
            result.extend(places[words == word] for word in np.unique(words))
        return [group for group in result if isinstance(group, slice) or group.size]
