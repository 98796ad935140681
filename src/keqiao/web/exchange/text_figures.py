"""What a need's text already says in figures: pairs of value and target, budget, months; proposed, never stored."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from keqiao.engine.phrases import Phrase, read
from keqiao.web.exchange.models import NeedTarget

At = NeedTarget.Comparison
_COMPARISONS = {"at_least": At.AT_LEAST, "over": At.AT_LEAST, "at_most": At.AT_MOST, "under": At.AT_MOST}
_NOW = re.compile(r"(?:只有|仅有|仅|目前|现有|现在|当前|现为|已有|实际)[^,，。;；]{0,12}$|从$")
_RISES = re.compile(r"\s*(?:→|->|[提降减增升][高升低少至到])")
_BUDGET = re.compile(r"(?:预算|投入|经费|费用|出资)[^,，。;；]{0,6}$")
_MONTHS = re.compile(r"(\d{1,2}|[一二三四五六七八九十两半]{1,2})\s*(个月|年)(?:以内|之内|内)")
_NOUN = re.compile(r"([\u4e00-\u9fff]{2,12})$")
_VERBS = re.compile(
    r"(?:希望|要求|只有|仅有|仅|目前|现有|大于|小于|等于|不低于|不超过|不少于|不高于|提高到|提高至|提升到|提升至|降低到|降低至"
    r"|降到|降至|达到|达|控制在|保持在|需|应|从|为|至|到|约|在){1,8}$"
)
_LEADING = re.compile(r"^.*?(?:目前|现有|当前|的|把|将|使|时|且|并|和|供应商|要求|希望)")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
MOST = 6


@dataclass
class ReadTarget:
    """A quantity as a text says it."""

    quantity: str
    unit: str
    before: str = ""
    target: str = ""
    comparison: str = At.AT_LEAST


@dataclass(frozen=True)
class ReadNeed:
    """What a text says in figures; what it does not say is None or empty."""

    targets: list[ReadTarget] = field(default_factory=list)
    budget: Decimal | None = None
    months: int | None = None


def read_need(text: str) -> ReadNeed:
    """Read the figures of a need's text."""
    targets: list[ReadTarget] = []
    budget = None
    for phrase in read(text).figures:
        before = text[: phrase.start]
        if phrase.kind == "money":
            if budget is None and _BUDGET.search(before):
                budget = phrase.value
            continue
        _add(targets, phrase, before, after=text[phrase.end :])
    return ReadNeed(targets[:MOST], budget, _months(text))


def _add(targets: list[ReadTarget], phrase: Phrase, before: str, after: str) -> None:
    """Add a value now, or a target; a target completes the last value of the same quantity."""
    if phrase.value is None or not phrase.unit:
        return
    value, quantity = f"{phrase.value:f}", quantity_before(before)
    if phrase.qualifier in _COMPARISONS:
        comparison = _COMPARISONS[phrase.qualifier]
        for known in reversed(targets):
            if not known.target and known.unit == phrase.unit and same_quantity(known.quantity, quantity):
                known.target, known.comparison = value, comparison
                return
        if quantity:
            targets.append(ReadTarget(quantity, phrase.unit, "", value, comparison))
    elif quantity and (_NOW.search(before) or _RISES.match(after)):
        for known in targets:
            if not known.before and known.unit == phrase.unit and same_quantity(known.quantity, quantity):
                known.before = value
                return
        targets.append(ReadTarget(quantity, phrase.unit, value))


def quantity_before(before: str) -> str:
    """The noun that stands before a figure."""
    clause = _VERBS.sub("", re.split(r"[,，。;；:：、\s→]", before.rstrip(" →"))[-1])
    noun = _NOUN.search(clause)
    return _LEADING.sub("", noun[1]) if noun else ""


def same_quantity(known: str, other: str) -> bool:
    """Whether two nouns end alike, or the second was left out (61 % → 75 %)."""
    return not other or known.endswith(other[-2:])


def _months(text: str) -> int | None:
    match = _MONTHS.search(text)
    if match is None:
        return None
    if match[1] == "半":
        return 6 if match[2] == "年" else None
    number = int(match[1]) if match[1].isdigit() else _DIGITS.get(match[1])
    return None if number is None else number * (12 if match[2] == "年" else 1)
