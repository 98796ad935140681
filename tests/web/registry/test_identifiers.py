"""Vectors: examples of the standards and worked codes of the domain conventions (§6), the wrong ones too."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from keqiao.web.registry import models as m
from keqiao.web.registry.identifiers import (
    LEGAL_FORM_PREFIXES,
    check_legal_form,
    clean_organisation_code,
    clean_patent_number,
    clean_usci,
    filing_year,
    organisation_check,
    patent_check_digit,
    patent_kind,
    validate_division,
    validate_industry,
    validate_ipc,
    validate_orcid,
)
from keqiao.web.registry.importing.lookup import Finder
from keqiao.web.registry.models import Organisation

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def refused(validator, text):
    """Return what the validator says against a text."""
    with pytest.raises(ValidationError) as error:
        validator(text)
    return " ".join(error.value.messages)


@pytest.mark.parametrize(
    "code",
    [
        "91350100M000100Y43",  # the example of GB 32100-2015
        "91110000600037341L",  # the example of python-stdnum
        "123204810000000191",
        "52320481000000019W",
        "91320481000000019U",
    ],
)
def test_published_and_synthetic_codes_are_valid(code):
    assert clean_usci(code.lower()) == code
    assert clean_usci(f" {code[:8]} {code[8:]}\u3000") == code


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("91350100M000100Y4Z", "Z"),  # outside the character set: the failing example of the sources
        ("91350100M0O0100Y43", "O"),
        ("91350100M000100Y44", "91350100M000100Y44"),
        ("9135", "4"),
        ("", "0"),
        ("91350100M000100Y433", "19"),
        ("9135A100M000100Y43", "35A100"),
    ],
)
def test_wrong_codes_are_refused_with_the_fault(code, fault):
    assert fault in refused(clean_usci, code)


def test_the_check_character_of_a_sum_that_divides_is_zero():
    # (31 − Σ mod 31) mod 31: without the outer modulus there would be no character for a sum of 0.
    body = next(text for n in range(10**4) if uscc.calc_check_digit(text := f"91320481{n:09d}") == "0")
    assert clean_usci(f"{body}0") == f"{body}0"


@pytest.mark.parametrize("authority", ["Y1", "N2", "A1", "31", "81"])
def test_authorities_with_letters_and_other_classes_have_codes_too(authority):
    """GB 32100-2015: Y is "other", N the rural collectives; python-stdnum takes digits only there."""
    body = f"{authority}320481000000019"
    code = body + uscc.calc_check_digit(body)
    assert clean_usci(code) == code
    check_legal_form(code, "other")
    for form in LEGAL_FORM_PREFIXES:
        with pytest.raises(ValidationError):
            check_legal_form(code, form)


@given(st.text(ALPHABET, min_size=9, max_size=9), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_of_a_code_never_passes(text, place, other):
    body = f"91320481{text}"
    good = body + uscc.calc_check_digit(body)
    assert clean_usci(good) == good
    if good[place] != other:
        refused(clean_usci, good[:place] + other + good[place + 1 :])


def test_organisation_codes_of_the_standard():
    assert organisation_check("M000100Y") == "4"
    # What stands in the codes of the conventions at 9 to 17 is an organisation code with its own check character.
    for code in ("91350100M000100Y43", "123204810000000191", "52320481000000019W", "91320481000000019U"):
        assert clean_organisation_code(f"{code[8:16]}-{code[16]}") == code[8:17]
    for wrong in ("M000100Y5", "M000100Y", "", "M000100Y-44", "机构代码000"):
        refused(clean_organisation_code, wrong)
    # 11 − Σ mod 11: 10 is X, 11 is 0.
    assert {organisation_check(f"{n:08d}") for n in range(40)} == set("0123456789X")


def test_a_file_may_name_a_firm_by_its_organisation_code(officer):
    body = m.Organisation.objects.create(name="示范企业", usci="91350100M000100Y43", legal_form="company")
    firm = m.Firm.objects.create(organisation=body)
    finder = Finder(officer)
    for text in ("M000100Y-4", "m000100y4", "91350100M000100Y43", "示范企业"):
        assert finder.find(m.Organisation, text) == body.pk
        assert finder.find(m.Firm, text) == firm.pk
    refused(lambda text: finder.find(m.Firm, text), "M000100Y-5")
    assert finder.label(m.Firm, firm.pk) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("digits", "check"), [("201710601862", "3"), ("95115608", "X")]
)  # 95115608: 186 mod 11 = 10; one page prints 16, which is wrong
def test_patent_check_digits(digits, check):
    assert patent_check_digit(digits) == check
    for written in (f"ZL {digits}.{check}", f"zl{digits}{check.lower()}", f"CN{digits}．{check}"):
        assert clean_patent_number(written) == f"{digits}.{check}"


@pytest.mark.parametrize(
    "number",
    [
        "201710601862.4",
        "2017106018623X",
        "201710601862",
        "201770601862.3",
        "",
        "95115608.6",
        "9511560816",
        "95115608",
        "ZL",
    ],
)
def test_wrong_patent_numbers_are_refused(number):
    refused(clean_patent_number, number)


def test_the_number_names_kind_and_year():
    for digits, kind, year in (
        ("201710601862", "invention", 2017),
        ("201720000001", "utility", 2017),
        ("201730000001", "design", 2017),
        ("201780000001", "invention", 2017),  # through the PCT
        ("201790000001", "utility", 2017),
        ("95115608", "invention", 1995),
        ("99200001", "utility", 1999),
        ("02300001", "design", 2002),
    ):
        number = clean_patent_number(digits + patent_check_digit(digits))
        assert (patent_kind(number), filing_year(number)) == (kind, year)
        m.Patent(application_no=number, kind=kind).clean()
        other = "design" if kind == "invention" else "invention"
        with pytest.raises(ValidationError) as error:
            m.Patent(application_no=number, kind=other).clean()
        assert "kind" in error.value.message_dict


@pytest.mark.parametrize(
    "digits",
    [
        "200210000001",
        f"{timezone.localdate().year + 1}10000001",
        "04100001",
        "84100001",
        "95415608",
        "201740000001",
    ],
)
def test_numbers_of_years_and_kinds_that_had_none_are_refused(digits):
    refused(clean_patent_number, digits + patent_check_digit(digits))


@given(
    st.from_regex(r"20(0[4-9]|1[0-9]|2[0-5])[123][0-9]{7}", fullmatch=True),
    st.integers(0, 11),
    st.integers(1, 9),
)
def test_one_wrong_digit_never_passes(digits, place, shift):
    good = clean_patent_number(digits + patent_check_digit(digits))
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    with pytest.raises(ValidationError):
        clean_patent_number(wrong)


@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "0000-0002-1694-233X"])
def test_orcid(text):
    validate_orcid(text)
    for wrong in (text[:-1] + "5", text.replace("-", ""), text.lower() + " ", f"https://orcid.org/{text}"):
        refused(validate_orcid, wrong)


@pytest.mark.parametrize("text", ["320481", "320400", "320481100", "320481100001", "990101"])
def test_divisions(text):
    """GB/T 2260, GB/T 10114; 99 is the invented province of the demonstration."""
    validate_division(text)
    for wrong in (text[:-1], f"{text}0", f"{text[:-1]}A", f" {text}", "３２０４８１"):
        refused(validate_division, wrong)


@pytest.mark.parametrize(
    "text",
    [
        "C3841",
        "C3842",
        "C3849",
        "3841",
        "C384",
        "C38",
        "38",
        "C",
        "M7320",
        "M7530",
        "M7540",
        "T9700",
        "B1200",
        "A0111",
    ],
)
def test_industries_of_the_standard(text):
    assert validate_industry(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "U",
        "C4400",
        "A3841",
        "M3841",
        "c3841",
        "C3801",
        "C38411",
        "00",
        "98",
        "C384X",
        "动力电池",
        "C 3841",
        "３８",
    ],
)
def test_no_industries(text):
    refused(validate_industry, text)


def test_every_division_of_industries_belongs_to_one_section():
    """GB/T 4754-2017: 20 sections A to T, 97 divisions."""

    def fits(code):
        try:
            validate_industry(code)
        except ValidationError:
            return False
        return True

    for division in range(100):
        sections = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if fits(f"{letter}{division:02d}")]
        assert len(sections) == (1 if 1 <= division <= 97 else 0)
        assert fits(f"{division:02d}") == bool(sections)


@pytest.mark.parametrize(
    "text", ["H01M 10/0525", "H01M10/0525", "H01M", "G06N 3/08", "B64C 39/02", "B99Z 99/00", "A61K 31/00"]
)
def test_ipc_symbols(text):
    assert validate_ipc(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "I01M 10/0525",
        "H1M 10/0525",
        "H01M 10",
        "H01M 10/5",
        "H01M  10/0525",
        "H00M 1/00",
        "H01M 0/00",
        "锂电池",
        "",
    ],
)
def test_no_ipc_symbols(text):
    refused(validate_ipc, text)


def test_legal_form_agrees_with_the_code():
    check_legal_form("123204810000000191", "public_institution")
    with pytest.raises(ValidationError):
        check_legal_form("123204810000000191", "company")
    organisation = Organisation(name="单位", usci="52320481000000019W", legal_form="company")
    with pytest.raises(ValidationError) as error:
        organisation.clean()
    assert "legal_form" in error.value.message_dict
