"""Which column comes from where, as columns.yaml says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("columns.yaml")
KINDS = ("agreement_instalments", "led_projects", "measure", "variant")


@dataclass(frozen=True)
class Declared:
    """A column: its source (one of KINDS), what the source needs to know, its words with places for figures."""

    kind: str
    zh: str
    en: str
    levels: tuple[str, ...] = ()
    measure: str = ""
    variants: tuple[str, ...] = ()
    register: tuple[str, str] = ("", "")
    """The words (Chinese, English) where the snapshot does not hold the measure yet and the registers are read."""

    def by_register(self) -> Declared:
        """Return the column as it is read from the registers."""
        return replace(self, zh=self.register[0], en=self.register[1], measure="")

    def told(self, **values: str) -> dict[str, str]:
        """Return the words with their figures, in both languages."""
        return {"zh": self.zh.format(**values), "en": self.en.format(**values)}


@lru_cache(maxsize=1)
def declared() -> tuple[dict[str, Declared], dict[str, str]]:
    """Return the columns by heading, and the words for a measure. Raises ValueError for an unknown source."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found: dict[str, Declared] = {}
    for row in data["columns"]:
        if row["from"] not in KINDS:
            raise ValueError(f"columns.yaml: no source {row['from']!r}")
        one = Declared(
            row["from"],
            row["source"]["zh"],
            row["source"]["en"],
            tuple(row.get("levels", ())),
            row.get("measure", ""),
            tuple(row.get("variants", ())),
            (row.get("register", {}).get("zh", ""), row.get("register", {}).get("en", "")),
        )
        found |= dict.fromkeys(row["heading"], one)
    return found, data["measure_source"]
