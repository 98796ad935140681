"""What is unknown: which figures would settle it, who has them, and which figure would decide most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from keqiao.engine.eligibility.nearest import Flags, candidates, goal_truth
from keqiao.engine.eligibility.verdicts import Judgement

LARGE = 1e9
"""Stands for any large figure where only a few figures are tried."""


@dataclass(frozen=True)
class OpenFigure:
    """A missing figure of a subject. ``decides``: once it is known the whole is known, whatever it is; ``can_pass`` and
    ``can_fail``: some value of it alone makes the subject eligible, or not.
    """

    row: int
    code: str
    decides: bool
    can_pass: bool
    can_fail: bool


def open_figures(judgement: Judgement, rows: Sequence[int] | None = None) -> list[OpenFigure]:
    """The missing figures that unknown conditions read, for each subject whose eligibility is unknown."""
    plan = judgement.plan
    chosen = judgement.rows(None) if rows is None else list(rows)
    if not chosen:
        return []
    frame = judgement.frame[chosen]
    leaves = list(plan.whole.leaves())
    unknown = {leaf.column: frame[leaf.column].is_null().to_numpy() for leaf in leaves}
    open_figures: list[OpenFigure] = []
    for code in plan.figures:
        reading = [leaf.column for leaf in leaves if code in plan.reads(leaf.tree)]
        if not reading:
            continue
        among = np.zeros(frame.height, dtype=bool)
        for column in reading:
            among |= unknown[column]
        missing = frame[code].is_null().to_numpy() & among
        places = np.flatnonzero(missing)
        if not places.size:
            continue
        part = frame[places]
        points = np.hstack([candidates(plan, part, code), _far(plan.figures[code].maximum, len(places))])
        truth = goal_truth(plan, part, code, points, plan.whole)
        shape = points.shape
        given = ~np.isnan(points)
        yes: Flags = truth.fill_null(False).to_numpy().reshape(shape) & given
        no: Flags = (~truth).fill_null(False).to_numpy().reshape(shape) & given
        settled: Flags = np.asarray((yes | no | ~given).all(axis=1))
        for at, place in enumerate(places):
            open_figures.append(
                OpenFigure(
                    chosen[int(place)], code, bool(settled[at]), bool(yes[at].any()), bool(no[at].any())
                )
            )
    return sorted(open_figures, key=lambda figure: figure.row)


def _far(maximum: float | None, count: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.full((count, 1), LARGE if maximum is None else maximum)


@dataclass(frozen=True)
class SettlingFigure:
    """A figure and in how many cases it would settle the whole alone, and in how many it is one of several."""

    code: str
    alone: int
    among: int


def most_settling(judgements: Iterable[Judgement]) -> list[SettlingFigure]:
    """The figures whose knowledge would decide most subjects and programmes, the first most."""
    alone: Counter[str] = Counter()
    among: Counter[str] = Counter()
    for judgement in judgements:
        for figure in open_figures(judgement):
            (alone if figure.decides else among)[figure.code] += 1
    settling = [SettlingFigure(code, alone[code], among[code]) for code in {*alone, *among}]
    return sorted(settling, key=lambda figure: (-figure.alone, -figure.among, figure.code))
