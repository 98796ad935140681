"""What is written is read back, whatever the number; nothing breaks on any text."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keqiao.engine.phrases import read
from keqiao.engine.phrases.numerals import chinese

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number up to 9 999 as it is spoken."""
    said, gap = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + word
        gap = not digit
    return said


@given(st.integers(1, 9_999))
def test_a_chinese_numeral_means_its_number(number: int) -> None:
    assert chinese(in_chinese(number)).value == number


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99_999), places=4),
    st.integers(0, 2),
    st.booleans(),
)
def test_a_printed_amount_holds_for_what_it_was_printed_from(
    amount: Decimal, decimals: int, grouped: bool
) -> None:
    printed = f"{amount:{',' if grouped else ''}.{decimals}f}"
    (figure,) = read(f"全年实现营业收入{printed}万元，完成任务").figures
    assert figure.kind == "money"
    # Half a unit is rounded to even when it is printed and half-up by the convention: the very edge belongs to either.
    reach = Decimal(10_000) * amount
    assert figure.interval.low is not None
    assert figure.interval.high is not None
    assert figure.interval.low <= reach <= figure.interval.high


@given(
    st.text(
        alphabet="0123456789一二三十百千万亿两近约超余多家元%成半年月日第前其中共、，。（）—-.: 增长下降由到占",
        max_size=60,
    )
)
def test_any_text_is_read(text: str) -> None:
    reading = read(text)
    ends = 0
    for figure in reading.figures:
        assert figure.start >= ends
        assert reading.text[figure.start : figure.end] == figure.span
        ends = figure.end
        held = figure.interval
        assert held.low is None or held.high is None or held.low <= held.high
    for check in reading.checks:
        numbers = [*check.of, *(at for at in (check.over, check.equals, check.rate) if at is not None)]
        assert all(0 <= at < len(reading.figures) for at in numbers)
