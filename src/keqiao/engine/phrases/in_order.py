"""Figures behind 分别, each with the one at its place before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keqiao.engine.phrases.phrase import Phrase

_ORDERED = re.compile(
    r"分别(?:同比|较上年|比上年)?(?:增长|下降|增加|减少|提高|占)(?:了|比(?:为|达)?)?\s{0,2}$"
)


def in_order(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[tuple[list[int], list[int]]]:
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
        known = numbers[:place]
        if figures[at].kind in {"change_rate", "change_points"}:
            # 立项68项，其中国家级9项，到位资金2.35亿元，分别增长…: a part is no noun of its own.
            known = [other for other in known if figures[other].role != "part"]
        counts = known[max(len(known) - len(rates), 0) :]
        lists.append((counts if len(counts) == len(rates) > 1 else [], rates))
    return lists
