"""Workbooks that are encrypted with the password that every Excel knows: Excel opens them without asking.

Excel encrypts a book whose structure is protected, or that is recommended as read-only, with ``VelvetSweatshop``
([MS-OFFCRYPTO] 2.1.4). msoffcrypto-tool (MIT) decrypts them.
"""

from __future__ import annotations

import io
from pathlib import Path

KNOWN_TO_EXCEL = "VelvetSweatshop"
MOST_ROUNDS = 1_000_000
"""Rounds of hashing that a file may ask for; Office writes 100 000."""


def unlocked(path: Path) -> io.BytesIO | None:
    """The .xlsx inside an encrypted file that opens without a password; None for one that asks for it."""
    import msoffcrypto

    try:
        with path.open("rb") as stream:
            file = msoffcrypto.OfficeFile(stream)
            if getattr(file, "info", None) and int(file.info.get("spinCount", 0)) > MOST_ROUNDS:
                return None
            file.load_key(password=KNOWN_TO_EXCEL, verify_password=True)
            plain = io.BytesIO()
            file.decrypt(plain)
    except Exception:  # the library raises what its parsers raise; all of it means: not without a password
        return None
    plain.seek(0)
    return plain if plain.getvalue().startswith(b"PK") else None
