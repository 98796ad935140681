"""Means of one amount over a count: 1250项、62.5亿元，平均每项500万元; 人均, 亩均."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.vocabulary import PER_HEAD, alternatives

_SCALES = {"万人": 10_000, "百万人": 1_000_000, "千人": 1000, "百人": 100}
_PEOPLE = {"人", "名", "位"}
_HOUSES = {"家", "户"}
_COUNTED = {"count", "quantity", "level"}
_AMOUNTS = {"money", "count", "quantity", "level"}
_OF = re.compile(
    rf"(?:{alternatives(list(PER_HEAD))})(?:平台|企业|单位|机构)?(?P<noun>[^，。；：、\d]{{0,10}}?)(?:为|达到?|约|是|有|近|超)?$"
)
_FILLER = re.compile(r"(?:已|现|共|总计|合计|累计|有|达|到|为|是|完成|实现|总额|总量|额|约){0,4}$")


def averages(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """Is a mean that of an amount over a count before it?

    The mean must be of the noun of the amount, or of none. It is contradicted only where one amount and one count
    stand before it, so that they must be meant.
    """
    checks = []
    for place, at in enumerate(numbers):
        mean = figures[at]
        unit, _, of = (mean.unit or "").partition("/")
        if mean.kind != "ratio" or not of or mean.qualifier not in {"exact", "about"}:
            continue
        match = _OF.search(text[figures[numbers[place - 1]].end if place else 0 : mean.start])
        if match is None:
            continue
        before = numbers[:place]
        counts = [
            number
            for number in before
            if figures[number].kind in _COUNTED and _counts(figures[number].unit, of)
        ]
        amounts = [
            number
            for number in before
            if figures[number].kind in _AMOUNTS
            and figures[number].unit == unit
            and figures[number].role not in {"criterion", "target"}
            and _is_of(text, figures, number, match["noun"])
        ]
        judged = [
            (count, amount, verdict)
            for count, amount in product(counts, amounts)
            if count != amount and (verdict := _mean(figures, count, amount, mean, of)) is not None
        ]
        chosen = [entry for entry in judged if entry[2][0]] or (judged if len(judged) == 1 else [])
        for count, amount, (holds, rounding) in chosen[:1]:
            checks.append(
                InnerCheck("average", (amount,), holds, over=count, equals=at, only_by_rounding=rounding)
            )
    return checks


def _counts(unit: str | None, of: str) -> bool:
    wanted = "人" if of in _SCALES else of
    return unit == wanted or any(wanted in alike and unit in alike for alike in (_PEOPLE, _HOUSES))


def _is_of(text: str, figures: Sequence[Phrase], at: int, noun: str) -> bool:
    """Whether the amount is that of the noun; of any where none is said."""
    left = text[figures[at - 1].end if at else 0 : figures[at].start]
    return not noun or _FILLER.sub("", left).endswith(noun)


def _mean(
    figures: Sequence[Phrase], count: int, amount: int, mean: Phrase, of: str
) -> tuple[bool, bool] | None:
    extents = Extent.of_all((figures[amount], figures[count]))
    computed = (extents[0] * _SCALES.get(of, 1)) / extents[1] if extents else None
    return computed.agrees(mean.interval) if computed is not None else None
