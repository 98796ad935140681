"""Whom a call fits, who nearly, and who would after one unknown is settled."""

from __future__ import annotations

from dataclasses import dataclass

from keqiao.engine.eligibility.distance import Distances, distances
from keqiao.engine.eligibility.unknowns import OpenFigure, open_figures
from keqiao.engine.eligibility.verdicts import EligibilityState, Judgement


@dataclass(frozen=True)
class CallFit:
    """The rows of the subjects whom a call fits, who are near, not, or unknown; ``settling`` are the missing figures of
    which one value alone would make its subject eligible.
    """

    met: tuple[int, ...]
    near: tuple[int, ...]
    missed: tuple[int, ...]
    unknown: tuple[int, ...]
    settling: tuple[OpenFigure, ...]
    distances: Distances


def fit(judgement: Judgement, *, together: bool = False) -> CallFit:
    """Sort the subjects of a judgement; ``together`` also looks for changes of several figures."""
    nearest = distances(judgement, together=together)
    rows: dict[EligibilityState, list[int]] = {state: [] for state in EligibilityState}
    for row in range(judgement.frame.height):
        rows[nearest.state(row)].append(row)
    settling = tuple(figure for figure in open_figures(judgement) if figure.can_pass)
    return CallFit(
        tuple(rows[EligibilityState.MET]),
        tuple(rows[EligibilityState.NEAR]),
        tuple(rows[EligibilityState.MISSED]),
        tuple(rows[EligibilityState.UNKNOWN]),
        settling,
        nearest,
    )
