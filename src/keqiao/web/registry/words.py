"""What the search finds a text by: its letters, and the initials of the pinyin of its Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache


def searchable(texts: Iterable[str]) -> str:
    """Return the texts in small letters, each Chinese one followed by its pinyin initials (``储能院`` → ``cny``)."""
    found: list[str] = []
    for text in texts:
        plain = " ".join(text.split()).lower()
        if plain:
            found.append(plain)
            if any("\u4e00" <= letter <= "\u9fff" for letter in plain):
                found.append(initials(plain))
    return "\n".join(dict.fromkeys(found))


@lru_cache(maxsize=65_536)
def initials(text: str) -> str:
    """Return the first letters of the syllables, other characters as they are, blanks left out."""
    from pypinyin import Style, lazy_pinyin  # its tables take a quarter of a second, which only writing needs

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).replace(" ", "")
