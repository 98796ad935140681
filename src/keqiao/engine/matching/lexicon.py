"""The dictionary of a field, as data that its users edit: names of one thing, compounds, and words of mere asking.

Synonyms are read when something is sought, so a new one works at once; the words that stand together shape the index.
"""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from keqiao.engine.documents.document_form import DocumentForm
from keqiao.engine.matching.text import Analyzer, normalised
from keqiao.language import message

PACKAGED = Path(__file__).with_name("lexicon.yaml")

Name = Annotated[str, Field(min_length=1, max_length=60)]


class Lexicon(BaseModel):
    """Names of one thing, compounds of the field, and what people say when they ask for something."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lexicon: int = 1
    """Version of the form."""
    synonyms: tuple[Annotated[tuple[Name, ...], Field(min_length=2)], ...] = ()
    """Each a list of names that mean the same."""
    compounds: tuple[Name, ...] = ()
    """Words that stand together though a general dictionary cuts them."""
    asking: tuple[Name, ...] = ()
    """Words of asking and offering (希望, 寻求, 研发): they say nothing about the thing and are not sought."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words that stand together: compounds and the names of synonyms."""
        return tuple(dict.fromkeys((*self.compounds, *(name for names in self.synonyms for name in names))))

    @cached_property
    def fingerprint(self) -> str:
        """Eight signs that change with the words that stand together, for an index that was cut by others."""
        return sha256(json.dumps(self.words, ensure_ascii=False).encode()).hexdigest()[:8]

    def other_names(self, text: str) -> dict[str, str]:
        """Names that mean what a normalised text names otherwise: each with the name that stands in the text.

        A name inside a longer one of another group is not meant (``电池`` in ``太阳能电池``).
        """
        places = sorted(
            ((text.find(plain), -len(plain), plain, group) for group, plain in self._named if plain in text),
        )
        meant: dict[str, str] = {}
        end = 0
        for start, length, plain, group in places:
            if start - length <= end:
                continue
            end = start - length
            meant |= {name: plain for name in self._groups[group] if name != plain and name not in text}
        return meant

    @cached_property
    def _groups(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(map(normalised, names)) for names in self.synonyms)

    @cached_property
    def _named(self) -> tuple[tuple[int, str], ...]:
        return tuple((at, name) for at, names in enumerate(self._groups) for name in names)


@lru_cache(maxsize=8)
def asking_terms(analyzer: Analyzer, lexicon: Lexicon) -> frozenset[str]:
    """The terms of words of mere asking."""
    return frozenset(term for word in lexicon.asking for term in analyzer.terms(word))


LEXICON = DocumentForm(
    Lexicon,
    packaged=lambda: {"lexicon": PACKAGED},
    otherwise=message(
        "this is no dictionary: keys such as lexicon, synonyms, compounds and asking are needed"
    ),
)


def packaged_lexicon() -> Lexicon:
    """The dictionary that comes with the package: fields of the demonstration city and common words of asking."""
    return LEXICON.load(PACKAGED)
