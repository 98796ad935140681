"""Figures in a row (2.1亿、1.8亿和2.5亿元; 分别增长11.2%和-4.5%): what one of them says goes for its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace

from keqiao.engine.phrases.phrase import Phrase, PhraseKind

_NEXT = re.compile(r"^\s*[、和与及]\s*$")
_CHANGES: tuple[PhraseKind, ...] = ("change_rate", "change_points", "change_amount")
_BARE: tuple[PhraseKind, ...] = ("count", "money", "quantity", "share")


def with_neighbours(text: str, figures: list[Phrase]) -> list[Phrase]:
    """The figures: one without a unit takes that of the next in its row, one behind a change is a change as well."""
    figures = list(figures)
    for at in range(len(figures) - 2, -1, -1):
        figure, following = figures[at], figures[at + 1]
        if (
            figure.unit is None
            and figure.value is not None
            and following.unit
            and _in_a_row(text, figure, following)
        ):
            lints = tuple(lint for lint in figure.lints if lint != "no_measure_word")
            figures[at] = replace(figure, unit=following.unit, kind=following.kind, lints=lints)
        elif (
            figure.unit == "个" and following.kind == "change_points" and _in_a_row(text, figure, following)
        ):  # 5.1个、3.4个百分点
            figures[at] = replace(figure, unit=following.unit, kind=following.kind)
    for at in range(1, len(figures)):
        before, figure = figures[at - 1], figures[at]
        if (
            before.kind in _CHANGES
            and figure.kind in _BARE
            and figure.unit == before.unit
            and _in_a_row(text, before, figure)
        ):
            figures[at] = _changed_like(before, figure)
    return figures


def _in_a_row(text: str, figure: Phrase, following: Phrase) -> bool:
    return _NEXT.match(text[figure.end : following.start]) is not None


def _changed_like(before: Phrase, figure: Phrase) -> Phrase:
    """The figure as a change in the direction of the one before; a sign of its own decides where it has one."""
    if figure.value is None or figure.value < 0:
        return replace(figure, kind=before.kind, direction="down")
    if before.direction == "down" and (before.value or 0) < 0 and not before.span.startswith("-"):
        return replace(
            figure,
            kind=before.kind,
            value=-figure.value,
            interval=figure.interval.mirrored(),
            direction="down",
        )
    return replace(figure, kind=before.kind, direction="up")
