"""Vectors: GB 32100-2015 examples and worked patent numbers of the domain conventions (§6)."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.registry.identifiers import (
    check_legal_form,
    clean_patent_number,
    clean_usci,
    patent_check_digit,
    validate_orcid,
)
from keqiao.web.registry.models import Organisation


@pytest.mark.parametrize(
    "code", ["91350100M000100Y43", "123204810000000191", "52320481000000019W", "91320481000000019U"]
)
def test_published_and_synthetic_codes_are_valid(code):
    assert clean_usci(code.lower()) == code


@pytest.mark.parametrize(
    "code", ["91350100M000100Y4Z", "91350100M000100Y44", "9135", "", "91350100M0O0100Y43"]
)
def test_wrong_codes_are_refused(code):
    with pytest.raises(ValidationError):
        clean_usci(code)


@pytest.mark.parametrize(
    ("digits", "check"), [("201710601862", "3"), ("95115608", "X")]
)  # 95115608: 186 mod 11 = 10
def test_patent_check_digits(digits, check):
    assert patent_check_digit(digits) == check
    assert clean_patent_number(f"ZL {digits}.{check}") == f"{digits}.{check}"


@pytest.mark.parametrize(
    "number", ["201710601862.4", "2017106018623X", "201770601862.3", "", "２０１７１０６０１８６２.3"]
)
def test_wrong_patent_numbers_are_refused(number):
    with pytest.raises(ValidationError):
        clean_patent_number(number)


@given(st.from_regex(r"20[0-2][0-9][123][0-9]{7}", fullmatch=True), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_never_passes(digits, place, shift):
    good = clean_patent_number(digits + patent_check_digit(digits))
    if place == 4:
        return
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    with pytest.raises(ValidationError):
        clean_patent_number(wrong)


@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "0000-0002-1694-233X"])
def test_orcid(text):
    validate_orcid(text)
    with pytest.raises(ValidationError):
        validate_orcid(text[:-1] + "5")


def test_legal_form_agrees_with_the_code():
    check_legal_form("123204810000000191", "public_institution")
    with pytest.raises(ValidationError):
        check_legal_form("123204810000000191", "company")
    organisation = Organisation(name="单位", usci="52320481000000019W", legal_form="company")
    with pytest.raises(ValidationError) as error:
        organisation.clean()
    assert "legal_form" in error.value.message_dict
