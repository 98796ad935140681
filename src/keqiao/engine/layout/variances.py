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


def due_by(planned: Decimal | None, months: int) -> Decimal | None:
    """What of a year's target is due after so many months (1 to 12), evenly over the year; None where none is set."""
    return None if planned is None else planned * months / 12


def runway(
    cash: Decimal | None, spent: Decimal | None, earned: Decimal | None, months: int = 12
) -> float | None:
    """For how many months the cash lasts if expenditure and income go on: cash ÷ ((spent − earned) ÷ months).

    Infinite where it earned what it spent; None where a figure is missing. Amounts in one unit, of so many months.
    """
    if cash is None or spent is None or earned is None:
        return None
    burnt = (spent - earned) / months
    return float("inf") if burnt <= 0 else max(0.0, float(cash / burnt))
