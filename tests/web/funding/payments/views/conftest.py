"""Money that is paid, used and shared, for pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from keqiao.web.funding.payments.services import payments, planning, teams, uses


@pytest.fixture
def moved(pool, line, finance, officer, clerk, director, team):  # noqa: PLR0917
    """90 万元 paid to the first platform, 1 万元 taken back; 20 used, 20 shared in the team; due dates set."""
    first, second = line.instalments.order_by("number")
    days = {
        first.pk: planning.InstalmentTerms(date(2024, 5, 1)),
        second.pk: planning.InstalmentTerms(date(2024, 12, 1), "考核合格"),
    }
    planning.set_terms(officer, pool.pk, days)
    wrong = payments.pay(
        finance, pool.pk, [payments.Paid(first.pk, Decimal(10_000), date(2024, 5, 6), "V0")]
    )[0]
    payments.reverse_payment(finance, pool.pk, wrong.pk, "金额错误")
    payments.pay(
        finance, pool.pk, [payments.Paid(first.pk, Decimal(900_000), date(2024, 5, 6), "V1", "市财1号")]
    )
    used = uses.Used("research", Decimal(200_000), date(2024, 6, 3), "试剂", "J1")
    uses.report_use(clerk, line.pk, used)
    weights = {person.pk: Decimal(1 + place) for place, person in enumerate(team[:4])}
    share = teams.propose(clerk, line.pk, weights, Decimal(200_000), date(2024, 6, 30), "年度绩效")
    teams.confirm(director, line.pk, share.pk)
    return share
