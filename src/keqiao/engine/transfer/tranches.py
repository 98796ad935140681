"""An amount over several payments, in whole cents: the rules by which what does not divide is given out.

The rules and their names are those of the Open Cap Format (allocation types of vesting), here for payments of any
proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from math import floor
from typing import Literal

Remainder = Literal[
    "cumulative_rounding",
    "cumulative_round_down",
    "front_loaded",
    "back_loaded",
    "front_loaded_to_single_tranche",
    "back_loaded_to_single_tranche",
]


def tranches(total: int, shares: Sequence[Fraction], remainder: Remainder) -> list[int]:
    """``total`` whole units (cents, yuan, shares) in proportion to ``shares``; the parts add up to ``total``.

    ``cumulative_*``: what is due up to each payment is rounded (halves up) or cut; ``front_loaded``, ``back_loaded``:
    each part is cut and what is left goes out one by one from the first or from the last; ``…_single_tranche``: all
    that is left goes to the first or the last. ``shares`` are not negative and not all 0.
    """
    whole = sum(shares, Fraction(0))
    if remainder.startswith("cumulative"):
        half = Fraction(1, 2) if remainder == "cumulative_rounding" else Fraction(0)
        due = [floor(total * sum_ / whole + half) for sum_ in accumulate(shares)]
        return [after - before for before, after in zip([0, *due], due, strict=False)]
    parts = [floor(total * share / whole) for share in shares]
    left = total - sum(parts)
    payable = [at for at, share in enumerate(shares) if share]
    order = payable if remainder.startswith("front") else payable[::-1]
    if remainder.endswith("single_tranche"):
        parts[order[0]] += left
    else:
        for at in order[:left]:
            parts[at] += 1
    return parts
