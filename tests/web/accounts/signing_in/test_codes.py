"""One-time codes against the vectors of RFC 6238 and RFC 4226; recovery codes; sealing."""

import base64
import string
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keqiao.web.accounts.signing_in import codes

SECRET = base64.b32encode(b"12345678901234567890").decode()
"""The secret of both RFCs' vectors."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_vectors_of_rfc_6238(seconds, code):
    """Appendix B, SHA-1 column; six digits are the last six of the eight."""
    assert codes.code_at(SECRET, seconds // 30, digits=8) == code
    assert codes.code_at(SECRET, seconds // 30) == code[2:]
    assert codes.step_of(SECRET, code[2:], after=0, at=seconds) == seconds // 30


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(
            [
                "755224",
                "287082",
                "359152",
                "969429",
                "338314",
                "254676",
                "287922",
                "162583",
                "399871",
                "520489",
            ]
        )
    ),
)
def test_vectors_of_rfc_4226(counter, code):
    """Appendix D: the time step is the counter."""
    assert codes.code_at(SECRET, counter) == code


def test_a_clock_may_be_half_a_minute_off_but_not_more():
    now = 1_700_000_000
    step = now // 30
    for away, fits in [(-2, False), (-1, True), (0, True), (1, True), (2, False)]:
        found = codes.step_of(SECRET, codes.code_at(SECRET, step + away), after=0, at=now)
        assert found == (step + away if fits else None)


def test_a_code_opens_once():
    now = 1_700_000_000
    code = codes.code_at(SECRET, now // 30)
    assert codes.step_of(SECRET, code, after=now // 30, at=now) is None


@pytest.mark.parametrize("typed", ["287 082", " 287082\n", "２８７０８２", "287-082"])
def test_codes_may_be_typed_as_people_do(typed):
    assert codes.step_of(SECRET, typed, after=0, at=59) == 1


@given(st.text(max_size=200))
def test_whatever_is_typed_is_answered(typed):
    found = codes.step_of(SECRET, typed, after=0, at=59)
    assert found is None or codes.normal(typed) in {codes.code_at(SECRET, step) for step in (0, 1, 2)}


def test_secrets_are_fresh_and_as_long_as_the_rfc_wants():
    secrets = {codes.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b32decode(secret)) == 20 for secret in secrets)


def test_the_address_says_who_and_where():
    parts = urlsplit(codes.address_for_authenticator(SECRET, "王 & 李", "科桥"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/科桥:王 & 李")
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["科桥"]}


def test_the_picture_is_an_image_without_script():
    head, _, body = codes.picture("otpauth://totp/x?secret=A").partition(",")
    assert head == "data:image/svg+xml;base64"
    drawing = base64.b64decode(body)
    assert drawing.startswith(b"<svg")
    assert b"script" not in drawing


def test_recovery_codes_are_long_different_and_easy_to_read():
    made = codes.new_recovery_codes() + codes.new_recovery_codes()
    assert len(set(made)) == len(made) == 20
    allowed = set(string.ascii_lowercase + string.digits) - set("l1o0i")
    assert all(len(code) == 19 and set(code.replace("-", "")) <= allowed for code in made)
    assert codes.recovery_digest(made[0]) == codes.recovery_digest(f" {made[0].upper().replace('-', ' ')}")


def test_sealed_secrets_are_opened_with_the_key_of_the_installation_only(settings):
    sealed = codes.sealed(SECRET)
    assert SECRET not in sealed
    assert codes.unsealed(sealed) == SECRET
    former = settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    assert codes.unsealed(sealed) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert codes.unsealed(sealed) == SECRET
    assert codes.unsealed("junk") is None


def test_a_secret_that_is_no_base32_is_named():
    with pytest.raises(ValueError, match="base32"):
        codes.code_at("1!", 1)
