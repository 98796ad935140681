"""Marks between the parts of a text as the reader's language writes them: “a: b (c), d” or “a：b（c）、d”.

Texts that a sentence of the catalogue does not join are joined here, never by a mark written into code or a template.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def labelled(label: Any, text: Any) -> str:
    """A term and what it says: “Reason: late”."""
    return f"{label}{_(': ')}{text}"


def in_brackets(text: Any) -> str:
    """What follows a word in brackets, with the space that English wants; empty for an empty text."""
    return pgettext("brackets", " (%(text)s)") % {"text": text} if text not in (None, "") else ""


def bracketed(text: Any, note: Any) -> str:
    """A text with a note in brackets; without brackets where the note is empty."""
    return f"{text}{in_brackets(note)}"


def listed(parts: Iterable[Any], most: int | None = None) -> str:
    """Things of one kind, one after the other; with ``most`` the first ones, and that there are others."""
    words = [str(part) for part in parts]
    text = _(", ").join(words[:most])
    if most is None or len(words) <= most:
        return text
    return _("%(text)s and %(count)d more") % {"text": text, "count": len(words) - most}


def in_sequence(parts: Iterable[Any]) -> str:
    """Sentences or groups of words, one after the other."""
    return _("; ").join(str(part) for part in parts)


def clauses(*parts: Any) -> str:
    """Parts of one statement of different kinds, as who and when: “the bureau, 2024-05-13”; empty ones left out."""
    return pgettext("clauses", ", ").join(str(part) for part in parts if part not in (None, ""))
