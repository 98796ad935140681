"""Multiples of a fund and its rate of return, held against figures that others published."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from tests.examples import examples

from keqiao.engine.transfer.fund_multiples import FundCash, fund_multiples, internal_rate

START = date(2020, 1, 1)


def flows(*given: tuple[str, int | str]) -> list[FundCash]:
    return [FundCash(date.fromisoformat(day), Decimal(amount)) for day, amount in given]


def test_the_rate_is_that_of_the_spreadsheet() -> None:
    # The example in the documentation of XIRR: https://support.microsoft.com/office/xirr-function-de1242ec-6477-445b-b11b-a303ad9adc9d
    example = flows(
        ("2008-01-01", -10_000),
        ("2008-03-01", 2_750),
        ("2008-10-30", 4_250),
        ("2009-02-15", 3_250),
        ("2009-04-01", 2_750),
    )
    assert internal_rate(example)[0] == pytest.approx(0.373362535, abs=5e-9)


def test_multiples_are_exact_and_later_flows_are_left_out() -> None:
    known = flows(("2020-01-01", -300), ("2022-01-01", 100), ("2030-01-01", 999))
    found = fund_multiples(known, Decimal(250), date(2024, 12, 31))
    assert (found.dpi, found.rvpi, found.tvpi) == (Fraction(1, 3), Fraction(5, 6), Fraction(7, 6))
    assert found.paid_in == 300


def test_money_that_comes_back_whole_earned_nothing_and_lost_money_is_a_loss() -> None:
    whole = fund_multiples(flows(("2020-01-01", -100)), Decimal(100), date(2025, 1, 1))
    assert whole.rate == pytest.approx(0, abs=1e-12)
    half = fund_multiples(flows(("2020-01-01", -100)), Decimal(50), date(2020, 12, 31))
    assert half.rate == pytest.approx(-0.5, abs=1e-12)  # 365 days


@pytest.mark.parametrize(
    ("given", "net_assets"),
    [([], 0), ([("2020-01-01", -100)], 0), ([("2020-01-01", 50)], 10), ([("2020-01-01", -100)], 100)],
)
def test_without_flows_both_ways_there_is_no_rate(given, net_assets) -> None:
    found = fund_multiples(flows(*given), Decimal(net_assets), START)
    assert found.rate is None
    assert found.why is not None


def test_several_rates_are_said_and_none_is_chosen() -> None:
    # -100, 230, -132 over two years of 365 days: 10 % and 20 %.
    days = [START, START + timedelta(365), START + timedelta(730)]
    both = [FundCash(day, Decimal(amount)) for day, amount in zip(days, (-100, 230, -132), strict=True)]
    rate, why = internal_rate(both)
    assert rate is None
    assert "several" in str(why)


@settings(max_examples=examples(40))
@given(
    calls=st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 10**9)), min_size=1, max_size=5),
    payouts=st.lists(st.tuples(st.integers(1600, 4000), st.integers(1, 10**9)), min_size=1, max_size=5),
)
def test_the_rate_is_the_root_that_another_solver_gives(calls, payouts) -> None:
    cash = [FundCash(START + timedelta(days), Decimal(-amount)) for days, amount in calls]
    cash += [FundCash(START + timedelta(days), Decimal(amount)) for days, amount in payouts]
    rate, _why = internal_rate(cash)
    first = min(flow.day for flow in cash)

    def worth(force: float) -> float:
        return sum(float(flow.amount) * (1 + force) ** (-(flow.day - first).days / 365) for flow in cash)

    if rate is not None:
        low, high = -0.9999, 999.0
        assert rate == pytest.approx(brentq(worth, low, high, xtol=1e-13), abs=1e-7, rel=1e-7)
