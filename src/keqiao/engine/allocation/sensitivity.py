"""How sure the amounts are: the same rules over every draw of scores and grades, as a robustness analysis gives them.

All draws of water-filling and of fixed amounts are computed at once in float64 (remainders that agree to 10⁻⁶ of a
rounding unit are equal); an optimised allocation is solved again for every different draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.allocation.draws import DrawnScores, amounts_of
from keqiao.engine.allocation.money import TEN_THOUSAND, exact, to_cent
from keqiao.engine.allocation.problems import Clash, refused
from keqiao.engine.allocation.result import Allocation
from keqiao.engine.allocation.rules import Optimised
from keqiao.engine.allocation.terms import Terms, terms_of
from keqiao.language import message
from keqiao.pieces import in_pieces

Grains = npt.NDArray[np.int64]
PIECE = 20
"""Draws of an optimised allocation in one piece of work."""


@dataclass(frozen=True)
class AmountSensitivity:
    """Over the draws in which the rules can hold: sequences have one entry for each unit, amounts in 元.

    ``differs`` is the share of draws in which the amount differs by more than ``beyond``; ``low`` and ``high`` are
    amounts that occurred (order statistics) and enclose the central ``interval``.
    """

    units: tuple[str, ...]
    nominal: tuple[Decimal, ...]
    draws: int
    impossible: int
    """Draws in which the rules clash; they count neither as equal nor as different."""
    beyond: Decimal
    interval: float
    differs: tuple[float, ...]
    low: tuple[Decimal, ...]
    high: tuple[Decimal, ...]
    least: tuple[Decimal, ...]
    most: tuple[Decimal, ...]

    def frame(self) -> pl.DataFrame:
        """unit, amount, differs, low, high, least, most; a row for each unit."""
        money = pl.Decimal(38, 2)
        columns = {
            "unit": pl.Series(list(self.units)),
            "amount": pl.Series(list(self.nominal), dtype=money),
            "differs": pl.Series(list(self.differs), dtype=pl.Float64),
        }
        for name in ("low", "high", "least", "most"):
            columns[name] = pl.Series(list(getattr(self, name)), dtype=money)
        return pl.DataFrame(columns)


def sensitivity(
    allocation: Allocation,
    scores: npt.NDArray[np.float64] | None = None,
    grades: npt.NDArray[np.integer] | None = None,
    codes: Sequence[str] = (),
    *,
    interval: float = 0.9,
    beyond: Decimal = Decimal(0),
    executor: Executor | None = None,
) -> AmountSensitivity:
    """The amounts over draws: ``scores`` and ``grades`` are draws × units in the order of the allocation's units;
    ``grades`` are places in ``codes``. What is left out stays as it was.
    ``executor`` shares out pieces of draws; the result is the same with any or none.

    Raises :class:`AllocationError` for wrong shapes, unknown grades, draws without a score or grade that the rules
    read, or where the rules can hold in no draw.
    """
    drawn = _checked(allocation, scores, grades, codes, interval)
    if isinstance(allocation.rules.sharing, Optimised):
        grains, holds = _solved(allocation, drawn, executor)
    else:
        grains, holds = amounts_of(allocation.terms, drawn, executor)
    size = holds.size
    if not holds.any():
        raise refused(message("The rules can hold in none of the {count} draws.", count=size))
    grain = allocation.terms.grain
    ordered = np.sort(grains[holds], axis=0)
    nominal = np.array([int(exact(amount) / grain) for amount in allocation.amounts])
    apart = np.abs(grains[holds] - nominal) > int(exact(beyond) / grain)
    outside = (1 - interval) / 2
    last = ordered.shape[0] - 1
    at = [0, int(np.floor(outside * last + 1e-9)), int(np.ceil((1 - outside) * last - 1e-9)), last]
    least, low, high, most = (tuple(to_cent(int(value) * grain) for value in ordered[place]) for place in at)
    return AmountSensitivity(
        allocation.units.names,
        allocation.amounts,
        size,
        int(size - holds.sum()),
        beyond,
        interval,
        tuple(apart.mean(axis=0).tolist()),
        low,
        high,
        least,
        most,
    )


def _checked(
    allocation: Allocation,
    scores: npt.NDArray[np.float64] | None,
    grades: npt.NDArray[np.integer] | None,
    codes: Sequence[str],
    interval: float,
) -> DrawnScores:
    """Draws × units of scores and of places among the rules' grades."""
    rules, units = allocation.rules, allocation.units
    blocks = [block for block in (scores, grades) if block is not None]
    shapes = {np.shape(block) for block in blocks}
    if len(shapes) != 1 or not 0 < interval < 1:
        raise refused(
            message(
                "Scores or grades of draws are wanted, one row for each draw, and an interval within 0 and 1."
            ),
            message("Give both with the same shape, or one of them."),
        )
    shape = shapes.pop()
    if len(shape) != 2 or shape[1] != len(units) or not shape[0]:
        sentence = message(
            "The draws have the shape {shape} where there are {count} units.", shape=shape, count=len(units)
        )
        raise refused(sentence, message("Give a column for each unit of the allocation, in its order."))
    known = list(rules.grades)
    if scores is None:
        own = [np.nan if score is None else float(score) for score in units.scores]
        scores = np.broadcast_to(np.array(own), shape)
    if grades is None:
        places = [-1 if code is None else known.index(code) for code in units.grades]
        drawn_grades: npt.NDArray[np.intp] = np.broadcast_to(np.array(places), shape)
    else:
        unknown = [code for code in codes if code not in known]
        if unknown and rules.reads_grades:
            raise refused(
                message(
                    "The draws have the grades {names}, which the rules do not know.",
                    names="、".join(unknown),
                ),
                message("`grades` has: {names}.", names=", ".join(known) or "—"),
            )
        table = np.array([known.index(code) if code in known else -1 for code in codes] + [-1])
        drawn_grades = table[grades]
    out = np.isin(drawn_grades, [known.index(code) for code in rules.excluded])
    if rules.reads_grades and (drawn_grades < 0).any():
        raise refused(
            message("A draw has a unit without a grade."), message("Leave the unit or the draw out.")
        )
    if rules.reads_scores and (~np.isfinite(scores) & ~out).any():
        raise refused(
            message("A draw has a unit without a score."), message("Leave the unit or the draw out.")
        )
    return DrawnScores(np.asarray(scores, dtype=np.float64), drawn_grades)


def _solved(
    allocation: Allocation, drawn: DrawnScores, executor: Executor | None
) -> tuple[Grains, npt.NDArray[np.bool_]]:
    """Each different draw once, by the whole programme (some 0.03 s for 51 units)."""
    both = np.concatenate([drawn.scores, drawn.grades.astype(np.float64)], axis=1)
    both[np.isnan(both)] = -1
    _, first, place = np.unique(both, axis=0, return_index=True, return_inverse=True)
    pieces = [
        DrawnScores(drawn.scores[draws], drawn.grades[draws])
        for draws in (first[start : start + PIECE] for start in range(0, first.size, PIECE))
    ]
    parts = list(in_pieces(executor, _plans, pieces, allocation.terms))
    plans, holds = (np.concatenate(list(tables)) for tables in zip(*parts, strict=True))
    place = place.reshape(-1)
    return plans[place], holds[place]


def _plans(drawn: DrawnScores, terms: Terms) -> tuple[Grains, npt.NDArray[np.bool_]]:
    """The plan of each draw, draws × units, and in which draws the rules can hold."""
    # Only optimised allocations need scipy's solver, which takes its time to load.
    from keqiao.engine.allocation.optimum import plan_of

    known = [*terms.rules.grades, None]
    size = drawn.scores.shape[0]
    plans = np.zeros((size, len(terms.units)), dtype=np.int64)
    holds = np.ones(size, dtype=np.bool_)
    pool = terms.pool * terms.grain / (TEN_THOUSAND if terms.rules.unit == "万元" else 1)
    for at in range(size):
        scores = tuple(None if np.isnan(score) else exact(float(score)) for score in drawn.scores[at])
        units = replace(terms.units, scores=scores, grades=tuple(known[code] for code in drawn.grades[at]))
        try:
            own = terms_of(terms.rules, units, pool)
            if not all(own.excluded):
                plans[at] = plan_of(own)[2]
        except Clash:
            holds[at] = False
    return plans, holds
