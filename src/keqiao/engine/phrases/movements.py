"""Levels and the changes between them: 由 a 提高到 b, 提高 c; 现有 a, 较上年增加 c, 增长 d."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import CheckType, InnerCheck
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.vocabulary import DOWN, RATES_OF_CHANGE, UP, alternatives

_YEAR = re.compile(r"(?:19|20)\d{2}(?=年|\s?[—–～至-]+\s?(?:19|20)\d{2}年)")
_OF_CHANGE = alternatives((*UP, *DOWN, *RATES_OF_CHANGE, "翻"))
_BESIDE = (
    "年均|每年|平均|同比|环比|累计|净|共|总体|合计|实现|幅度|期间|五年间|[两三四五六七八九十]年间?|间"
    "|了|为|达到|达|约|近|超过|超"
)
GOES_ON = re.compile(
    rf"^[，、,（(；;]?\s?(?:(?:[比较](?:上年|去年|年初|上期|同期)(?:同期|末|底)?|{_BESIDE}|{_OF_CHANGE})){{0,6}}$"
)
"""What stands between a movement and a change that it makes; anything else may be about another thing."""
_TIMES_OF = re.compile(r"^[，,](?:是|为|相当于|达到?)(?P<year>(?:19|20)\d{2}年)的$")
"""是2020年的2倍: said of this movement where it began in that year."""
_BEGUN_AT = re.compile(r"(?:由|从|在|较)[^，。；\d]{0,8}(?:\d{4}年(?:底|末)?)?的?(?:基础上)?$")
_CHANGED_BY = re.compile(r"^(?:的?基础上)?(?:净?增加?|增长|减少|下降)了?$")
_COME_TO = re.compile(r"^[，,]?(?:目前|现在|今年)?(?:达到?|增至|降至|增加到|减少到|总数达到?)$")
_SAID_BEFORE = re.compile(r"^[，,：:（(]?[^，。；\d]{0,6}(?:由|从|自)[^，。；]{0,12}$")
_SINCE = re.compile(
    r"^[，、,（(]?(?:比|较|同比|环比)[^，。；\d]{0,8}(?:净?增加?|增长|减少|下降)了?$|^[，、,（(]净[增减]少?$"
)


def movements(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """由 a 提高到 b, 提高 c (增长 d); 翻一番, 由 a 提高到 b: do the changes follow from a and b?"""
    checks = []
    for first, second in pairwise(numbers):
        if figures[first].role != "from" or figures[second].role != "to":
            continue
        for third in _changes_of(text, figures, numbers, first, second):
            if (check := moved(text, figures, first, second, third)) is not None:
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
        between = text[figures[third - 1].end : figures[third].start]
        since = _TIMES_OF.match(between)
        if since is not None and since["year"] not in text[: figures[first].start][-20:]:
            break
        if since is None and not GOES_ON.match(between):
            break
        changes.append(third)
    return changes


def moved(text: str, figures: Sequence[Phrase], first: int, second: int, third: int) -> InnerCheck | None:
    """Whether a change follows from the two levels; None where it says nothing about them."""
    extents = Extent.of_all((figures[first], figures[second]))
    change = figures[third]
    if extents is None:
        return None
    before, after = extents
    kind: CheckType = "difference"
    computed: Extent | None = None
    if change.kind in {"change_points", "change_amount"}:
        # A rank that falls in number has risen.
        computed = before - after if change.unit == "名次" else after - before
    elif change.kind in {"factor", "change_rate"} and figures[first].unit == figures[second].unit:
        computed, kind = after / before, "factor"
        if computed is not None and change.kind == "change_rate":
            computed = _per_year(computed, text, figures[first], figures[second], change)
            computed, kind = computed and computed.percent(less=1), "growth"
    if computed is None:
        return None
    holds, rounding = computed.agrees(change.interval)
    return InnerCheck(kind, (second, first), holds, equals=third, only_by_rounding=rounding)


def level_and_change(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """从去年的86家增加了24家，达到110家: does the change lead from one level to the other?"""
    checks = []
    for first, change, second in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if (
            figures[first].unit != figures[second].unit
            or figures[change].unit != figures[first].unit
            or figures[change].kind != "change_amount"
            or not _BEGUN_AT.search(text[: figures[first].start][-12:])
            or not _CHANGED_BY.match(text[figures[first].end : figures[change].start])
            or not _COME_TO.match(text[figures[change].end : figures[second].start])
        ):
            continue
        check = moved(text, figures, first, second, change)
        if check is not None:
            checks.append(check)
    return checks


def levels(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """现有412件, 较年初增加38件, 增长10.2%: does the rate follow from the level and its change?"""
    checks = []
    for level, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False):
        # 增加38件，增长10.2%, and 增长10.2%，净增38件.
        change, rate = (third, second) if figures[second].kind == "change_rate" else (second, third)
        since = GOES_ON if change == third else _SINCE
        if (
            figures[level].kind not in {"count", "money", "level", "quantity"}
            or "from" in {figures[level].role, level in numbers[1:] and figures[level - 1].role}
            or figures[change].kind != "change_amount"
            or figures[change].unit != figures[level].unit
            or figures[rate].kind != "change_rate"
            or not since.match(text[figures[level].end : figures[second].start])
            or not GOES_ON.match(text[figures[second].end : figures[third].start])
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
    begin = _YEAR.findall(text[max(first.start - 24, 0) : first.start])
    end = _YEAR.findall(text[first.end : second.start])
    if not end and len(begin) > 1:
        begin, end = begin[-2:-1], begin[-1:]  # 2020年至2024年，由…增至…
    years = int(end[-1]) - int(begin[-1]) if begin and end else 0
    return ratio.root(years) if years > 0 else None
