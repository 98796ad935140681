"""Ranks beside points: who has more points does not stand behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase

_NEXT = re.compile(
    r"^[，,（(]?(?:在?(?:全市|全省|全区|全县))?(?:排名?|居|位居|列|位列|名列)?(?:在|全市|全省)?(?:为)?$"
)
_SCORED = re.compile(r"(?:得分?|评分|总分)(?:为|是)?$")
_UNIT = re.compile(r"[院台心区镇市县校司厂所室园队]$")


def rankings(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """甲85.1分居第2位，乙92.5分居第1位: are the ranks in the order of the points?"""
    pairs = [
        (points, points + 1)
        for points in numbers
        if points + 1 in numbers
        and figures[points].unit == "分"
        and figures[points].qualifier == figures[points + 1].qualifier == "exact"
        and figures[points].kind == "quantity"
        and figures[points + 1].kind == "rank"
        and _NEXT.match(text[figures[points].end : figures[points + 1].start])
    ]
    nouns = [text[figures[points - 1].end if points else 0 : figures[points].start] for points, _ in pairs]
    if len(pairs) < 2 or not _of_one_list(nouns):
        return []
    scored = [(figures[points].value or 0, figures[rank].value or 0) for points, rank in pairs]
    return [InnerCheck("rank", tuple(at for pair in pairs for at in pair), in_order_of_points(scored))]


def _of_one_list(nouns: Sequence[str]) -> bool:
    """Whether the points are of one ranking: 得 stands before them, or units of one kind; not 满意度 beside 知晓度."""
    return all(_SCORED.search(noun) for noun in nouns) or (
        all(_UNIT.search(noun) for noun in nouns) and len({noun[-1:] for noun in nouns}) == 1
    )


def in_order_of_points(scored: Sequence[tuple[object, object]]) -> bool:
    """Whether no one with more points has a worse (higher) rank. ``scored``: points and rank of each."""
    return not any(
        points > other and rank > before  # type: ignore[operator]
        for points, rank in scored
        for other, before in scored
    )
