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
from keqiao.engine.phrases.vocabulary import DOWN, MONEY, RATES_OF_CHANGE, UP, alternatives

CheckType = Literal[
    "sum", "share", "difference", "factor", "growth", "implied_base", "implied_count", "table"
]
_PERCENT = Decimal(100)
_SENTENCE = re.compile(r"[。；;！？!?\n]")
_WHOLE = re.compile("其他|其它|其余|另外|分别|[三四五六两]项合计|构成")
_CHANGED = re.compile(
    r"^(?:[^，。；、]{0,6}[，,（(]|[^，。；、]{0,4}中)?(?:与?(?:同比|环比|[比较](?:上年|去年|上期|年初)(?:同期|末|底)?))?(?:实现)?"
    r"(?:增长|增加|下降|减少|提高|上升|增幅|降幅|增速)(?:了|为|达|达到|约)?$"
)
"""36件，同比增长24.14%: the rate is that of the count; what stands between speaks of nothing else."""
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)")
_ORDERED = re.compile(
    r"分别(?:同比|较上年|比上年)?(?:增长|下降|增加|减少|提高|占)(?:了|比(?:为|达)?)?\s{0,2}$"
)
_RATE_OF_TWO = re.compile(
    r"(?:执行|完成|回收|到位|拨付|支付|兑现|支出|使用|出勤|签约)率(?:为|达到?|是|仅|约)?$"
)
_SHARE_OF_PART = re.compile(r"^[，、,（(]?(?:约)?占(?:比|全部|总数|总额|总量|其)?[^，。]{0,6}$")
_SHARE_OF_NAMED = re.compile(r"(?P<noun>[^，。；、：\d]{1,8})(?:占比|比重|比例|占)[^，。；、\d]{0,6}$")
_SHARE_OF_WHOLE = re.compile(
    r"^[，,（(]?(?:约|大约)?占(?P<noun>[^，。；、：\d占]{2,10}?)(?:的|比重|比例)[^，。；、\d]{0,4}$"
)
_FILLER = re.compile(r"(?:已|现|共|总计|合计|有|达|到|为|是|完成|实现){0,4}$")
_OF_CHANGE = alternatives((*UP, *DOWN, *RATES_OF_CHANGE, "翻"))
_BESIDE = (
    "年均|每年|平均|同比|环比|累计|净|共|总体|合计|实现|幅度|期间|五年间|[两三四五六七八九十]年间?|间"
    "|了|为|达到|达|约|近|超过|超"
)
_GOES_ON = re.compile(
    rf"^[，、,（(；;]?\s?(?:(?:[比较](?:上年|去年|年初|上期|同期)(?:同期|末|底)?|{_BESIDE}|{_OF_CHANGE})){{0,6}}$"
)
"""What stands between a movement and a change that it makes; anything else may be about another thing."""
_SAID_BEFORE = re.compile(r"^[，,：:（(]?[^，。；\d]{0,6}(?:由|从|自)[^，。；]{0,12}$")
_SINCE = re.compile(
    r"^[，、,（(]?(?:比|较|同比|环比)[^，。；\d]{0,8}(?:净?增加?|增长|减少|下降)了?$|^[，、,（(]净[增减]少?$"
)
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
        moved = [*_movements(text, figures, numbers), *_levels(text, figures, numbers)]
        explained = {check.equals for check in moved}
        implied = [check for check in _implied(text, figures, numbers) if check.rate not in explained]
        checks += [
            *_sums(text, figures, numbers),
            *_shares(text, figures, numbers),
            *moved,
            *implied,
            *_rates_of_two(text, figures, numbers),
        ]
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
        if figures[at].kind != "share" or figures[at].role is not None:
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
    """由 a 提高到 b, 提高 c (增长 d); 翻一番, 由 a 提高到 b: do the changes follow from a and b?"""
    checks = []
    for first, second in pairwise(numbers):
        if figures[first].role != "from" or figures[second].role != "to":
            continue
        for third in _changes_of(text, figures, numbers, first, second):
            if (check := _moved(text, figures, first, second, third)) is not None:
                checks.append(check)
    return checks


def _changes_of(
    text: str, figures: Sequence[Phrase], numbers: list[int], first: int, second: int
) -> list[int]:
    """The changes that are said of a movement: a multiple right before it, and what follows it."""
    changes = []
    said = figures[first - 1] if first - 1 in numbers else None
    if (
        said is not None
        and said.kind == "factor"
        and said.direction
        and _SAID_BEFORE.match(text[said.end : figures[first].start])
    ):
        changes.append(first - 1)
    for third in numbers[numbers.index(second) + 1 :]:
        if not _GOES_ON.match(text[figures[third - 1].end : figures[third].start]):
            break
        changes.append(third)
    return changes


def _moved(text: str, figures: Sequence[Phrase], first: int, second: int, third: int) -> InnerCheck | None:
    """Whether a change follows from the two levels; None where it says nothing about them."""
    extents = Extent.of_all((figures[first], figures[second]))
    change = figures[third]
    if extents is None:
        return None
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
    if computed is None:
        return None
    holds, rounding = computed.agrees(change.interval)
    return InnerCheck(kind, (second, first), holds, equals=third, only_by_rounding=rounding)


def _levels(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """现有412件, 较年初增加38件, 增长10.2%: does the rate follow from the level and its change?"""
    checks = []
    for level, change, rate in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if (
            figures[level].kind not in {"count", "money", "level", "quantity"}
            or "from" in {figures[level].role, level in numbers[1:] and figures[level - 1].role}
            or figures[change].kind != "change_amount"
            or figures[change].unit != figures[level].unit
            or figures[rate].kind != "change_rate"
            or not _SINCE.match(text[figures[level].end : figures[change].start])
            or not _GOES_ON.match(text[figures[change].end : figures[rate].start])
        ):
            continue
        extents = Extent.of_all((figures[level], figures[change]))
        computed = extents[1] / (extents[0] - extents[1]) if extents else None
        if computed is not None:
            holds, rounding = computed.percent().agrees(figures[rate].interval)
            checks.append(
                InnerCheck("growth", (change,), holds, over=level, equals=rate, only_by_rounding=rounding)
            )
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
        in_order = second - first > 1
        if rate.kind == "change_rate" and rate.direction != "same" and (in_order or _CHANGED.search(between)):
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
