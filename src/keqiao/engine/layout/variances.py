"""Plans against what was reached: variances and fulfilment, months of runway."""

from __future__ import annotations

from decimal import Decimal


def variance(planned: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """Actual less planned, in their unit; None where one of them is missing."""
    return None if planned is None or actual is None else actual - planned


def fulfilment(planned: Decimal | None, actual: Decimal | None) -> float | None:
    """Actual in per cent of planned; None where one is missing or nothing was planned: no share can be told then."""
    if planned is None or actual is None or planned <= 0:
        return None
    return float(100 * actual / planned)


def runway(cash: Decimal | None, spent: Decimal | None, earned: Decimal | None) -> float | None:
    """For how many months the cash lasts if a year's expenditure and income go on: cash ÷ ((spent − earned) ÷ 12).

    Infinite where the year earned what it spent; None where a figure is missing. Amounts in one unit, of a whole year.
    """
    if cash is None or spent is None or earned is None:
        return None
    burnt = (spent - earned) / 12
    return float("inf") if burnt <= 0 else max(0.0, float(cash / burnt))
