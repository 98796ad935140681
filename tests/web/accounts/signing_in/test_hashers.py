"""Passwords hashed with SM3: the published vector of SM3, and passwords that move from one hash to the other."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from keqiao.web.accounts.signing_in.hashers import PBKDF2SM3PasswordHasher, sm3
from keqiao.web.site import environment


def test_sm3_of_the_standard():
    """GB/T 32905-2016, appendix A.1."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abc").hexdigest() == expected


def test_it_is_pbkdf2_by_its_definition():
    """RFC 8018: the exclusive or of repeated HMACs, here by hand."""
    block = hmac.new(b"secret", b"salt" + (1).to_bytes(4, "big"), "sm3").digest()
    total = int.from_bytes(block, "big")
    for _ in range(2):
        block = hmac.new(b"secret", block, "sm3").digest()
        total ^= int.from_bytes(block, "big")
    assert hashlib.pbkdf2_hmac("sm3", b"secret", b"salt", 3) == total.to_bytes(32, "big")
    encoded = PBKDF2SM3PasswordHasher().encode("secret", "salt", 3)
    assert encoded.startswith("pbkdf2_sm3$3$salt$")


def test_a_password_is_hashed_anew_when_it_is_used(settings, monkeypatch):
    monkeypatch.setattr(PBKDF2SM3PasswordHasher, "iterations", 10)
    monkeypatch.setenv("KEQIAO_PASSWORD_HASH", "sm3")
    old = make_password("secret", hasher="md5")
    settings.PASSWORD_HASHERS = [
        *environment.password_hashers(),
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    anew: list[str] = []
    assert check_password("secret", old, setter=anew.append)
    assert anew == ["secret"]
    assert identify_hasher(make_password("secret")).algorithm == "pbkdf2_sm3"


def test_a_word_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("KEQIAO_PASSWORD_HASH", "md5")
    with pytest.raises(environment.ConfigurationError, match="sha256 or sm3"):
        environment.password_hashers()
