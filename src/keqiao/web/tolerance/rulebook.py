"""The rules of fault tolerance as data (tolerance.yaml): grounds, negative list, time limit, how many files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from keqiao.web.registry.language import in_language
from keqiao.web.tolerance.models import ToleranceCase

FILE = Path(__file__).with_name("tolerance.yaml")


@dataclass(frozen=True)
class Words:
    """A text in Chinese and English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return in_language(self.zh, self.en)


@dataclass(frozen=True)
class Item:
    """A ground or an item of the negative list, with what it means and where it comes from."""

    code: str
    name: Words
    text: Words
    source: Words


@dataclass(frozen=True)
class Rulebook:
    """What tolerance.yaml says. ``apply_within_days``: days after the first result of the period; None: no limit."""

    version: str
    status: Words
    note: Words
    grounds: Sequence[Item]
    negative: Sequence[Item]
    apply_within_days: int | None
    least_files: int

    @property
    def ground(self) -> Mapping[str, Item]:
        """Grounds by code."""
        return {item.code: item for item in self.grounds}

    @property
    def forbidden(self) -> Mapping[str, Item]:
        """Items of the negative list by code."""
        return {item.code: item for item in self.negative}


def ground_name(code: str, rules: Rulebook | None = None) -> str:
    """Return a ground in words, by the rules in force where none are given; one they do not know stays as it is."""
    item = (rules or rulebook()).ground.get(code)
    return str(item.name) if item else code


def ground_of(case: ToleranceCase) -> str:
    """Return the ground of a case in words, by the rules of the case."""
    return ground_name(case.ground, rules_of(case))


def rules_of(case: ToleranceCase) -> Rulebook:
    """Return the rules of a case: those it was applied for by, which it keeps; for a draft those in force."""
    return restored(case.rules) if case.rules else rulebook()


def restored(kept: Mapping[str, Any]) -> Rulebook:
    """Return the rules that a case keeps (``dataclasses.asdict`` of them)."""

    def item(row: Mapping[str, Any]) -> Item:
        return Item(row["code"], Words(**row["name"]), Words(**row["text"]), Words(**row["source"]))

    return Rulebook(
        kept["version"],
        Words(**kept["status"]),
        Words(**kept["note"]),
        tuple(map(item, kept["grounds"])),
        tuple(map(item, kept["negative"])),
        kept["apply_within_days"],
        kept["least_files"],
    )


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """Return the rules in force."""
    return read(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def read(given: Mapping[str, Any]) -> Rulebook:
    """Return the rules that a file holds. Raises KeyError or TypeError where a part is missing: the file is ours."""
    sources = {code: Words(**text) for code, text in given["sources"].items()}

    def items(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
        return tuple(
            Item(row["code"], Words(**row["name"]), Words(**row["text"]), sources[row["source"]])
            for row in rows
        )

    return Rulebook(
        version=given["version"],
        status=Words(**given["status"]),
        note=Words(**given["note"]),
        grounds=items(given["grounds"]),
        negative=items(given["negative"]),
        apply_within_days=given["apply_within_days"],
        least_files=given["least_files"],
    )
