"""Which column comes from where, as the document of columns says it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from keqiao.language import Bilingual
from keqiao.web.funding.documents import COLUMNS


@dataclass(frozen=True)
class Declared:
    """A column: its source, what the source needs to know, its words with places for figures."""

    kind: str
    words: Bilingual
    levels: tuple[str, ...] = ()
    measure: str = ""
    variants: tuple[str, ...] = ()
    register: Bilingual | None = None
    """The words where the snapshot does not hold the measure yet and the registers are read."""

    def by_register(self) -> Declared:
        """Return the column as it is read from the registers."""
        return replace(self, words=self.register or self.words, measure="")

    def source_words(self, **values: str) -> dict[str, str]:
        """Return the words with their figures, in both languages."""
        return {"zh": self.words.zh.format(**values), "en": self.words.en.format(**values)}


def declared() -> tuple[dict[str, Declared], Bilingual]:
    """Return the columns by heading, and the words for a measure, as the document in force says."""
    document = COLUMNS.in_force()
    columns: dict[str, Declared] = {}
    for part in document.columns:
        column = Declared(
            part.kind, part.source, part.levels, part.measure, part.variants, part.register_words
        )
        columns |= dict.fromkeys(part.heading, column)
    return columns, document.measure_source
