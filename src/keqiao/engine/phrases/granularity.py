"""Whole numbers behind a printed rate, as GRIM looks for them behind means (Brown and Heathers 2017)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from keqiao.engine.phrases.extent import Extent
from keqiao.engine.phrases.in_order import in_order
from keqiao.engine.phrases.inner_check import InnerCheck
from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.vocabulary import MONEY

_PERCENT = Decimal(100)
_CHANGED = re.compile(
    r"^(?:[^，。；、]{0,6}[，,（(]|[^，。；、]{0,4}中)?(?:与?(?:同比|环比|[比较](?:上年|去年|上期|年初)(?:同期|末|底)?))?(?:实现)?"
    r"(?:增长|增加|下降|减少|提高|上升|增幅|降幅|增速)(?:了|为|达|达到|约)?$"
)
"""36件，同比增长24.14%: the rate is that of the count; what stands between speaks of nothing else."""


def granularity(text: str, figures: Sequence[Phrase], numbers: list[int]) -> list[InnerCheck]:
    """Is there a whole number that gives the printed rate of a count?"""
    checks = []
    for first, second in _counts_with_rates(text, figures, numbers):
        count, rate, printed = figures[first], figures[second], Extent.of(figures[second])
        if not _is_counted(count) or printed is None or rate.qualifier != "exact":
            continue
        between, number = _outside_brackets(text[count.end : rate.start]), count.value or Decimal(0)
        if "年均" in between or "年平均" in between:
            continue
        listed = second - first > 1 and "）" not in between
        if rate.kind == "change_rate" and rate.direction != "same" and (listed or _CHANGED.search(between)):
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
    ordered = in_order(text, figures, numbers)
    behind = {rate for _, rates in ordered for rate in rates}
    pairs = [
        (before_brackets(text, figures, first, second), second)
        for first, second in pairwise(numbers)
        if second not in behind
    ]
    pairs += [pair for counts, rates in ordered for pair in zip(counts, rates, strict=False)]
    return sorted(pairs, key=lambda pair: pair[1])


def before_brackets(text: str, figures: Sequence[Phrase], first: int, second: int) -> int:
    """102家（其中规上12家、高企30家），同比增长20%: what follows a bracket is said of the figure before it."""
    if not text[figures[first].end :].startswith("）"):
        return first
    opened = text.rfind("（", 0, figures[first].start)
    outer = [at for at in range(second) if figures[at].end == opened]
    return outer[0] if outer else first


def _outside_brackets(text: str) -> str:
    """The words without those in brackets."""
    return re.sub("（[^（）]*）", "", text)


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
