"""Levels of two years and the growth between them, also in two sentences; series of years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.movements import GOES_ON, moved
from keqiao.engine.phrases.phrase import Phrase

_LEVELS = {"count", "money", "level", "quantity", "share", "rate", "change_amount"}
_CHANGES = {"change_rate", "change_amount", "change_points", "factor"}
_SENTENCES_BACK = 2
_EARLIER = re.compile(
    r"^[，,（(]?(?:比|较|而)?(?P<year>上一?年|去年|上年同期|去年同期|上期|年初|(?:19|20)\d{2}年)(?:同期|末|底)?(?:的|为|是|仅为?|只有)?$"
)
"""7759万元（上年6250万元）, 较上年的6250万元."""
_CLOSED = re.compile(r"^[）)]")
_DATED = re.compile(
    r"(?P<year>(?:19|20)\d{2}年度?|上一?年|去年|今年|本年)(?:末|底|全年)?"
    r"(?P<part>\d{1,2}\s?[—–-]\s?\d{1,2}月(?:份)?|\d{1,2}月份?|[上下]半年|前三季度|[一二三四]季度)?[，,]?"
    r"(?P<noun>[^，。；：、（）()\d]{0,16})$"
)
_FILLER = re.compile(
    r"^(?:全市|全县|全省|实现|完成|达到|共)+|(?:已|共|总计|合计|累计|有|达|到|为|是|完成|实现|约)+$"
)
_BEFORE = {"上年": -1, "上一年": -1, "去年": -1, "今年": 0, "本年": 0}
_SERIES = re.compile(
    r"(?P<years>(?:19|20)\d{2}年?(?:[、，和及至](?:19|20)\d{2}年?)+)[^，。；\d]{0,16}分别(?:为|是|达到?|有)$"
)
_PER_YEAR = re.compile(r"^[，,]?年均(?:增长|增幅|增速|下降)(?:为|达|约|了)?$")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def earlier_levels(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """7759万元，较上年的6250万元增长24.1%: does the change follow from both levels?"""
    checks = []
    for place, (level, earlier) in enumerate(pairwise(numbers)):
        if (
            figures[level].kind not in _LEVELS
            or figures[earlier].kind not in _LEVELS
            or figures[level].unit != figures[earlier].unit
            or not _EARLIER.match(text[figures[level].end : figures[earlier].start])
        ):
            continue
        for change in numbers[place + 2 :]:
            between = text[figures[change - 1].end : figures[change].start]
            if figures[change].kind not in _CHANGES or not GOES_ON.match(_CLOSED.sub("", between)):
                break
            checks += _moved(text, figures, earlier, level, change)
    return checks


def years_apart(text: str, figures: Sequence[Phrase]) -> list[InnerCheck]:
    """2023年收入6250万元；2024年收入7759万元，同比增长24.1%: noun, part of the year and year tell the earlier level."""
    dated = _dated(text, figures)
    checks = []
    for level, (year, noun) in dated.items():
        change = level + 1
        if not noun or change >= len(figures) or figures[change].kind not in _CHANGES:
            continue
        between = text[figures[level].end : figures[change].start]
        if "环比" in between or not GOES_ON.match(between):
            continue
        mean = "年均" in between
        earlier = [
            at
            for at, (other, name) in dated.items()
            if at < level
            and (year - other == 1 or (mean and year > other > 0))
            and name == noun
            and figures[at].unit == figures[level].unit
            and len(re.findall("[。；;]", text[figures[at].end : figures[level].start])) <= _SENTENCES_BACK
        ]
        if len(earlier) == 1 and mean:
            checks += _compound(figures, earlier[0], level, change, year - dated[earlier[0]][0])
        elif len(earlier) == 1:
            checks += _moved(text, figures, earlier[0], level, change)
    return checks


def series(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """2022年、2023年、2024年收入分别为…, 年均增长…: is it the compound growth from the first year to the last?"""
    checks = []
    for place, first in enumerate(numbers):
        match = _SERIES.search(text[figures[first - 1].end if first else 0 : figures[first].start])
        if match is None:
            continue
        years = [int(year) for year in _YEAR.findall(match["years"])]
        if "至" in match["years"] and len(years) == 2:
            years = list(range(years[0], years[1] + 1))
        members = numbers[place : place + len(years)]
        rate = first + len(years)
        if len(members) < max(len(years), 2) or rate not in numbers or years[-1] <= years[0]:
            continue
        alike = len({(figures[at].unit, figures[at].kind) for at in members}) == 1
        if alike and _PER_YEAR.match(text[figures[members[-1]].end : figures[rate].start]):
            checks += _compound(figures, members[0], members[-1], rate, years[-1] - years[0])
    return checks


def _compound(figures: Sequence[Phrase], earlier: int, level: int, rate: int, years: int) -> list[InnerCheck]:
    """年均增长: the growth of one of so many equal years."""
    extents = Extent.of_all((figures[earlier], figures[level]))
    ratio = extents[1] / extents[0] if extents else None
    if ratio is None or figures[rate].kind != "change_rate":
        return []
    holds, rounding = ratio.root(years).percent(less=1).agrees(figures[rate].interval)
    return [InnerCheck("growth", (level, earlier), holds, equals=rate, only_by_rounding=rounding)]


def _dated(text: str, figures: Sequence[Phrase]) -> dict[int, tuple[int, str]]:
    """The year, or its distance from this one, and the noun of each level that has a year.

    A noun goes on to the next one that has none: 2020年收入1000亿元，2024年达到1500亿元.
    """
    dated: dict[int, tuple[int, str]] = {}
    for at, figure in enumerate(figures):
        if figure.kind not in _LEVELS or figure.role not in {None, "total", "to"}:
            continue
        match = _DATED.search(text[figures[at - 1].end if at else 0 : figure.start])
        if match is None:
            continue
        noun = _FILLER.sub("", match["noun"]) or dated.get(at - 1, (0, ""))[1].partition("|")[0]
        year = _BEFORE.get(match["year"])
        dated[at] = (
            int(match["year"][:4]) if year is None else year,
            f"{noun}|{match['part'] or ''}" if noun else "",
        )
    return dated


def _moved(text: str, figures: Sequence[Phrase], earlier: int, level: int, change: int) -> list[InnerCheck]:
    check = moved(text, figures, earlier, level, change)
    return [] if check is None else [check]
