"""Digits of other scripts and numbers of sixty digits are read as what they are."""

from decimal import Decimal

import pytest

from keqiao.engine.phrases import read
from keqiao.engine.phrases.numerals import narrow, numeral


@pytest.mark.parametrize("digits", ["1234", "１２３４", "١٢٣٤", "᱑᱒᱓᱔", "߁߂߃߄"])
def test_digits_of_any_script_are_digits(digits):
    assert narrow(digits) == "1234"
    assert [figure.value for figure in read(f"引进博士{digits}人。").figures] == [Decimal(1234)]


def test_a_number_of_sixty_digits_is_a_number():
    written = numeral("9" * 59 + "0")
    assert (written.value, written.nonzero_place) == (Decimal("9" * 59 + "0"), Decimal(10))
