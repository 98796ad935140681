"""The demonstration's structure of input: three years, invented."""

from __future__ import annotations

from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.finance import services
from keqiao.web.finance.models import InputSource

AMOUNTS = (
    (42_000, 318_000, 96_000, 21_000),
    (45_000, 352_000, 118_000, 27_000),
    (47_000, 391_000, 143_000, 36_000),
)
"""万元 by year and source, the oldest year first."""


def add_inputs() -> None:
    """Enter them as the finance office does."""
    office = User.objects.get(username="finance")
    for back, amounts in zip((3, 2, 1), AMOUNTS, strict=True):
        for source, amount in zip(InputSource, amounts, strict=True):
            services.enter(office, today().year - back, source, Decimal(amount) * 10_000, "演示数据")
