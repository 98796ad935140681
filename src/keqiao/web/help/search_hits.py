"""Search in the documents: words and pairs of Chinese characters, in titles, headings and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from keqiao.web.help.documents import HelpDocument, Section, names, read

CHINESE = r"\u4e00-\u9fff"
TERMS = re.compile(rf"[{CHINESE}]+|[^\W{CHINESE}]+")
AT_MOST = 20
AROUND = 60
"""Characters of the excerpt before the first term, twice as many after it."""


@dataclass(frozen=True)
class Hit:
    """A section that answers: the document's name and title, the section, and a piece of its text around the words, in
    parts (text, whether it is one of the words).
    """

    document: HelpDocument
    section: Section
    excerpt: tuple[tuple[str, bool], ...]
    weight: int


def search(words: str, language: str) -> list[Hit]:
    """Return the sections that hold at least half of the terms of ``words``, the best first, at most twenty."""
    terms = terms_of(words)
    if not terms:
        return []
    hits = [
        hit
        for name in names(language)
        for document in [read(name, language)]
        for section in document.sections
        if (hit := _hit(document, section, terms))
    ]
    return sorted(hits, key=lambda hit: -hit.weight)[:AT_MOST]


def terms_of(words: str) -> list[str]:
    """Words in small letters; of a run of Chinese characters each pair, since it has no blanks."""
    terms: list[str] = []
    for word in TERMS.findall(words.casefold()):
        if re.match(f"[{CHINESE}]", word) and len(word) > 2:
            terms += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            terms.append(word)
    return list(dict.fromkeys(terms))


def _hit(document: HelpDocument, section: Section, terms: list[str]) -> Hit | None:
    """The section as a hit; a term counts most in the title, then in the heading, then in the text."""
    fields = (document.title.casefold(), section.heading.casefold(), section.text.casefold())
    weights = [max(4 * (term in fields[0]), 3 * (term in fields[1]), term in fields[2]) for term in terms]
    own = any(term in fields[1] or term in fields[2] for term in terms)
    if not own or 2 * sum(map(bool, weights)) < len(terms):
        return None
    return Hit(document, section, tuple(_excerpt(section.text, terms)), sum(weights))


def _excerpt(text: str, terms: list[str]) -> Iterator[tuple[str, bool]]:
    """A piece of the text around the first term, in parts."""
    pattern = re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))), re.IGNORECASE)
    first = pattern.search(text)
    begin = max(0, first.start() - AROUND) if first else 0
    piece = text[begin : (first.end() if first else 0) + 2 * AROUND]
    if begin:
        yield "…", False
    done = 0
    for match in pattern.finditer(piece):
        yield piece[done : match.start()], False
        yield match[0], True
        done = match.end()
    yield piece[done:], False
    if begin + len(piece) < len(text):
        yield "…", False


__all__ = ["Hit", "search", "terms_of"]
