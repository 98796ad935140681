"""The keys of the audit log, which lie outside the database (``audit.key`` in the data folder, or KEQIAO_AUDIT_KEY).

HMAC-SHA-256 (RFC 2104): whoever can write the database but does not hold the key can make no hash that holds. The
newest key signs; older ones, further down in the file, still verify what they signed. Each hash names its key.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

ROW_LENGTH = 32
"""Hexadecimal digits of a row's hash: 128 bits; RFC 2104, section 5, asks for 80 at least."""


def current() -> str:
    """The name of the key that signs now."""
    return name_of(settings.AUDIT_KEYS[0])


def known() -> dict[str, bytes]:
    """The keys by name."""
    return {name_of(key): key.encode() for key in settings.AUDIT_KEYS}


def name_of(key: str) -> str:
    """What names a key without giving it away."""
    return hashlib.sha256(f"keqiao audit key {key}".encode()).hexdigest()[:8]


def keyed_hash(name: str, text: str) -> str:
    """The keyed hash of a text as 64 hexadecimal digits. Raises KeyError where the key is not there."""
    # What a tampered database holds may be no text that UTF-8 knows: it gets a hash all the same, a wrong one.
    return hmac.digest(known()[name], text.encode("utf-8", "surrogatepass"), "sha256").hex()
