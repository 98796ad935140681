"""A text → the terms it is found by: words as a dictionary cuts them, and pairs of neighbouring Chinese characters.

Words find what is meant; pairs find what no dictionary knows (materials, abbreviations, names). A word of two
characters is a pair too and so counts twice, which is right: it is one by both. English words are stemmed (Porter,
Snowball's second English stemmer, as tantivy brings it). Nothing here changes the length of a text, so that places
found in it hold in what the writer wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba
import tantivy

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[a-z0-9]+(?:[.\-+/][a-z0-9]+)*")
_PART = re.compile(r"[a-z0-9]+")
MOST = 20_000
"""Characters of a text that are read; what is longer is no description."""


def normalised(text: str) -> str:
    """The text in one form of letters (half width, small), as long as it was: each character by itself."""
    return "".join(map(_letter, text[:MOST]))


@lru_cache(maxsize=65_536)
def _letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter).lower()
    return plain if len(plain) == 1 else letter


@dataclass(frozen=True)
class Word:
    """A word of a text: the term it is found by, and where it stands in the text."""

    term: str
    start: int
    end: int


class Analyzer:
    """Cuts texts into terms; ``compounds`` are words of the field that the dictionary does not have."""

    def __init__(self, compounds: Iterable[str] = ()) -> None:
        self._dictionary = rjieba.Jieba()
        for compound in compounds:
            plain = normalised(compound)
            if _HAN_RUN.fullmatch(plain):
                self._dictionary.add_word(plain, None, None)

    def words(self, text: str) -> Iterator[Word]:
        """The words of a normalised text as a dictionary of search cuts them (a compound also gives its parts).

        Chinese words of two characters and more, and Latin words and codes, stemmed. Bare numbers below 100 are left
        out: they are figures of something, not its name.
        """
        for run in _HAN_RUN.finditer(text):
            for word, start, end in self._dictionary.tokenize(run[0], "search"):
                if end - start > 1:
                    yield Word(word, run.start() + start, run.start() + end)
        for code in _LATIN.finditer(text):
            yield from _code(code[0], code.start())

    def terms(self, text: str) -> list[str]:
        """All terms of a text as it was written: its words and pairs, as often as they stand in it."""
        plain = normalised(text)
        terms = [word.term for word in self.words(plain)]
        return terms + [term for term in terms if term.isascii()] + list(pairs(plain))


@lru_cache(maxsize=8)
def analyzer_of(compounds: tuple[str, ...]) -> Analyzer:
    """The analyzer with these words of the field; made once, as it reads a whole dictionary."""
    return Analyzer(compounds)


def _code(code: str, start: int) -> Iterator[Word]:
    """A Latin word; of a compound (``li-ion``, ``5g/6g``) also its parts, of a figure (``420wh``) also the unit."""
    parts = [part.span() for part in _PART.finditer(code)]
    places = [(0, len(code)), *parts]
    for first, last in parts:
        unit = code[first:last].lstrip("0123456789")
        if unit.isalpha():
            places.append((last - len(unit), last))
    for first, last in dict.fromkeys(places):
        word = code[first:last]
        if len(word) > 1 and not (word.isdigit() and len(word) < 3):
            yield Word(_stem(word), start + first, start + last)


def pairs(text: str) -> Iterator[str]:
    """The pairs of neighbouring Chinese characters of a normalised text; a character that stands alone is one too."""
    for run in _HAN_RUN.findall(text):
        if len(run) == 1:
            yield run
        for at in range(len(run) - 1):
            yield run[at : at + 2]


@lru_cache(maxsize=1)
def _stemmer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stemmer("english")).build()


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if not word.isalpha():
        return word
    return str(_stemmer().analyze(word)[0])
