"""The Chinese or the English name of a row, by the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    """Return the English text to an English reader where there is one, else the Chinese."""
    return en if en and not (get_language() or "zh").startswith("zh") else zh
