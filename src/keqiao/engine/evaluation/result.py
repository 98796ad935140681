"""The result of an evaluation: tidy frames, warnings, and a digest by which two results are the same to
the bit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from keqiao.engine.evaluation.problems import DataFinding
from keqiao.engine.schemes.loading import fingerprint
from keqiao.engine.schemes.scheme import Scheme


@dataclass(frozen=True)
class Evaluation:
    """Frames over period × basis × unit; scores stand on 0–100, weights and contributions in points of the
    total.

    ``indicators``: raw, denominated, imputed, treated, score, weight, contribution, flags (words separated
    by spaces) of every indicator; null = missing. ``nodes``: score, weight, contribution of every branch.
    ``totals``: name, profile, variant, base + adjustment + rounding = total, rank, rank_in_group (where the
    scheme ranks within groups), grade (code), grade_name, grade_name_en, veto (codes), screened, complete
    (share of applicable indicators with data). ``adjustments``: kind, code, points, which add up to the
    adjustment of the total. ``outcomes``: what follows from grades in periods running. ``weightings``:
    weights found from data or judgement with the consistency ratio of AHP. Where cells of the panel are
    tolerated: ``tolerance`` (indicator, own score, neutral value, points, neutralised) and ``own`` (score,
    weight, contribution of every node, "" the top, as they would be without any case, for the units concerned).
    """

    scheme: Scheme
    indicators: pl.DataFrame
    nodes: pl.DataFrame
    totals: pl.DataFrame
    adjustments: pl.DataFrame
    outcomes: pl.DataFrame
    weightings: pl.DataFrame
    warnings: tuple[DataFinding, ...] = ()
    tolerance: pl.DataFrame | None = None
    own: pl.DataFrame | None = None

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The frames by name."""
        frames = {
            "indicators": self.indicators,
            "nodes": self.nodes,
            "totals": self.totals,
            "adjustments": self.adjustments,
            "outcomes": self.outcomes,
            "weightings": self.weightings,
        }
        # Only where there is any, so that the digest of an evaluation without cases stays what it was.
        for name, frame in (("tolerance", self.tolerance), ("own", self.own)):
            if frame is not None:
                frames[name] = frame
        return frames

    @cached_property
    def periods(self) -> list[str]:
        """The periods evaluated, in order."""
        return self.totals["period"].unique().sort().to_list()

    @cached_property
    def bases(self) -> list[str]:
        """reported, verified or both."""
        return self.totals["basis"].unique().sort().to_list()

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of the scheme and of every figure of every frame."""
        sha = hashlib.sha256(fingerprint(self.scheme).encode())
        for name, frame in self.frames.items():
            sha.update(f"\x1e{name}\x1d{frame.height}".encode())
            for column in frame.get_columns():
                sha.update(f"\x1f{column.name}:{column.dtype}\x1f".encode())
                sha.update(_bytes(column))
        return sha.hexdigest()


def _bytes(column: pl.Series) -> bytes:
    """The content of a column: floats as little-endian doubles (one NaN, no −0), everything else as text."""
    if column.dtype == pl.Float64:
        values = column.to_numpy() + 0.0
        return np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
    texts = column.cast(pl.String).fill_null("\x00")
    return str(texts.str.join("\x1f").item() if len(texts) else "").encode()
