"""Claims of rank (名列前茅): they hold only with figures of the others behind them, otherwise they are unsupported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ClaimVerdict = Literal["holds", "fails", "unsupported"]


@dataclass(frozen=True)
class RankClaim:
    """What a claim of rank comes to: ``rank`` of ``of``, the own place included; None where the own figure is missing.

    ``known``: of how many others there is a figure.
    """

    verdict: ClaimVerdict
    rank: int | None
    of: int
    known: int


def judge_rank(
    own: Decimal | None, others: Sequence[Decimal | None], top: int, least: int, *, high: bool = True
) -> RankClaim:
    """Judge the claim to be among the first ``top`` of all: it needs the own figure and those of all others, ``least``
    at least. Equal figures share the better rank (standard competition ranking, "1224").

    With figures of some others only, a claim can fail already (too many are better) but not hold.
    """
    known = [value for value in others if value is not None]
    of = len(others) + 1
    if own is None:
        return RankClaim("unsupported", None, of, len(known))
    rank = 1 + sum((value > own) if high else (value < own) for value in known)
    if rank > top:
        return RankClaim("fails", rank, of, len(known))
    if len(known) < len(others) or len(known) < least:
        return RankClaim("unsupported", rank, of, len(known))
    return RankClaim("holds", rank, of, len(known))
