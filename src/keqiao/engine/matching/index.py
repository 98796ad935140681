"""Profiles in a tantivy index: one field for titles, one for texts, in each the words and the pairs of characters.

BM25 (Robertson and Zaragoza 2009) with tantivy's constants, k1 = 1.2 and b = 0.75. A title says in few words what a
thing is, a text mentions much beside it: that is why they are two fields.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import tantivy

from keqiao.engine.matching.profile import Profile
from keqiao.engine.matching.text import Analyzer

TITLE, BODY = "title", "body"
MEMORY = 64 * 2**20
"""Bytes that a writer may gather before it writes."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in (TITLE, BODY):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class TextIndex:
    """The texts of profiles in memory, to be searched by weighted terms."""

    def __init__(self, analyzer: Analyzer, profiles: Iterable[Profile]) -> None:
        self.analyzer = analyzer
        self._index = tantivy.Index(_schema())
        self._index.register_tokenizer(
            "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        )
        writer = self._index.writer(MEMORY, 1)
        for profile in profiles:
            document = tantivy.Document()
            document.add_text("key", profile.key)
            document.add_text(TITLE, " ".join(analyzer.terms(profile.title)))
            document.add_text(BODY, " ".join(analyzer.terms(profile.body)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def __len__(self) -> int:
        """The number of profiles."""
        return int(self._searcher.num_docs)

    def rarity(self, term: str, *, unknown: bool = False) -> float:
        """BM25's idf of a term, ln(1 + (N − n + ½)/(n + ½)), in the field that has it less often.

        0 where no profile has it, or with ``unknown`` the idf of a term in none.
        """
        having = [n for field in (TITLE, BODY) if (n := self._searcher.doc_freq(field, term))]
        if not having and not unknown:
            return 0.0
        least = min(having, default=0)
        return math.log(1 + (len(self) - least + 0.5) / (least + 0.5))

    def search(
        self, weights: Mapping[str, float], most: int, fields: Mapping[str, float]
    ) -> list[tuple[str, float]]:
        """The keys of the ``most`` best profiles and their scores, the sum of weight × BM25 over terms and fields."""
        clauses = []
        for field, share in fields.items():
            for term, weight in weights.items():
                query = tantivy.Query.term_query(self._index.schema, field, term, "freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight * share)))
        if not clauses or most < 1:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), most, count=False)
        return [(self._key(address), float(score)) for score, address in hits.hits]

    def _key(self, address: tantivy.DocAddress) -> str:
        return str(self._searcher.doc(address).get_first("key"))
