"""The legal form of a unit: as stated, or by the first two characters of its credit code (GB 32100)."""

from __future__ import annotations

import re
from typing import Literal

from keqiao.language import message

LegalForm = Literal[
    "state_institute", "university", "private_non_enterprise", "state_enterprise", "enterprise", "other"
]
FORMS = {
    "state_institute": message("R&D institute set up by the state"),
    "university": message("university set up by the state"),
    "private_non_enterprise": message("private non-enterprise unit"),
    "state_enterprise": message("enterprise owned by the state"),
    "enterprise": message("enterprise"),
    "other": message("another legal form"),
}
BOUND: frozenset[LegalForm] = frozenset({"state_institute", "university"})
"""Art. 45 para. 2: their own rules and agreements may not stay below the law."""
STATE_OWNED: frozenset[LegalForm] = frozenset({"state_institute", "university", "state_enterprise"})
_PREFIXES: dict[str, tuple[LegalForm, ...]] = {
    "12": ("state_institute", "university"),
    "52": ("private_non_enterprise",),
    "91": ("enterprise", "state_enterprise"),
}
_CODE = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")


def is_credit_code(text: str) -> bool:
    """Whether a text has the form of a credit code: 18 characters without I, O, S, V and Z."""
    return _CODE.fullmatch(text) is not None


def forms_of(credit_code: str) -> tuple[LegalForm, ...]:
    """The forms that a credit code allows, the usual one first; empty where its first two characters say nothing."""
    return _PREFIXES.get(credit_code[:2], ())
