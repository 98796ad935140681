"""Shares inside a sentence: 占…, and rates of one amount to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import add

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.in_order import in_order
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.roles import whole_of

_SHARE_OF_PART = re.compile(r"^[，、,（(]?(?:约)?占(?:比|全部|总数|总额|总量|其)?[^，。]{0,6}$")
_SHARE_ALONE = re.compile(r"^[^，。；、：\d占]{1,14}[，,]占比(?:为|达到?|约)?$")
_SHARE_OF_NAMED = re.compile(r"(?P<noun>[^，。；、：\d]{1,8})(?:占比|比重|比例|占)[^，。；、\d]{0,6}$")
_SHARE_OF_WHOLE = re.compile(
    r"^[，,（(]?(?:约|大约)?占(?P<noun>[^，。；、：\d占]{2,10}?)(?:的|比重|比例)[^，。；、\d]{0,4}$"
)
_OF_A_LEVEL = re.compile(r"^[，,（(]?(?:约|仅)?(?:占|完成|达到?|为|是|相当于)(?!其|总)[^，。；、：\d]{0,12}$")
_OF = re.compile(r"^的(?:约|近|比重为?|比例为?)?$")
_WHOLE_BEFORE = re.compile(r"(?:共有|现有|共|总计|合计)[^，。；：、\d]{0,10}$")
_OF_IT = re.compile(r"^[，、,（(](?:约|仅)?(?:占比?|占(?:总数|总额|总量|全部)的?)(?:为|达到?|约|近|超)?$")
_OF_NOUNS = re.compile(
    r"(?:^|[，；、,;])(?P<part>[^，。；、：\d占]{2,10})占(?P<whole>[^，。；、：\d占]{2,10}?)的?(?:比重|比例|之比)?(?:为|达到?|约)?$"
)
_FILLER = re.compile(r"(?:已|现|共|总计|合计|有|达|到|为|是|完成|实现){0,4}$")
_COMMON = set("人员的数")
"""Characters that say nothing about which part is named."""


def shares(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """占…: is the share that of the parts which it belongs to?"""
    checks = []
    for at in numbers:
        totals = [other for other in numbers if other < at and figures[other].role == "total"]
        if figures[at].kind != "share" or figures[at].role is not None:
            continue
        inner = whole_of(text, figures, at - 1) if at - 1 in numbers else None
        if inner is not None and _SHARE_OF_PART.match(text[figures[at - 1].end : figures[at].start]):
            checks += _share(figures, at - 1, inner, at)
            continue
        named = _named_whole(text, figures, numbers, at)
        if named is None and not totals:
            continue
        total = totals[-1] if named is None else named
        parts = [other for other in numbers if total < other < at and figures[other].role == "part"]
        chosen = [at - 1] if named is not None else _shared_in_order(text, figures, numbers, at)
        chosen = chosen or _shared_parts(text, figures, parts, at) or _right_before(text, figures, total, at)
        extents, whole = Extent.of_all(figures[other] for other in chosen), Extent.of(figures[total])
        ratio = reduce(add, extents) / whole if extents and whole else None
        if ratio is not None:
            holds, rounding = ratio.percent().agrees(figures[at].interval)
            checks.append(
                InnerCheck("share", tuple(chosen), holds, over=total, equals=at, only_by_rounding=rounding)
            )
    return checks


def _named_whole(text: str, figures: Sequence[Phrase], numbers: list[int], share: int) -> int | None:
    """总投资10.5亿元，一期4.2亿元，占总投资的四成: the figure of the noun that the share is said to be of."""
    if share - 1 not in numbers:
        return None
    part = figures[share - 1]
    named = _SHARE_OF_WHOLE.search(text[part.end : figures[share].start])
    if named is None:
        return None
    for at in numbers[: numbers.index(share - 1)]:
        left = text[figures[at - 1].end if at else 0 : figures[at].start]
        if figures[at].unit == part.unit and _FILLER.sub("", left).endswith(named["noun"]):
            return at
    return None


def _right_before(text: str, figures: Sequence[Phrase], total: int, share: int) -> list[int]:
    """13家平台中，事业单位4家…，企业7家，占比超五成: the count that the share follows."""
    part = share - 1
    between = text[figures[part].end : figures[share].start]
    fits = figures[part].role is None and figures[part].kind == figures[total].kind == "count"
    if part > total and fits and figures[part].unit == figures[total].unit and _SHARE_OF_PART.match(between):
        return [part]
    return []


def _shared_in_order(text: str, figures: Sequence[Phrase], numbers: list[int], share: int) -> list[int]:
    """甲1家、乙2家，分别占…和…: the part at the place of the share."""
    for counts, rates in in_order(text, figures, numbers):
        if share in rates:
            part = counts[rates.index(share)]
            return [part] if figures[part].role == "part" else []
    return []


def _shared_parts(text: str, figures: Sequence[Phrase], parts: list[int], share: int) -> list[int]:
    """The parts whose share this is: the one right before (占…), or those that its noun names (硕博占比)."""
    if not parts:
        return []
    between = text[figures[parts[-1]].end : figures[share].start]
    if parts[-1] == share - 1 and _SHARE_OF_PART.match(between):
        return [parts[-1]]
    if len(parts) == 1 and parts[-1] == share - 1 and _SHARE_ALONE.match(between):
        return parts
    named = _SHARE_OF_NAMED.search(between)
    if named is None:
        return []
    chosen = []
    for at in parts:
        begin = figures[at - 1].end if at else 0
        name = re.sub(r"其中|包括|[，。；、：:]", "", text[begin : figures[at].start])
        if set(name) & set(named["noun"]) - _COMMON:
            chosen.append(at)
    return chosen


def shares_of_a_level(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """完成投资8.5亿元，占年度计划10亿元的85%; 共有人员817人，博士212人，占25.95%: part, whole and share in a row."""
    checks = []
    for first, second, share in zip(numbers, numbers[1:], numbers[2:], strict=False):
        one, other, rate = figures[first], figures[second], figures[share]
        if (
            rate.kind not in {"share", "rate"}
            or one.unit != other.unit
            or one.unit == "%"
            or rate.role is not None
        ):
            continue
        between, then = text[one.end : other.start], text[other.end : rate.start]
        if _OF_A_LEVEL.match(between) and _OF.match(then):
            part, whole = first, second
        elif _WHOLE_BEFORE.search(text[figures[first - 1].end if first else 0 : one.start]) and _OF_IT.match(
            then
        ):
            part, whole = second, first
        else:
            continue
        checks += _share(figures, part, whole, share)
    return checks


def shares_of_nouns(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """营业收入3000万元，研发投入450万元，研发投入占营业收入的15%: both nouns name their figure."""
    checks = []
    for place, share in enumerate(numbers):
        begin = figures[numbers[place - 1]].end if place else 0
        named = _OF_NOUNS.search(text[begin : figures[share].start])
        if figures[share].kind not in {"share", "rate"} or named is None:
            continue
        part, whole = (_named(text, figures, numbers[:place], named[name]) for name in ("part", "whole"))
        if part is not None and whole is not None and figures[part].unit == figures[whole].unit:
            checks += _share(figures, part, whole, share)
    return checks


def _named(text: str, figures: Sequence[Phrase], numbers: list[int], noun: str) -> int | None:
    """The one figure that stands right behind the noun; None where there is none or more."""
    named = [
        at
        for at in numbers
        if _FILLER.sub("", text[figures[at - 1].end if at else 0 : figures[at].start]).endswith(noun)
    ]
    return named[0] if len(named) == 1 else None


def _share(figures: Sequence[Phrase], part: int, whole: int, share: int) -> list[InnerCheck]:
    extents = Extent.of_all((figures[part], figures[whole]))
    ratio = extents[0] / extents[1] if extents else None
    if ratio is None:
        return []
    holds, rounding = ratio.percent().agrees(figures[share].interval)
    return [InnerCheck("share", (part,), holds, over=whole, equals=share, only_by_rounding=rounding)]
