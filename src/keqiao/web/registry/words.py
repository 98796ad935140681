"""What is made of a text beside it: what the search finds it by, its place among names, what spellings have in common.

All three are stored with the row, so that both databases search, order and compare in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from keqiao.engine.figures import same_text, visible

MOST_READINGS = 16
"""So many initials are kept where characters have several readings; one character at a time is read otherwise."""
LONGEST_ORDER = 400
_SUFFIX = re.compile(r"(股份有限公司|有限责任公司|有限公司|总公司|公司)$")
_SIGNS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Return a text as the search compares it: narrow, visible, in small letters, with single blanks."""
    return " ".join(visible(unicodedata.normalize("NFKC", text)).split()).lower()


def searchable(texts: Iterable[str]) -> str:
    """Return the texts in small letters, each Chinese one followed by its pinyin initials (``储能院`` → ``cny``).

    A character that is read in several ways gives initials for each (``长荡湖`` → ``cdh`` and ``zdh``).
    """
    words: list[str] = []
    for text in texts:
        line = plain(text)
        if line:
            words.append(line)
            if _is_chinese(line):
                words.extend(readings(line))
    return "\n".join(dict.fromkeys(words))


def initials(text: str) -> str:
    """Return the first letters of the syllables as they are mostly read, letters and digits as they are."""
    return readings(plain(text))[0]


@lru_cache(maxsize=65_536)
def readings(text: str) -> tuple[str, ...]:
    """Return the initials of a text, the usual reading first; signs and blanks are left out."""
    from pypinyin import Style, lazy_pinyin, pinyin  # its tables take a quarter of a second

    bare = _SIGNS.sub("", text)
    usual = "".join(lazy_pinyin(bare, style=Style.FIRST_LETTER))
    every = pinyin(bare, style=Style.FIRST_LETTER, heteronym=True)
    others = (
        usual[:place] + letter + usual[place + 1 :]
        for place, letters in enumerate(every if len(every) == len(usual) else ())
        for letter in letters
    )
    return tuple(dict.fromkeys(islice((usual, *others), MOST_READINGS * 4)))[:MOST_READINGS]


@lru_cache(maxsize=65_536)
def pinyin_order(text: str) -> str:
    """Return the key by which Chinese names stand in the order of pinyin: syllables with their tones.

    Only small letters and digits: no collation of a database puts these in another order. What is neither Chinese nor
    letter nor digit is left out.
    """
    from pypinyin import Style, lazy_pinyin

    bare = _SIGNS.sub("", plain(text))
    said = "".join(lazy_pinyin(bare, style=Style.TONE3, neutral_tone_with_five=True))
    return "".join(letter for letter in said if letter.isascii() and letter.isalnum())[:LONGEST_ORDER]


def name_key(text: str) -> str:
    """Return what two spellings of an organisation's name have in common.

    Width, case, blanks, brackets, signs and unseen characters do not count, nor does the form of a company:
    ``示范（溧阳）科技有限公司`` and ``示范(溧阳)科技有限责任公司`` are one.
    """
    bare = _SIGNS.sub("", same_text(text))
    stem = _SUFFIX.sub("", bare)
    return f"{stem}公司" if stem and stem != bare else bare


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
