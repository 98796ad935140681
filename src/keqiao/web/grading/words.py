"""How long what people write about a grading may be, and texts that must be given."""

from __future__ import annotations

from django.utils.translation import gettext as _

from keqiao.web.procedures.words import MOST_WORDS, words_given

MOST_TEXT = 4000
"""Characters of an objection, of findings, of an answer."""
MOST_MINUTES = 8000
"""Characters of the minutes of a consultation."""


def in_words(field: str, text: str, most: int = MOST_WORDS) -> str:
    """Return a text that must be given. Raises ValidationError for ``field`` when there is none, or too much."""
    return words_given(text, _("Say it in words."), most, field=field)
