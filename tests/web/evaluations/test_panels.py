"""From frozen figures to the engine's panel."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.schemes.scheme import Scheme
from keqiao.web.evaluations.panels import FigureRow, PanelRefused, UnitRow, panel, periods_read

TEXT = """
scheme: 1
code: small
version: "1"
name: 小
attributes:
  - {code: platform_type, name: 类型, values: {研发型: 研发型}}
measures:
  - {code: staff, name: 人员, unit: 人, type: count}
  - {code: revenue, name: 收入, unit: 万元, type: money}
  - {code: big, name: 大额, unit: 亿元, type: money}
  - {code: revenue_before, name: 上年收入, unit: 万元, type: money, previous_of: {measure: revenue}}
  - {code: operating_years, name: 运行年数, unit: 年}
indicators:
  - {code: A, name: 甲, weight: 100, formula: revenue / staff, score: {rule: min_max}}
"""
SCHEME = Scheme.model_validate(yaml.safe_load(TEXT))
UNITS = [
    UnitRow("P01", "示范一院", date(2021, 12, 31), {"platform_type": "研发型"}),
    UnitRow("P02", "示范二院", None, {}),
]


def row(code, measure, period, value, *, basis="reported", unit="元"):
    return FigureRow(code, measure, period, basis, value, unit)


@given(st.decimals(min_value=0, max_value=10**13, places=2))
def test_money_arrives_in_the_unit_of_the_scheme(amount):
    figures = [row("P01", "revenue", "2024", amount), row("P01", "big", "2024", amount)]
    made = panel(SCHEME, UNITS, figures, ["2024"], with_verified=False)
    first = made.reported.row(0, named=True)
    assert first["revenue"] == float(amount / 10_000)
    assert first["big"] == float(amount / 100_000_000)
    assert Decimal(repr(first["revenue"])) * 10_000 == pytest.approx(amount, abs=Decimal("0.01"))


def test_every_platform_has_a_row_for_every_period_and_blanks_stay_blank():
    made = panel(
        SCHEME,
        UNITS,
        [row("P02", "staff", "2023", Decimal(7), unit="人")],
        ["2023", "2024"],
        with_verified=False,
    )
    assert made.reported.select("period", "unit").rows() == [
        ("2023", "P01"),
        ("2023", "P02"),
        ("2024", "P01"),
        ("2024", "P02"),
    ]
    assert made.reported["staff"].to_list() == [None, 7.0, None, None]
    assert made.verified is None


def test_years_in_operation_at_the_end_of_the_period():
    made = panel(SCHEME, UNITS, [], ["2023", "2024"], with_verified=False)
    assert made.reported["operating_years"].to_list() == [2.0, None, 3.0, None]


def test_words_of_the_scheme():
    made = panel(SCHEME, UNITS, [], ["2024"], with_verified=False)
    assert made.reported["platform_type"].to_list() == ["研发型", None]
    assert made.reported["name"].to_list() == ["示范一院", "示范二院"]


def test_verified_values_stand_beside_the_reported():
    figures = [
        row("P01", "staff", "2024", Decimal(9), unit="人"),
        row("P01", "staff", "2024", Decimal(8), basis="verified", unit="人"),
        row("P02", "staff", "2024", Decimal(5), unit="人"),
    ]
    made = panel(SCHEME, UNITS, figures, ["2024"], with_verified=True)
    assert made.reported["staff"].to_list() == [9.0, 5.0]
    assert made.basis("verified")["staff"].to_list() == [8.0, 5.0]


def test_a_unit_that_does_not_fit_is_named():
    with pytest.raises(PanelRefused) as refused:
        panel(
            SCHEME, UNITS, [row("P01", "staff", "2024", Decimal(1), unit="元")], ["2024"], with_verified=False
        )
    said = refused.value.messages[0].in_language("en")
    assert "staff" in said
    assert "元" in said


def test_figures_of_other_platforms_periods_and_measures_are_left_out():
    figures = [
        row("P99", "staff", "2024", Decimal(1), unit="人"),
        row("P01", "staff", "1999", Decimal(1), unit="人"),
        row("P01", "other", "2024", Decimal(1), unit="人"),
    ]
    made = panel(SCHEME, UNITS, figures, ["2024"], with_verified=False)
    assert made.reported["staff"].to_list() == [None, None]


def test_a_scheme_that_looks_back_reads_earlier_years_only():
    known = ["2022", "2023", "2023Q4", "2024", "2025"]
    assert periods_read(SCHEME, ["2024"], known) == ["2022", "2023", "2024"]
    forward = SCHEME.model_copy(
        update={"measures": tuple(m for m in SCHEME.measures if m.previous_of is None)}
    )
    assert periods_read(forward, ["2024"], known) == ["2024"]


def test_a_platform_has_no_row_before_it_joined_the_system():
    late = UNITS[1]._replace(since=date(2024, 5, 1))
    gone = UNITS[0]._replace(until=date(2024, 6, 30))
    made = panel(SCHEME, [gone, late], [], ["2023", "2024"], with_verified=False)
    assert made.reported.select("period", "unit").rows() == [("2023", "P01"), ("2024", "P02")]
