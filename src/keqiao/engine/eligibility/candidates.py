"""Whom a call fits, who nearly, and who would after one unknown is settled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from keqiao.engine.eligibility.compiled_programme import compiled
from keqiao.engine.eligibility.distance import Distances, SubjectDistance, distances
from keqiao.engine.eligibility.programme import SupportProgramme
from keqiao.engine.eligibility.unknowns import OpenFigure, open_figures
from keqiao.engine.eligibility.verdicts import EligibilityState, Judgement, judge
from keqiao.language import Message, message
from keqiao.pieces import in_pieces

PIECE = 20_000
"""Subjects in one piece of work."""
Progress = Callable[[float, Message], None]


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
    settling = tuple(figure for figure in open_figures(judgement) if figure.can_pass)
    return _sorted(distances(judgement, together=together), settling)


def fit_all(
    programme: SupportProgramme,
    subjects: pl.DataFrame,
    as_of: date | None = None,
    *,
    together: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> CallFit:
    """Judge many subjects (a row each) and sort them: ``fit(judge(programme, subjects, as_of))``, in pieces.

    ``executor`` shares out pieces of subjects; the result is the same with any or none. Raises
    :class:`~keqiao.engine.data_findings.DataError` for columns of another kind.
    """
    starts = range(0, max(subjects.height, 1), PIECE)
    pieces = [subjects[start : start + PIECE] for start in starts]
    frames: list[pl.DataFrame] = []
    of_row: dict[int, SubjectDistance] = {}
    settling: list[OpenFigure] = []
    with closing(in_pieces(executor, _piece, pieces, programme, as_of, together)) as answers:
        for number, (start, (frame, near, open_)) in enumerate(zip(starts, answers, strict=True), 1):
            frames.append(frame)
            of_row |= {start + row: distance for row, distance in near.items()}
            settling += [replace(figure, row=start + figure.row) for figure in open_]
            if progress is not None:
                progress(number / len(pieces), message("Judging the subjects"))
    judgement = Judgement(compiled(programme), pl.concat(frames))
    return _sorted(Distances(judgement, of_row), tuple(settling))


def _piece(
    subjects: pl.DataFrame, programme: SupportProgramme, as_of: date | None, together: bool
) -> tuple[pl.DataFrame, dict[int, SubjectDistance], tuple[OpenFigure, ...]]:
    call_fit = fit(judge(programme, subjects, as_of), together=together)
    return call_fit.distances.judgement.frame, call_fit.distances.of_row, call_fit.settling


def _sorted(nearest: Distances, settling: tuple[OpenFigure, ...]) -> CallFit:
    rows: dict[EligibilityState, list[int]] = {state: [] for state in EligibilityState}
    for row in range(nearest.judgement.frame.height):
        rows[nearest.state(row)].append(row)
    return CallFit(
        tuple(rows[EligibilityState.MET]),
        tuple(rows[EligibilityState.NEAR]),
        tuple(rows[EligibilityState.MISSED]),
        tuple(rows[EligibilityState.UNKNOWN]),
        settling,
        nearest,
    )
