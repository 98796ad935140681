"""Several schemes of allocation side by side: amounts, differences, and what each does as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from keqiao.engine.allocation.problems import refused
from keqiao.engine.allocation.result import Allocation
from keqiao.language import message


@dataclass(frozen=True)
class SchemeTotals:
    """What one scheme does as a whole (元): ``least`` and ``largest`` of the units that get anything."""

    code: str
    pool: Decimal
    spent: Decimal
    unspent: Decimal
    funded: int
    least: Decimal
    largest: Decimal
    gini: float | None
    """0: every unit gets the same; towards 1: one gets everything. None where nobody gets anything."""

    @property
    def ratio(self) -> float | None:
        """The largest amount over the least."""
        return float(self.largest / self.least) if self.least else None


@dataclass(frozen=True)
class Comparison:
    """Allocations among the same units; the first is what the others are compared with."""

    allocations: tuple[Allocation, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """A name for each scheme: the code of its rules, numbered where two are the same."""
        codes: list[str] = []
        for allocation in self.allocations:
            code, number = allocation.rules.code, 2
            while code in codes:
                code, number = f"{allocation.rules.code}_{number}", number + 1
            codes.append(code)
        return tuple(codes)

    def frame(self) -> pl.DataFrame:
        """unit, a column of amounts (元) for each code, ``{code}_difference`` to the first; a row for each unit."""
        first = self.allocations[0].amounts
        money = pl.Decimal(38, 2)
        columns = {"unit": pl.Series(list(self.allocations[0].units.names))}
        for code, allocation in zip(self.codes, self.allocations, strict=True):
            columns[code] = pl.Series(list(allocation.amounts), dtype=money)
        for code, allocation in list(zip(self.codes, self.allocations, strict=True))[1:]:
            apart = [one - other for one, other in zip(allocation.amounts, first, strict=True)]
            columns[f"{code}_difference"] = pl.Series(apart, dtype=money)
        return pl.DataFrame(columns)

    def wholes(self) -> tuple[SchemeTotals, ...]:
        """A line for each scheme."""
        return tuple(
            whole(code, allocation.amounts, allocation.unspent)
            for code, allocation in zip(self.codes, self.allocations, strict=True)
        )


def whole(code: str, amounts: Sequence[Decimal], unspent: Decimal) -> SchemeTotals:
    """What a scheme of these amounts (元, one for each unit) does as a whole; the pool is their sum and ``unspent``."""
    some = [amount for amount in amounts if amount]
    spent = sum(amounts, Decimal(0))
    return SchemeTotals(
        code,
        spent + unspent,
        spent,
        unspent,
        len(some),
        min(some, default=Decimal(0)),
        max(some, default=Decimal(0)),
        gini(amounts),
    )


def gini(amounts: Sequence[Decimal]) -> float | None:
    """The Gini coefficient of amounts over all units, those without anything too; None where the sum is 0.

    Half the mean difference of all pairs over the mean (Gini 1912), by sorted amounts.
    """
    total, count = sum(amounts, Decimal(0)), len(amounts)
    if not total:
        return None
    ranked = sum((place * amount for place, amount in enumerate(sorted(amounts), 1)), Decimal(0))
    return float(2 * ranked / (count * total) - Decimal(count + 1) / count)


def compare(allocations: Sequence[Allocation]) -> Comparison:
    """Put allocations among the same units side by side; raises :class:`AllocationError` where units differ."""
    if not allocations:
        raise refused(message("There is nothing to compare."), message("Give at least one allocation."))
    first = allocations[0].units.names
    for other in allocations[1:]:
        if other.units.names != first:
            raise refused(
                message("The allocations are not among the same units in the same order."),
                message("Compare schemes over one table of scores."),
            )
    return Comparison(tuple(allocations))
