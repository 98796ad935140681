"""Profiles in a tantivy index: one field for titles, one for texts, in each the words and the pairs of characters.

BM25 (Robertson and Zaragoza 2009) with tantivy's constants, k1 = 1.2 and b = 0.75. A title says in few words what a
thing is, a text mentions much beside it: that is why they are two fields.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tantivy

from keqiao.engine.matching.profile import Condition, Profile
from keqiao.engine.matching.text import Analyzer

KEY, TITLE, BODY, CONDITIONS = "key", "title", "body", "conditions"
MEMORY = 128 * 2**20
"""Bytes that a writer may gather before it writes."""
TERMS_KEPT = 2**18
"""Of so many terms the rarity is kept in mind."""


def new_index(folder: str | None = None) -> tantivy.Index:
    """An index of profiles in memory, or the one in a folder, which is made there where it holds none.

    Raises ``ValueError`` where the folder holds something else or a damaged index.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KEY, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (TITLE, BODY):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field(CONDITIONS, stored=True, indexed=False, fast=False)
    index = tantivy.Index(builder.build(), path=folder)
    index.register_tokenizer(
        "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    return index


def document(analyzer: Analyzer, profile: Profile) -> tantivy.Document:
    """A profile as the index holds it: its terms to be searched, its key and conditions to be read."""
    made = tantivy.Document()
    made.add_text(KEY, profile.key)
    made.add_text(TITLE, " ".join(analyzer.terms(profile.title)))
    made.add_text(BODY, " ".join(analyzer.terms(profile.body)))
    made.add_bytes(CONDITIONS, json.dumps(dict(profile.conditions), ensure_ascii=False).encode())
    return made


@dataclass(frozen=True)
class Hit:
    """A profile that was found, with the sum of weight × BM25 over terms and fields, and what it tells."""

    key: str
    score: float
    conditions: Mapping[str, Condition]


class TextIndex:
    """The state of an index at one time, to be searched by weighted terms."""

    def __init__(self, analyzer: Analyzer, index: tantivy.Index) -> None:
        self.analyzer = analyzer
        self._schema = index.schema
        self._searcher = index.searcher()
        self._idf = lru_cache(TERMS_KEPT)(self._computed_idf)
        self._entries: dict[tuple[int, int], tuple[str, Mapping[str, Condition]]] = {}

    @classmethod
    def of(cls, analyzer: Analyzer, profiles: Iterable[Profile]) -> TextIndex:
        """An index of these profiles in memory."""
        index = new_index()
        writer = index.writer(MEMORY, 1)
        for profile in profiles:
            writer.add_document(document(analyzer, profile))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return cls(analyzer, index)

    def __len__(self) -> int:
        """The number of profiles."""
        return int(self._searcher.num_docs)

    def rarity(self, term: str, *, unknown: bool = False) -> float:
        """BM25's idf of a term, ln(1 + (N − n + ½)/(n + ½)), in the field that has it less often.

        0 where no profile has it, or with ``unknown`` the idf of a term in none.
        """
        idf = self._idf(term)
        return math.log(1 + (len(self) + 0.5) / 0.5) if unknown and not idf else idf

    def _computed_idf(self, term: str) -> float:
        having = [n for field in (TITLE, BODY) if (n := self._searcher.doc_freq(field, term))]
        if not having:
            return 0.0
        least = min(
            *having, len(self)
        )  # profiles that were taken out are counted until their segment is merged
        return math.log(1 + (len(self) - least + 0.5) / (least + 0.5))

    def search(self, weights: Mapping[str, float], most: int, fields: Mapping[str, float]) -> list[Hit]:
        """The ``most`` best profiles, best first."""
        clauses = []
        for field, share in fields.items():
            for term, weight in weights.items():
                query = tantivy.Query.term_query(self._schema, field, term, "freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * share)))
        if not clauses or most < 1:
            return []
        best = self._searcher.search(tantivy.Query.boolean_query(clauses), most, count=False)
        return [Hit(*self._entry(address, score)) for score, address in best.hits]

    def _entry(self, address: tantivy.DocAddress, score: float) -> tuple[str, float, Mapping[str, Condition]]:
        """What is stored of a profile; kept in mind, as reading it costs more than finding it."""
        place = (address.segment_ord, address.doc)
        if place not in self._entries:
            stored = self._searcher.doc(address)
            told = json.loads(bytes(stored.get_first(CONDITIONS) or b"{}"))
            self._entries[place] = (str(stored.get_first(KEY)), told)
        key, conditions = self._entries[place]
        return key, float(score), conditions
