"""How passwords are hashed where national algorithms are asked for: PBKDF2 over HMAC-SM3 (GB/T 32905)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher


def sm3(data: bytes = b"") -> Any:
    """The hash SM3 of OpenSSL. Raises ValueError where OpenSSL was built without it."""
    return hashlib.new("sm3", data)


class PBKDF2SM3PasswordHasher(PBKDF2PasswordHasher):
    """As Django's, over SM3. Who signs in with a password that is hashed otherwise has it hashed anew."""

    algorithm = "pbkdf2_sm3"
    digest = staticmethod(sm3)
