"""What a fund gave its partners: multiples of what they paid in, and the internal rate of return.

DPI, RVPI and TVPI as the Global Investment Performance Standards define them: distributions, net assets, and both, over
paid-in capital. The rate is that of dated flows, by the year of 365 days (actual/365, as spreadsheets' XIRR): the rate
at which all flows, net assets as the last of them, are worth nothing on the first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import expm1, log

import numpy as np

from keqiao.language import Message, message

YEAR = 365
"""Days of a year of the rate."""
LOWEST, HIGHEST, STEPS = log(1e-4), log(1e3), 4000
"""The rates that are looked through: -99.99 % to 99 900 % a year, in steps of the logarithm of 1 + rate."""
METHOD = message("internal rate of return of dated flows, actual days over 365, net assets as the last flow")


@dataclass(frozen=True)
class FundCash:
    """Money between partners and fund on a day, in 元: negative is paid in, positive is paid out."""

    day: date
    amount: Decimal


@dataclass(frozen=True)
class FundMultiples:
    """``rate`` is a part of 1 a year, or None and ``why`` it cannot be told; multiples are None while nothing is paid
    in.
    """

    paid_in: Decimal
    distributed: Decimal
    net_assets: Decimal
    rate: float | None
    why: Message | None

    @property
    def dpi(self) -> Fraction | None:
        """Distributed over paid in."""
        return self._over(self.distributed)

    @property
    def rvpi(self) -> Fraction | None:
        """Net assets over paid in."""
        return self._over(self.net_assets)

    @property
    def tvpi(self) -> Fraction | None:
        """Distributed and net assets over paid in."""
        return self._over(self.distributed + self.net_assets)

    def _over(self, amount: Decimal) -> Fraction | None:
        return Fraction(amount) / Fraction(self.paid_in) if self.paid_in else None


def fund_multiples(flows: Sequence[FundCash], net_assets: Decimal, day: date) -> FundMultiples:
    """The multiples at the end of ``day``, on which the fund is worth ``net_assets``; later flows are left out."""
    known = [flow for flow in flows if flow.day <= day]
    paid_in = sum((-flow.amount for flow in known if flow.amount < 0), Decimal(0))
    distributed = sum((flow.amount for flow in known if flow.amount > 0), Decimal(0))
    rate, why = internal_rate([*known, FundCash(day, net_assets)])
    return FundMultiples(paid_in, distributed, net_assets, rate, why)


def internal_rate(flows: Sequence[FundCash]) -> tuple[float | None, Message | None]:
    """The rate at which the flows are worth nothing; None and why where there is none or more than one."""
    dated = _by_day(flows)
    if not any(amount < 0 for _day, amount in dated) or not any(amount > 0 for _day, amount in dated):
        return None, message("money went one way only")
    first = dated[0][0]
    parts = [((day - first).days / YEAR, float(amount)) for day, amount in dated]
    size = max(abs(amount) for _years, amount in parts)
    parts = [(years, amount / size) for years, amount in parts]
    roots = _roots(parts)
    if not roots:
        return None, message("no rate between -99.99 % and 99,900 % a year fits")
    if len(roots) > 1:
        return None, message("several rates fit, for money went to and fro")
    return expm1(roots[0]), None


def _by_day(flows: Sequence[FundCash]) -> list[tuple[date, Decimal]]:
    days: dict[date, Decimal] = {}
    for flow in flows:
        days[flow.day] = days.get(flow.day, Decimal(0)) + flow.amount
    return sorted((day, amount) for day, amount in days.items() if amount)


def _roots(parts: Sequence[tuple[float, float]]) -> list[float]:
    """The places where the worth on the first day changes its sign, each by bisection."""
    years, amounts = (np.array(column) for column in zip(*parts, strict=True))
    forces = np.linspace(LOWEST, HIGHEST, STEPS + 1)
    worth = np.array([_worth(years, amounts, force) for force in forces])
    roots = list(forces[worth == 0])
    for at in np.flatnonzero(worth[:-1] * worth[1:] < 0):
        roots.append(_bisected(years, amounts, float(forces[at]), float(forces[at + 1])))
    return [float(root) for root in roots]


def _worth(years: np.ndarray, amounts: np.ndarray, force: float) -> float:
    """What the flows are worth on the first day, at the logarithm of 1 + rate."""
    return float(amounts @ np.exp(-force * years))


def _bisected(years: np.ndarray, amounts: np.ndarray, left: float, right: float) -> float:
    at_left = _worth(years, amounts, left)
    for _halving in range(60):
        middle = (left + right) / 2
        if _worth(years, amounts, middle) * at_left > 0:
            left = middle
        else:
            right = middle
    return (left + right) / 2
