"""The words in which Chinese official text says figures, and the conventions by which they are read.

The words stand in ``vocabulary.yaml``. The conventions are parameters of a reader, not law, but for 以上, 以下, 以内,
不满 and 超过 (民法典 art. 1259: the first three include the number, the others do not).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import yaml

NEARLY_LEAST = Decimal("0.9")
"""近 n is at least this share of n."""
FRACTION_SPREAD = Decimal("2.5")
"""三分之一 and the like mean their percentage give or take so many points."""
FACTOR_SPREAD = Decimal("0.025")
"""翻番 and 一半 mean their factor give or take this share of it."""
LEVEL_SPREAD, ROUGHLY_LEVEL_SPREAD = Decimal("0.05"), Decimal(1)
"""持平 and 基本持平 in points of the rate."""

DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
"""Words that multiply a number in Arabic digits."""
POINTS = {
    "个百分点": Decimal(1),
    "百分点": Decimal(1),
    "个千分点": Decimal("0.1"),
    "千分点": Decimal("0.1"),
    "个基点": Decimal("0.01"),
    "个BP": Decimal("0.01"),
}
PERCENTS = {"%": Decimal(1), "‰": Decimal("0.1")}


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS = yaml.safe_load(Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8"))


def _listed(name: str) -> tuple[str, ...]:
    return tuple(_WORDS[name])


QUALIFIERS_BEFORE: dict[str, list[str]] = _WORDS["before"]
QUALIFIERS_AFTER: dict[str, list[str]] = _WORDS["after"]
RATES_OF_CHANGE: dict[str, int] = _WORDS["rates_of_change"]
PER_HEAD: dict[str, str] = _WORDS["per_head"]
MONEY, COUNTS, QUANTITIES = _listed("money"), _listed("counts"), _listed("quantities")
DURATIONS, CATEGORIES, ABSTRACT, HELPERS = map(_listed, ("durations", "categories", "listed", "helpers"))
UP, DOWN, CHANGES_OF_AMOUNT, COMPARISONS = map(_listed, ("up", "down", "changes_of_amount", "comparisons"))
SHARES, RATES, TARGETS, ESTIMATES = map(_listed, ("shares", "rates", "targets", "estimates"))
MONEY_NOUNS, CLAIMS = _listed("money_nouns"), _listed("claims")
COUNTED = alternatives((*COUNTS, *MONEY, *QUANTITIES))
"""A pattern for what is counted or measured."""
