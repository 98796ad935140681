"""Sums inside a sentence: 其中 and 共."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import add

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase

_WHOLE = re.compile("其他|其它|其余|另外|分别|[三四五六两]项合计|构成")
_TITLES = re.compile("高新技术企业|高企|专精特新|规上|规模以上|科技型|小巨人|瞪羚|独角兽|上市|挂牌|雏鹰|潜在")
LONGEST_TITLE = 8
"""So many characters behind a figure may hold the title that it counts."""


def sums(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
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
        if not holds and _of_several(figures, numbers, parts, total):
            continue
        too_much = together.value > whole.value and not _may_overlap(text, figures, parts, total)
        if holds or too_much or _are_all(text, figures, parts, total):
            checks.append(InnerCheck("sum", tuple(parts), holds, equals=total, only_by_rounding=rounding))
    return checks


def _of_several(figures: Sequence[Phrase], numbers: list[int], parts: list[int], total: int) -> bool:
    """Whether each part has its own total (申请和授权分别5764件和2893件，其中发明929件和249件), or they are parts of
    the totals together (固定260人，流动85人，其中高级100人).
    """
    wholes = [
        at
        for at in numbers
        if at <= total and figures[at].unit == figures[total].unit and figures[at].kind == figures[total].kind
    ]
    if total > parts[0] or len(wholes) < 2:
        return False
    together = sum((figures[at].value or 0) * figures[at].times for at in parts)
    return len(wholes) == len(parts) or together <= sum(figures[at].value or 0 for at in wholes)


def _may_overlap(text: str, figures: Sequence[Phrase], parts: list[int], total: int) -> bool:
    """Whether one thing may be counted in several parts: a firm has more than one title."""
    begin, end = _extent_in_text(figures, parts, total)
    return len(_TITLES.findall(text[begin : end + LONGEST_TITLE])) > 1


def _extent_in_text(figures: Sequence[Phrase], parts: list[int], total: int) -> tuple[int, int]:
    """Where the first of the figures begins and the last ends."""
    together = [figures[at] for at in (*parts, total)]
    return min(figure.start for figure in together), max(figure.end for figure in together)


def _are_all(text: str, figures: Sequence[Phrase], parts: list[int], total: int) -> bool:
    """Whether the words say that the parts are the whole: 其他, 分别, 三项合计, or a 共 after them."""
    begin, end = _extent_in_text(figures, parts, total)
    return total > parts[-1] or _WHOLE.search(text[max(begin - 10, 0) : end]) is not None
