"""One-time passwords: made by the system, told once, changed by the user at the first sign-in."""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

from keqiao.web.accounts.models import User

LOWER = "abcdefghjkmnpqrstuvwxyz"
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "23456789"
"""Letters and figures that nobody mistakes for one another on paper: no l, I, O, i, o, 0, 1."""
GROUPS, LENGTH = 4, 5
QUICK_ROUNDS = 20_000
"""Rounds of PBKDF2 for a password of 117 random bits: a password this long cannot be guessed, so many rounds protect
nothing, and an import of 500 users shall not take minutes. The user's own password gets all rounds."""


def one_time_password() -> str:
    """Four groups of five characters, such as ``hK7pm-…``; small and large letters and figures in it for certain."""
    alphabet = LOWER + UPPER + DIGITS
    while True:
        word = "".join(secrets.choice(alphabet) for _ in range(GROUPS * LENGTH))
        if all(set(word) & set(kind) for kind in (LOWER, UPPER, DIGITS)):
            return "-".join(word[start : start + LENGTH] for start in range(0, len(word), LENGTH))


def give_one_time_password(user: User) -> str:
    """Set a fresh one-time password on ``user`` (not saved) and return it; the user must change it."""
    word = one_time_password()
    hasher = get_hasher("default")
    if type(hasher) is PBKDF2PasswordHasher:
        user.password = hasher.encode(word, hasher.salt(), iterations=QUICK_ROUNDS)
    else:
        user.password = make_password(word)
    user.must_change_password = True
    user.password_changed_at = None
    return word
