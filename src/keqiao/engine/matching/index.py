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
from pathlib import Path

import tantivy

from keqiao.engine.matching.profile import Condition, Profile
from keqiao.engine.matching.text import Analyzer

TITLE, BODY = "title", "body"
KEY, STAMP, CONDITIONS = "key", "stamp", "conditions"
"""Stored beside the texts: which profile it is, which version of it, and what it tells."""
MEMORY, MEMORY_ANEW = 128 * 2**20, 1536 * 2**20
"""Bytes that a writer may gather before it writes: for a change, and for a whole index, which takes no more than it
needs. 400 000 profiles come to one piece so, and a question that reads one piece takes three quarters of the time.
"""
TERMS_KEPT = 2**18
"""Of so many terms the rarity is kept in mind."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (KEY, STAMP):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (TITLE, BODY):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_bytes_field(CONDITIONS, stored=True, indexed=False, fast=False)
    return builder.build()


@dataclass(frozen=True)
class ProfileHit:
    """A profile that was found: the sum of weight × BM25 over terms and fields, and what it tells."""

    key: str
    score: float
    conditions: Mapping[str, Condition]


class TextIndex:
    """The texts of profiles, to be searched by weighted terms: in memory, or in a folder that several processes share.

    A change is written whole or not at all. One process writes at a time (OSError or ValueError for another); the
    others read what stood at their last :meth:`reload`.
    """

    def __init__(
        self, analyzer: Analyzer, profiles: Iterable[Profile] = (), *, folder: Path | None = None
    ) -> None:
        self.analyzer = analyzer
        self._folder = folder
        self._written = ""
        self._index = tantivy.Index(_schema()) if folder is None else tantivy.Index(_schema(), str(folder))
        self._index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        if folder is None:
            self.change(profiles)
        else:
            self.reload()

    def change(
        self,
        profiles: Iterable[Profile] = (),
        *,
        gone: Iterable[str] = (),
        stamps: Mapping[str, str] | None = None,
        anew: bool = False,
    ) -> None:
        """Take profiles in, in place of those with the same keys, and leave out those that are ``gone``; ``anew``:
        nothing else stays. ``stamps``: key → version, to be compared with later.
        """
        writer = self._index.writer(MEMORY_ANEW if anew else MEMORY, 1)
        # What a writer that was killed had begun would stand in the way of files with the same numbers.
        writer.garbage_collect_files()
        try:
            if anew:
                writer.delete_all_documents()
            for key in gone:
                writer.delete_documents_by_term(KEY, key)
            for profile in profiles:
                if stamps is not None and not anew:
                    writer.delete_documents_by_term(KEY, profile.key)
                writer.add_document(self._document(profile, (stamps or {}).get(profile.key, "")))
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self.reload()

    def _document(self, profile: Profile, stamp: str) -> tantivy.Document:
        document = tantivy.Document()
        document.add_text(KEY, profile.key)
        document.add_text(STAMP, stamp)
        document.add_text(TITLE, " ".join(self.analyzer.terms(profile.title)))
        document.add_text(BODY, " ".join(self.analyzer.terms(profile.body)))
        document.add_bytes(CONDITIONS, json.dumps(dict(profile.conditions), ensure_ascii=False).encode())
        return document

    def reload(self) -> None:
        """Read what was written last, by whatever process. Raises OSError or ValueError where that cannot be read."""
        written = "" if self._folder is None else (self._folder / "meta.json").read_text(encoding="utf-8")
        if not written or written != self._written:
            self._index.reload()
            self._state = _State(self._index.searcher())
            self._written = written

    def stamps(self, keys: Iterable[str] | None = None) -> dict[str, str]:
        """The version of every profile by its key, or of those of ``keys`` that are there."""
        if keys is None:
            queries = [tantivy.Query.all_query()]
        else:
            queries = [tantivy.Query.term_query(self._index.schema, KEY, key, "basic") for key in keys]
        most = max(1, len(self)) if keys is None else 1
        searcher = self._state.searcher
        hits = (hit for query in queries for hit in searcher.search(query, most, count=False).hits)
        documents = (searcher.doc(address) for _score, address in hits)
        return {str(document.get_first(KEY)): str(document.get_first(STAMP)) for document in documents}

    def __len__(self) -> int:
        """The number of profiles."""
        return self._state.profiles

    def rarity(self, term: str, *, unknown: bool = False) -> float:
        """BM25's idf of a term, ln(1 + (N − n + ½)/(n + ½)), in the field that has it less often.

        0 where no profile has it, or with ``unknown`` the idf of a term in none.
        """
        state = self._state
        return state.idf(term) or (state.idf_of(0) if unknown else 0.0)

    def search(
        self, weights: Mapping[str, float], most: int, fields: Mapping[str, float]
    ) -> list[ProfileHit]:
        """The ``most`` best profiles, best first."""
        schema, state = self._index.schema, self._state
        clauses = []
        for field, share in fields.items():
            for term, weight in weights.items():
                if state.frequencies(term)[field]:
                    query = tantivy.Query.term_query(schema, field, term, "freq")
                    clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * share)))
        if not clauses or most < 1:
            return []
        best = state.searcher.search(tantivy.Query.boolean_query(clauses), most, count=False)
        return [state.hit(address, float(score)) for score, address in best.hits]


class _State:
    """What was written at one time, with what was read of it: to read that again costs more than to search."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self.profiles = int(searcher.num_docs)
        self.frequencies = lru_cache(TERMS_KEPT)(self._frequencies)
        self.idf = lru_cache(TERMS_KEPT)(self._idf)
        self._stored: dict[tuple[int, int], tuple[str, Mapping[str, Condition]]] = {}

    def _frequencies(self, term: str) -> Mapping[str, int]:
        """How many profiles have a term in each field; what was taken out counts until its segment is merged."""
        return {field: self.searcher.doc_freq(field, term) for field in (TITLE, BODY)}

    def _idf(self, term: str) -> float:
        having = [number for number in self.frequencies(term).values() if number]
        return self.idf_of(min(*having, self.profiles)) if having else 0.0

    def idf_of(self, number: int) -> float:
        """The idf of a term that so many profiles have."""
        return math.log(1 + (self.profiles - number + 0.5) / (number + 0.5))

    def hit(self, address: tantivy.DocAddress, score: float) -> ProfileHit:
        """What was found at an address."""
        place = (address.segment_ord, address.doc)
        if place not in self._stored:
            document = self.searcher.doc(address)
            stored_conditions = json.loads(bytes(document.get_first(CONDITIONS) or b"{}"))
            self._stored[place] = (str(document.get_first(KEY)), stored_conditions)
        key, conditions = self._stored[place]
        return ProfileHit(key, score, conditions)
