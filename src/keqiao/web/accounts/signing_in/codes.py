"""One-time codes: those of an authenticator (RFC 6238, computed by ``cryptography``) and recovery codes.

Nothing here touches the database.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
import unicodedata

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1
"""How many time steps a clock may be off, either way (RFC 6238 §5.2 allows for the delay of typing)."""
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another when copied by hand."""


def new_secret() -> str:
    """A fresh secret of 160 bits (RFC 4226 §4 R6) in base32, as authenticators take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a time step (seconds since 1970 // 30). Raises ValueError when the secret is no base32."""
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    try:
        key = base64.b32decode(secret)
    except binascii.Error as error:
        raise ValueError("the secret of an authenticator is written in base32") from error
    # Authenticators know SHA-1 only; in an HMAC it is sound (RFC 6238 §1.2).
    totp = TOTP(key, digits, SHA1(), STEP_SECONDS, enforce_key_length=False)  # noqa: S303
    return totp.generate(step * STEP_SECONDS).decode("ascii")


def step_of(secret: str, code: str, after: int, at: float | None = None) -> int | None:
    """The time step that ``code`` belongs to, if it is valid now and later than ``after``; else None.

    The caller keeps the step and hands it in as ``after`` the next time, so that a code opens once (RFC 6238 §5.2).
    """
    typed = normal(code)
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    now = int(time.time() if at is None else at) // STEP_SECONDS
    matched = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        # All are compared, so that the time it takes tells nothing.
        if constant_time_compare(code_at(secret, step), typed) and step > after:
            matched = step
    return matched


def normal(code: str) -> str:
    """A code as typed or pasted: full-width digits, blanks and hyphens do not matter, nor does case."""
    return "".join(unicodedata.normalize("NFKC", code[:100]).split()).replace("-", "").lower()


def address_for_authenticator(secret: str, account: str, issuer: str) -> str:
    """The ``otpauth://`` address that a QR code carries."""
    from urllib.parse import quote, urlencode

    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{query}"


def picture(text: str) -> str:
    """A QR code as a ``data:`` address of an SVG image, for an ``img`` element."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    drawing: bytes = qrcode.make(text, image_factory=SvgPathImage, box_size=12).to_string()
    return "data:image/svg+xml;base64," + base64.b64encode(drawing).decode("ascii")


def new_recovery_codes() -> list[str]:
    """Ten codes of 16 characters (79 bits each), in groups of four."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code: SHA-256. The codes are random and long, so nothing slower is needed."""
    return hashlib.sha256(normal(code).encode()).hexdigest()


def sealed(secret: str) -> str:
    """A secret encrypted and authenticated (Fernet: AES-128-CBC, HMAC-SHA-256) with the installation's key."""
    return _safe().encrypt(secret.encode("ascii")).decode("ascii")


def unsealed(text: str) -> str | None:
    """The secret again; None when it was sealed with another installation's key."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_safe().decrypt(text.encode("ascii")).decode("ascii"))
    except InvalidToken:
        return None


def _safe():  # type: ignore[no-untyped-def] # (the class is imported only where a factor is used)
    """The cipher with the present SECRET_KEY first and former ones (SECRET_KEY_FALLBACKS) after it."""
    from cryptography.fernet import Fernet, MultiFernet

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [salted_hmac("keqiao.factor", "seal", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
