"""How Excel shows a number: percentages, scales, literals, sections, hidden numbers (ECMA-376 part 1, 18.8.31)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.workbooks.grid import HiddenCell, PercentCell, ScaledCell
from keqiao.engine.workbooks.number_formats import LONGEST_FORMAT, FormatError, read_format

WAN = ScaledCell(12_005_000.0, "1200.5万", 1e-4, "万")


@pytest.mark.parametrize(
    ("code", "value", "mark"),
    [
        # Percentages, and signs of per cent that are text.
        ("0%", 0.12, PercentCell(0.12)),
        ("0.00%", 1.55, PercentCell(1.55)),
        ("[Red]0.0%;[Blue]-0.0%", -0.123, PercentCell(-0.123)),
        ('_ * 0.0%_ ;_ * -0.0%_ ;_ * "-"??_ ', 0.5, PercentCell(0.5)),
        ("%0", 0.5, PercentCell(0.5)),
        ('0.0"%"', 12.0, ScaledCell(12.0, "12.0%", 1.0, "%")),
        ("0\\%", 12.0, ScaledCell(12.0, "12%", 1.0, "%")),
        ("0!%", 12.0, ScaledCell(12.0, "12%", 1.0, "%")),
        ("0%%", 0.5, ScaledCell(0.5, "5000%%", 1e4, "%%")),
        ("0*%", 5.0, 5.0),
        ("0_%", 5.0, 5.0),
        ("0‰", 12.0, ScaledCell(12.0, "12‰", 1.0, "‰")),
        # Scales.
        ('0!.0,"万"', 12_005_000.0, WAN),
        ('0\\.0,"万"', 12_005_000.0, WAN),
        ('0"."0,"万"', 12_005_000.0, WAN),
        ("0!.0,万", 12_005_000.0, WAN),
        ("0!.0,", 12_005_000.0, ScaledCell(12_005_000.0, "1200.5", 1e-4, "")),
        ('0!.0000"万"', 12_005_000.0, ScaledCell(12_005_000.0, "1200.5000万", 1e-4, "万")),
        ("#,##0,", 12_005_000.0, ScaledCell(12_005_000.0, "12,005", 1e-3, "")),
        ("#,##0.00,,", 12_005_000.0, ScaledCell(12_005_000.0, "12.01", 1e-6, "")),
        ("0.0,", 1_250.0, ScaledCell(1_250.0, "1.3", 1e-3, "")),
        ('0!.00,,"亿"', 120_050_000.0, ScaledCell(120_050_000.0, "1.20亿", 1e-8, "亿")),
        ('0"0000"', 12.0, ScaledCell(12.0, "120000", 1e4, "")),
        ('#,##0",000"', 12.0, ScaledCell(12.0, "12,000", 1e3, "")),
        # Conditions and sections by sign.
        ('[>=10000]0!.0,"万";0', 12_005_000.0, WAN),
        ('[>=10000]0!.0,"万";0', 500.0, 500.0),
        ('[<10000]0;0!.0,"万"', 12_005_000.0, WAN),
        ('[<1]0%;[<100]0;0!.0,"万"', 0.5, PercentCell(0.5)),
        ('[<1]0%;[<100]0;0!.0,"万"', 5.0, 5.0),
        ('[<1]0%;[<100]0;0!.0,"万"', 12_005_000.0, WAN),
        ('0;-0!.0,"万"', -12_005_000.0, ScaledCell(-12_005_000.0, "-1200.5万", 1e-4, "万")),
        ("(#,##0);(#,##0)", -1200.0, -1200.0),
        # Units and literals behind the digits.
        ('#,##0.00"元"', 12345.6, ScaledCell(12345.6, "12,345.60元", 1.0, "元")),
        ("#,##0 [$万元-804]", 12.0, ScaledCell(12.0, "12 万元", 1.0, "万元")),
        ('General"万元"', 12.5, ScaledCell(12.5, "12.5万元", 1.0, "万元")),
        ('G/通用格式"人"', 12.0, ScaledCell(12.0, "12人", 1.0, "人")),
        ('0"年"', 2024.0, ScaledCell(2024.0, "2024年", 1.0, "年")),
        ("0000", 12.0, ScaledCell(12.0, "0012", 1.0, "")),
        ('"KJ"0000', 12.0, ScaledCell(12.0, "KJ0012", 1.0, "")),
        # As stored.
        ("General", 12.0, 12.0),
        ("", 12.0, 12.0),
        ("@", 12.0, 12.0),
        ("#,##0.00_);[Red](#,##0.00)", 12.0, 12.0),
        ("[$¥-804]#,##0.00", 1200.0, 1200.0),
        ("¥#,##0", 1200.0, 1200.0),
        ("[$US$-409]#,##0", 1200.0, ScaledCell(1200.0, "US$1,200", 1.0, "US$")),
        ('"€" 0.0', 12.0, ScaledCell(12.0, "€ 12.0", 1.0, "€")),
        ("$#,##0_);($#,##0)", -1200.0, ScaledCell(-1200.0, "($1,200)", 1.0, "$")),
        ("0.00E+00", 12345.0, 12345.0),
        ("# ?/?", 1.5, 1.5),
        ('yyyy"年"m"月"', 45000.0, 45000.0),
        ("[$-804]aaaa", 5.0, 5.0),
        ("[h]:mm", 1.5, 1.5),
        # Hidden.
        (";;;", 3.0, HiddenCell(3.0)),
        ("0;-0;", 0.0, HiddenCell(0.0)),
        ("#,###", 0.0, HiddenCell(0.0)),
        ('[=1]"是";[=0]"否";0', 1.0, HiddenCell(1.0, "是")),
        ('0;-0;"无"', 0.0, HiddenCell(0.0, "无")),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0.0, 0.0),
    ],
)
def test_what_a_reader_sees(code, value, mark):
    assert read_format(code).mark(value) == mark


def test_a_format_longer_than_excel_takes_is_refused():
    assert read_format("0" * LONGEST_FORMAT).mark(1.0)
    with pytest.raises(FormatError):
        read_format("0" * (LONGEST_FORMAT + 1))


@given(
    st.text('0#?.,%;!\\"_*[]$-万元@ EeGyd/+>=<1', max_size=40),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_format_is_read(code, value):
    """Nothing breaks, and what is plain is plain for every number."""
    found = read_format(code)
    mark = found.mark(value)
    if found.is_plain:
        assert mark == value
    assert isinstance(mark, float) or mark.value == value


@given(st.integers(1, 10**9), st.integers(0, 3), st.integers(0, 3))
def test_what_is_seen_is_the_stored_number_times_the_factor(number, places, commas):
    """The text, read as a reader reads it, and value × factor differ by the rounding of the last place only."""
    code = "0" + ("." + "0" * places if places else "") + "," * commas
    mark = read_format(code).mark(float(number))
    if commas:
        assert mark.factor == pytest.approx(1000.0**-commas)
        assert abs(float(mark.text) - number * mark.factor) <= 0.5001 * 10**-places
    else:
        assert mark == number
