"""How far platforms resemble each other: by the nodes they work in, the patents they hold, the words they use.

For two platforms, each between 0 and 1, and missing where one of them says nothing:

* codes: the Jaccard index |A ∩ B| / |A ∪ B| of their codes (P. Jaccard, 1901);
* IPC: the cosine a·b / (|a| |b|) of their counts of patents by subclass (A. B. Jaffe, American Economic Review 76,
  1986, who calls it technological proximity);
* text: the cosine of term frequency × inverse document frequency, tf · ln(N / df) (G. Salton, C. Buckley, Information
  Processing & Management 24, 1988).

The resemblance is their mean by weight over those that are known. All pairs are looked at, a block of rows at a time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from scipy import sparse

PARTS = ("codes", "ipc", "text")
BLOCK = 512
MOST_SHARED = 6
PAIRS: dict[str, pl.DataType] = {
    "first": pl.Int64(),
    "second": pl.Int64(),
    "resemblance": pl.Float64(),
    **{part: pl.Float64() for part in PARTS},
}
"""Columns of pairs; a part is null where one of the two says nothing of it."""


class OverlapFeatures:
    """What platforms are compared by, as sparse rows in the order of ``items``."""

    def __init__(self, items: pl.Series, features: Mapping[str, pl.DataFrame]) -> None:
        """``features`` maps each of :data:`PARTS` to ``item``, ``feature`` and ``value``; missing ones say nothing."""
        self.items = items.cast(pl.Int64).to_numpy()
        place = pl.DataFrame({"item": self.items, "row": np.arange(len(self.items))})
        self.names: dict[str, np.ndarray] = {}
        self.raw: dict[str, sparse.csr_matrix] = {}
        for part in PARTS:
            cells = features.get(
                part, pl.DataFrame(schema={"item": pl.Int64, "feature": pl.String, "value": pl.Float64})
            )
            cells = cells.join(place, on="item").group_by("row", "feature").agg(pl.col("value").sum())
            names = cells["feature"].unique().sort()
            column = pl.DataFrame({"feature": names, "column": np.arange(len(names))})
            cells = cells.join(column, on="feature")
            at = (cells["row"].to_numpy(), cells["column"].to_numpy())
            values = cells["value"].cast(pl.Float64).to_numpy()
            self.names[part] = names.to_numpy()
            self.raw[part] = sparse.csr_matrix((values, at), shape=(len(self.items), len(names)))
        self.raw["codes"].data[:] = 1.0
        self.raw["text"] = _weighted(self.raw["text"])
        self.unit = {part: _unit(self.raw[part]) for part in ("ipc", "text")}
        self.has = {part: np.diff(self.raw[part].indptr) > 0 for part in PARTS}

    def part(self, name: str, rows: slice) -> np.ndarray:
        """The resemblance by one part of some rows to all: a dense block."""
        if name != "codes":
            return np.asarray((self.unit[name][rows] @ self.unit[name].T).todense())
        matrix = self.raw["codes"]
        common = np.asarray((matrix[rows] @ matrix.T).todense())
        size = np.asarray(matrix.sum(axis=1)).ravel()
        union = size[rows][:, None] + size[None, :] - common
        return np.asarray(np.divide(common, union, out=np.zeros_like(common), where=union > 0))

    def shared(self, name: str, first: int, second: int) -> list[str]:
        """What two rows have in common by one part, the weightiest first."""
        matrix = self.raw[name] if name == "codes" else self.unit[name]
        product = matrix[first].multiply(matrix[second]).tocoo()
        order = sorted(zip(-product.data, product.col, strict=True))[:MOST_SHARED]
        return [str(self.names[name][column]) for _weight, column in order]


def _weighted(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Counts of terms by how rare they are."""
    rows = counts.shape[0]
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    rare = np.log(np.divide(rows, documents, out=np.ones(counts.shape[1]), where=documents > 0))
    weighted = sparse.csr_matrix(counts @ sparse.diags_array(rare)) if counts.shape[1] else counts
    weighted.eliminate_zeros()
    return weighted


def _unit(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of length 1; an empty row stays empty."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, length, out=np.zeros_like(length), where=length > 0)
    return sparse.csr_matrix(sparse.diags_array(scale) @ matrix).astype(np.float32)


def overlapping(
    features: OverlapFeatures, weights: Mapping[str, float], threshold: float, most: int = 10_000
) -> pl.DataFrame:
    """Return the pairs (:data:`PAIRS`) whose resemblance reaches ``threshold``, the closest first, at most ``most``.

    ``weights`` maps parts to weights, not negative. ``first`` stands before ``second`` in the order of the items. A
    pair of which no part with a weight is known is none. Raises ValueError for weights that are all zero.
    """
    used = [part for part in PARTS if weights.get(part, 0) > 0]
    if not used:
        raise ValueError("at least one part has a weight")
    count = len(features.items)
    kept: list[pl.DataFrame] = []
    for start in range(0, count, BLOCK):
        rows = slice(start, min(start + BLOCK, count))
        total = np.zeros((rows.stop - start, count), dtype=np.float32)
        weight = np.zeros_like(total)
        blocks = {}
        for part in used:
            blocks[part] = features.part(part, rows).astype(np.float32)
            both = features.has[part][rows][:, None] & features.has[part][None, :]
            total += blocks[part] * both * np.float32(weights[part])
            weight += both * np.float32(weights[part])
        value = np.divide(total, weight, out=np.full_like(total, -1.0), where=weight > 0)
        later = np.arange(count)[None, :] > np.arange(start, rows.stop)[:, None]
        first, second = np.nonzero((value >= threshold - 1e-6) & later)
        columns = {
            "first": features.items[first + start],
            "second": features.items[second],
            "resemblance": value[first, second].astype(np.float64).clip(0, 1),
        }
        for part in PARTS:
            if part not in blocks:
                columns[part] = np.full(len(first), np.nan)
                continue
            both = features.has[part][first + start] & features.has[part][second]
            columns[part] = np.where(both, blocks[part][first, second].astype(np.float64).clip(0, 1), np.nan)
        kept.append(pl.DataFrame(columns, schema=PAIRS).with_columns(pl.col(*PARTS).fill_nan(None)))
    pairs = pl.concat(kept) if kept else pl.DataFrame(schema=PAIRS)
    return pairs.sort(["resemblance", "first", "second"], descending=[True, False, False]).head(most)


def reasons(features: OverlapFeatures, pairs: pl.DataFrame) -> list[dict[str, list[str]]]:
    """Return for each pair what the two have in common, by part: codes, IPC subclasses, words; the weightiest first."""
    place = {item: row for row, item in enumerate(features.items.tolist())}
    return [
        {part: features.shared(part, place[first], place[second]) for part in PARTS}
        for first, second in pairs.select("first", "second").iter_rows()
    ]
