"""Rates of one amount to another before it (执行率, 合格率, 优良率)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from itertools import combinations
from operator import add

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase

_RATE_OF_TWO = re.compile(
    r"(?:执行|完成|回收|到位|拨付|支付|兑现|支出|使用|出勤|签约)率(?:为|达到?|是|仅|约)?$"
)
_RATE_OF_NAMED = re.compile(
    r"(?P<noun>(?!增长|下降|增|降|涨|跌|年利)[^，。；、：\d]{2,3}?)率(?:为|达到?|是|仅|约|分别为)?$"
)
_GOOD_DAYS = re.compile(
    r"^[，,（(]?[^，。；\d]{0,6}(?:优良率|优良天数比[率例]|优良比例|占比)(?:为|达到?|是)?$"
)
_GOOD = re.compile(r"优良[率比](?:率|例)?(?:为|达到?|是)?$")
_WHOLE_YEAR = re.compile(r"全年|(?:19|20)\d{2}年(?!\s*\d)")
_PART_OF_YEAR = re.compile(r"\d\s*月|月份|季度|半年|累计")
_FEWEST_DAYS = 324


def rates_of_two(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """预算2400万元，已执行1850万元，执行率77.1%: is the rate that of an amount to one before it?

    It holds where any two do; it is contradicted only where there are no more than two, so that they must be meant.
    Of other nouns than those of carrying out (合格率), what is rated must stand beside the second.
    """
    checks = []
    for place, at in enumerate(numbers):
        begin = figures[numbers[place - 1]].end if place else 0
        rate = figures[at]
        left = text[begin : rate.start]
        listed, named = _RATE_OF_TWO.search(left), _RATE_OF_NAMED.search(left)
        if (
            place < 2
            or rate.unit != "%"
            or rate.kind == "change_rate"
            or rate.role is not None
            or not (listed or named)
        ):
            continue
        pairs = [
            (over, part)
            for over, part in combinations(numbers[:place], 2)
            if figures[over].unit == figures[part].unit != "%"
            and figures[over].kind in {"count", "money", "quantity"}
            and (listed or _names(text, figures, over, begin + (named.start() if named else 0), named))
        ]
        judged = [(pair, verdict) for pair in pairs if (verdict := _ratio(figures, pair, rate)) is not None]
        only = judged[:1] if len(pairs) == 1 and place == 2 else []
        chosen = [entry for entry in judged if entry[1][0]] or only
        for (over, part), (holds, rounding) in chosen[:1]:
            checks.append(
                InnerCheck("share", (part,), holds, over=over, equals=at, only_by_rounding=rounding)
            )
    return checks


def _names(text: str, figures: Sequence[Phrase], over: int, end: int, named: re.Match[str] | None) -> bool:
    """Whether what is rated stands between the whole and the rate (合格1176批次, 8家达标)."""
    return named is not None and bool(
        re.search(rf"(?<![不未非无没]){re.escape(named['noun'])}", text[figures[over].end : end])
    )


def _alone(value: Decimal) -> Extent:
    """A value that stands for itself only."""
    return Extent(value, value, value)


def share_of_good(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """8家平台中优秀2家、良好4家、合格2家，优良率75%: those that are 优秀 or 良好 together."""
    checks = []
    for place, at in enumerate(numbers):
        begin = figures[numbers[place - 1]].end if place else 0
        if not place or figures[at].unit != "%" or not _GOOD.search(text[begin : figures[at].start]):
            continue
        graded = {
            grade: other
            for other in numbers[:place]
            for grade in ("优秀", "良好")
            if re.search(
                rf"{grade}(?:等次|等级|平台|企业|单位|的)?(?:有|为)?$", text[: figures[other].start][-8:]
            )
        }
        if len(graded) < 2:
            continue
        whole = next((other for other in numbers[:place] if other < min(graded.values())), None)
        extents = Extent.of_all(figures[other] for other in (*graded.values(), whole) if other is not None)
        if whole is None:
            checks += _of_those_listed(figures, numbers[:place], graded, at)
            continue
        if not extents or len({figures[other].unit for other in (*graded.values(), whole)}) > 1:
            continue
        ratio = (extents[0] + extents[1]) / extents[2]
        if ratio is not None:
            holds, rounding = ratio.percent().agrees(figures[at].interval)
            of = tuple(sorted(graded.values()))
            checks.append(InnerCheck("share", of, holds, over=whole, equals=at, only_by_rounding=rounding))
    return checks


def _of_those_listed(
    figures: Sequence[Phrase], numbers: list[int], graded: dict[str, int], rate: int
) -> list[InnerCheck]:
    """优秀3家、良好5家、合格4家、不合格1家，优良率61.5%: of all that are listed, where more than the two are."""
    listed = [at for at in numbers if figures[at].unit == figures[graded["优秀"]].unit]
    of = tuple(sorted(graded.values()))
    good, extents = (Extent.of_all(figures[at] for at in members) for members in (of, listed))
    if len(listed) < 3 or not extents or not good:
        return []
    ratio = reduce(add, good) / reduce(add, extents)
    if ratio is None:
        return []
    holds, rounding = ratio.percent().agrees(figures[rate].interval)
    return [InnerCheck("share", of, holds, equals=rate, only_by_rounding=rounding)]


def days_of_a_year(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """全年优良天数310天，优良率84.7%: can it be the share of so many days of a year?

    HJ 663-2013 asks for valid values on at least 324 days of a year. A rate between the days of the year and those
    says nothing, as the valid days are not told.
    """
    checks: list[InnerCheck] = []
    for place, at in enumerate(numbers):
        days, rate = figures[numbers[place - 1]], figures[at]
        if (
            not place
            or days.unit != "天"
            or days.value is None
            or rate.unit != "%"
            or rate.kind == "change_rate"
            or not _GOOD_DAYS.match(text[days.end : rate.start])
            or sum(figures[other].unit == "天" for other in numbers) > 1
        ):
            continue
        begin = figures[numbers[place - 2]].end if place > 1 else 0
        said = text[begin : days.start]
        if not _WHOLE_YEAR.search(said) or _PART_OF_YEAR.search(said):
            continue
        exact = [_alone(100 * days.value / length).agrees(rate.interval) for length in (365, 366)]
        if any(holds for holds, _ in exact):
            checks.append(InnerCheck("share", (numbers[place - 1],), True, equals=at))
        elif (
            rate.value is not None
            and not 100 * days.value / 366 <= rate.value <= 100 * days.value / _FEWEST_DAYS
        ):
            checks.append(InnerCheck("share", (numbers[place - 1],), False, equals=at))
    return checks


def _ratio(figures: Sequence[Phrase], pair: tuple[int, int], rate: Phrase) -> tuple[bool, bool] | None:
    extents = Extent.of_all(figures[at] for at in pair)
    ratio = extents[1] / extents[0] if extents else None
    return ratio.percent().agrees(rate.interval) if ratio else None
