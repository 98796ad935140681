"""Reasons, findings, notes: what people write in words, checked in one way everywhere."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_WORDS = 1000
"""Characters of a reason or a note, where nothing else is said."""


def words_given(text: str, missing: str = "", most: int = MOST_WORDS, *, field: str = "") -> str:
    """Return a text without NUL (PostgreSQL keeps none) and without blanks around it.

    Raises ValidationError for ``field`` where there is none and ``missing`` demands one, or where it is longer than
    ``most`` characters.
    """
    words = text.replace("\0", "").strip()
    said = missing if not words else ""
    if len(words) > most:
        said = _("At most %(count)s characters.") % {"count": most}
    if said:
        raise ValidationError({field: said} if field else said)
    return words


def reason_given(text: str, most: int = MOST_WORDS, *, field: str = "reason") -> str:
    """Return a reason that must be given. Raises ValidationError for ``field`` where there is none, or too much."""
    return words_given(text, _("Say why."), most, field=field)
