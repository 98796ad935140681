"""Weaknesses of single figures that need what stands around them."""

from __future__ import annotations

import re
from dataclasses import replace

from keqiao.engine.phrases.phrase import Phrase
from keqiao.engine.phrases.vocabulary import DOWN, ESTIMATES, UP, alternatives

MOST_DECIMALS, MOST_DIGITS = 3, 6
"""An estimate with more decimals or more digits pretends to know what it does not."""

_CHANGE_ALONE = re.compile(
    rf"^[，、,；]?(?:同比|环比)?(?:比|较)?(?:上年|去年|上一年|上期|年初|上年同期|去年同期|同期)?"
    rf"(?:同比)?(?:{alternatives((*UP, *DOWN))})了?$"
)
_CLAUSE = re.compile(r"[，。；：、\n]")


def with_lints(text: str, figures: list[Phrase]) -> list[Phrase]:
    """The figures, with percent said for percentage points, and estimates that are too precise."""
    linted: list[Phrase] = []
    for at, figure in enumerate(figures):
        before = figures[at - 1] if at else None
        lints = figure.lints
        if (
            figure.kind == "change_rate"
            and figure.direction != "same"
            and before is not None
            and before.kind in {"share", "rate"}
            and _CHANGE_ALONE.match(text[before.end : figure.start])
            and not _of_an_amount(text, figures, at)
        ):
            lints = (*lints, "percent_for_points")
        if _false_precision(text, figure):
            lints = (*lints, "false_precision")
        linted.append(replace(figure, lints=lints))
    return linted


def _of_an_amount(text: str, figures: list[Phrase], at: int) -> bool:
    """完成5603万元，占预算的45.5%，同比增长28.1%: what grew is the amount before the share."""
    if at < 2 or figures[at - 2].kind not in {"money", "count", "quantity", "level"}:
        return False
    between = text[figures[at - 2].end : figures[at - 1].start]
    return not re.search("[。；;]|占比|比重|比例|强度|(?<!完成)率", between)


def _false_precision(text: str, figure: Phrase) -> bool:
    written = re.search(r"\d[\d,]*(?:\.(\d+))?", figure.span)
    if written is None or figure.value is None:
        return False
    begin = max((match.end() for match in _CLAUSE.finditer(text, 0, figure.start)), default=0)
    if not any(word in text[begin : figure.end] for word in ESTIMATES):
        return False
    digits = len(re.sub(r"\D", "", written.group()).strip("0"))
    return len(written.group(1) or "") >= MOST_DECIMALS or digits > MOST_DIGITS
