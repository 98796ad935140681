"""Checks inside a text that need no source: sums, shares, differences, factors, and whole numbers behind a rate.

As in XBRL Calculations 1.1 a check holds when the intervals of its figures can agree; ``only_by_rounding`` where the
printed figures themselves do not. The whole numbers behind a printed rate are looked for as GRIM does for means
(Brown and Heathers 2017).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from itertools import combinations, pairwise
from operator import add
from typing import Literal

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.vocabulary import MONEY

CheckType = Literal[
    "sum", "share", "difference", "factor", "growth", "implied_base", "implied_count", "table"
]
_PERCENT = Decimal(100)
_SENTENCE = re.compile(r"[。；;！？!?\n]")
_WHOLE = re.compile("其他|其它|其余|另外|分别|[三四五六两]项合计|构成")
_CHANGED = re.compile("同比|环比|比上年|较上年|增长|下降")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_ORDERED = re.compile(
    r"分别(?:同比|较上年|比上年)?(?:增长|下降|增加|减少|提高|占)(?:了|比(?:为|达)?)?\s{0,2}$"
)
_RATE_OF_TWO = re.compile(
    r"(?:执行|完成|回收|到位|拨付|支付|兑现|支出|使用|出勤|签约)率(?:为|达到?|是|仅|约)?$"
)
_SHARE_OF_PART = re.compile(r"^[，、,（(]?(?:约)?占(?:比|全部|总数|总额|总量|其)?[^，。]{0,6}$")
_SHARE_OF_NAMED = re.compile(r"(?P<noun>[^，。；、：\d]{1,8})(?:占比|比重|比例|占)[^，。；、\d]{0,6}$")
_COMMON = set("人员的数")
"""Characters that say nothing about which part is named."""


@dataclass(frozen=True)
class InnerCheck:
    """One relation between figures of a text, by their numbers in it."""

    type: CheckType
    of: tuple[int, ...]
    holds: bool
    over: int | None = None
    equals: int | None = None
    rate: int | None = None
    only_by_rounding: bool = False
    whole: int | None = None
    """The whole number behind a rate; None where there is none."""


def inner_checks(text: str, figures: Sequence[Phrase]) -> tuple[InnerCheck, ...]:
    """The checks that the words of a text call for, sentence by sentence."""
    checks: list[InnerCheck] = []
    begin = 0
    for end in (*(match.start() for match in _SENTENCE.finditer(text)), len(text) + 1):
        numbers = [at for at, figure in enumerate(figures) if begin <= figure.start < end]
        for find in (_sums, _shares, _movements, _implied, _rates_of_two):
            checks += find(text, figures, numbers)
        begin = end
    return tuple(checks)


def _sums(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """其中 and 共: do the parts add up? Asked where they do, say that they are all, or come to more."""
    totals = [at for at in numbers if figures[at].role == "total"]
    checks = []
    for total in totals:
        whole = Extent.of(figures[total])
        parts = [
            at
            for at in numbers
            if figures[at].role == "part"
            and figures[at].unit in {figures[total].unit, None}
            and not any(min(at, total) < other < max(at, total) for other in totals)
        ]
        parts = [at for at in parts if at > total] or parts
        extents = Extent.of_all(figures[at] for at in parts)
        if whole is None or not extents or sum(figures[at].times for at in parts) < 2:
            continue
        together = reduce(
            add, (extent * figures[at].times for at, extent in zip(parts, extents, strict=True))
        )
        holds, rounding = together.agrees(figures[total].interval)
        if holds or together.value > whole.value or _are_all(text, figures, parts, total):
            checks.append(InnerCheck("sum", tuple(parts), holds, equals=total, only_by_rounding=rounding))
    return checks


def _are_all(text: str, figures: Sequence[Phrase], parts: list[int], total: int) -> bool:
    """Whether the words say that the parts are the whole: 其他, 分别, 三项合计, or a 共 after them."""
    begin = min(figures[at].start for at in (*parts, total))
    end = max(figures[at].end for at in (*parts, total))
    return total > parts[-1] or _WHOLE.search(text[max(begin - 10, 0) : end]) is not None


def _shares(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """占…: is the share that of the parts which it belongs to?"""
    checks = []
    for at in numbers:
        totals = [other for other in numbers if other < at and figures[other].role == "total"]
        if figures[at].kind != "share" or figures[at].role is not None or not totals:
            continue
        total = totals[-1]
        parts = [other for other in numbers if total < other < at and figures[other].role == "part"]
        chosen = _shared_in_order(text, figures, numbers, at) or _shared_parts(text, figures, parts, at)
        extents, whole = Extent.of_all(figures[other] for other in chosen), Extent.of(figures[total])
        ratio = reduce(add, extents) / whole if extents and whole else None
        if ratio is not None:
            holds, rounding = ratio.percent().agrees(figures[at].interval)
            checks.append(
                InnerCheck("share", tuple(chosen), holds, over=total, equals=at, only_by_rounding=rounding)
            )
    return checks


def _shared_in_order(text: str, figures: Sequence[Phrase], numbers: list[int], share: int) -> list[int]:
    """甲1家、乙2家，分别占…和…: the part at the place of the share."""
    for counts, rates in _in_order(text, figures, numbers):
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


def _movements(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """由 a 提高到 b, 提高 c: does c follow from a and b?"""
    checks = []
    for first, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False):
        extents = Extent.of_all((figures[first], figures[second]))
        change = figures[third]
        if figures[first].role != "from" or figures[second].role != "to" or extents is None:
            continue
        before, after = extents
        kind: CheckType = "difference"
        computed: Extent | None = None
        if change.kind in {"change_points", "change_amount"}:
            computed = after - before
        elif change.kind in {"factor", "change_rate"} and figures[first].unit == figures[second].unit:
            computed, kind = after / before, "factor"
            if computed is not None and change.kind == "change_rate":
                computed = _per_year(computed, text, figures[first], figures[second], change)
                computed, kind = computed and computed.percent(less=1), "growth"
        if computed is not None:
            holds, rounding = computed.agrees(change.interval)
            checks.append(InnerCheck(kind, (second, first), holds, equals=third, only_by_rounding=rounding))
    return checks


def _per_year(ratio: Extent, text: str, first: Phrase, second: Phrase, change: Phrase) -> Extent | None:
    """The ratio that a change speaks of: 年均 is that of one year between the years that are named, else unknown."""
    if "年均" not in text[second.end : change.start] and "年平均" not in text[second.end : change.start]:
        return ratio
    begin = _YEAR.findall(text[max(first.start - 20, 0) : first.start])
    end = _YEAR.findall(text[first.end : second.start])
    years = int(end[-1]) - int(begin[-1]) if begin and end else 0
    return ratio.root(years) if years > 0 else None


def _implied(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """Is there a whole number that gives the printed rate of a count?"""
    checks = []
    for first, second in _counts_with_rates(text, figures, numbers):
        count, rate, printed = figures[first], figures[second], Extent.of(figures[second])
        if not _is_counted(count) or printed is None or rate.qualifier != "exact":
            continue
        between, number = text[count.end : rate.start], count.value or Decimal(0)
        if "年均" in between or "年平均" in between:
            continue
        if rate.kind == "change_rate" and rate.direction != "same" and _CHANGED.search(between):
            base = None
            if printed.low > -_PERCENT:
                high, low, near = (
                    number * _PERCENT / (_PERCENT + change)
                    for change in (printed.low, printed.high, printed.value)
                )
                base = _whole(low, high, near)
            checks.append(InnerCheck("implied_base", (first,), base is not None, rate=second, whole=base))
        elif rate.kind == "share" and rate.role is None and count.role == "total" and "占" in between:
            low, high, near = (
                number * share / _PERCENT for share in (printed.low, printed.high, printed.value)
            )
            part = _whole(low, high, near)
            checks.append(
                InnerCheck("implied_count", (), part is not None, over=first, rate=second, whole=part)
            )
    return checks


def _counts_with_rates(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[tuple[int, int]]:
    """Each figure with the one after it; 甲2件、乙3件，分别增长…和…: each with the one at its place."""
    ordered = _in_order(text, figures, numbers)
    behind = {rate for _, rates in ordered for rate in rates}
    pairs = [pair for pair in pairwise(numbers) if pair[1] not in behind]
    pairs += [pair for counts, rates in ordered for pair in zip(counts, rates, strict=False)]
    return sorted(pairs, key=lambda pair: pair[1])


def _in_order(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[tuple[list[int], list[int]]]:
    """The figures behind each 分别 with as many before it; no figures before where their number differs."""
    lists = []
    for place, at in enumerate(numbers):
        before = figures[numbers[place - 1]].end if place else 0
        if not place or not _ORDERED.search(text[before : figures[at].start]):
            continue
        rates = [
            other
            for other in numbers[place:]
            if figures[other].kind == figures[at].kind and figures[other].unit == figures[at].unit
        ]
        counts = numbers[max(place - len(rates), 0) : place]
        lists.append((counts if len(counts) == len(rates) > 1 else [], rates))
    return lists


def _rates_of_two(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """预算2400万元，已执行1850万元，执行率77.1%: is the rate that of an amount to one before it?

    It holds where any two do; it is contradicted only where there are no more than two, so that they must be meant.
    """
    checks = []
    for place, at in enumerate(numbers):
        begin = figures[numbers[place - 1]].end if place else 0
        rate = figures[at]
        if (
            place < 2
            or rate.unit != "%"
            or rate.role is not None
            or not _RATE_OF_TWO.search(text[begin : rate.start])
        ):
            continue
        pairs = [
            (over, part)
            for over, part in combinations(numbers[:place], 2)
            if figures[over].unit == figures[part].unit != "%"
            and figures[over].kind in {"count", "money", "quantity"}
        ]
        judged = [(pair, verdict) for pair in pairs if (verdict := _ratio(figures, pair, rate)) is not None]
        only = judged[:1] if len(pairs) == 1 and place == 2 else []
        chosen = [entry for entry in judged if entry[1][0]] or only
        for (over, part), (holds, rounding) in chosen[:1]:
            checks.append(
                InnerCheck("share", (part,), holds, over=over, equals=at, only_by_rounding=rounding)
            )
    return checks


def _ratio(figures: Sequence[Phrase], pair: tuple[int, int], rate: Phrase) -> tuple[bool, bool] | None:
    extents = Extent.of_all(figures[at] for at in pair)
    ratio = extents[1] / extents[0] if extents else None
    return ratio.percent().agrees(rate.interval) if ratio else None


def _is_counted(figure: Phrase) -> bool:
    """Whether a figure is a number of things that was counted and not rounded."""
    return (
        figure.kind in {"count", "change_amount"}
        and figure.unit not in MONEY
        and figure.qualifier == "exact"
        and figure.place == 1
        and bool(figure.value)
    )


def _whole(low: Decimal, high: Decimal, near: Decimal) -> int | None:
    """The whole number between two bounds that is next to ``near``; None where there is none."""
    first, last = low.to_integral_value(ROUND_CEILING), high.to_integral_value(ROUND_FLOOR)
    return int(min(max(near.to_integral_value(), first), last)) if first <= last else None
