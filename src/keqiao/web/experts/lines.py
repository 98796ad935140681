"""The lines that an expert types: points, comments and declarations, read without losing what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _

from keqiao.web.experts.services.scores import ScoreEntry

LONGEST = 20
"""Characters of points that are read at all."""
WIDTHS = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0e", "0123456789.")
"""Full-width figures, as Chinese input methods give them."""


@dataclass
class TypedScore:
    """What was typed for a subject, and what is wrong with it."""

    points: str = ""
    comment: str = ""
    error: str = ""


def typed(post: QueryDict, keys: Sequence[int]) -> dict[int, TypedScore]:
    """Return what was typed for the subjects that stand in the form, by their keys."""
    return {
        key: TypedScore(_text(post.get(f"points-{key}", ""))[:100], _text(post.get(f"comment-{key}", "")))
        for key in keys
        if f"points-{key}" in post
    }


def asked_for(post: QueryDict) -> set[int]:
    """Return the keys of the subjects that a form speaks of, whether it may or not."""
    numbers = set()
    for name in post:
        begin, _dash, number = name.partition("-")
        if begin in {"points", "comment", "conflict"} and number.isascii() and number.isdigit():
            numbers.add(int(number[:18]))
    return numbers


def read(lines: Mapping[int, TypedScore]) -> dict[int, ScoreEntry]:
    """Return the lines as figures; a line that is no number keeps its error and is left out."""
    given = {}
    for key, line in lines.items():
        text = line.points.translate(WIDTHS).strip()
        try:
            points = Decimal(text) if text else None
        except InvalidOperation:
            points = None
            line.error = _("“%(text)s” is no number; write points as in 85 or 84.5.") % {"text": line.points}
        if points is not None and (len(text) > LONGEST or not points.is_finite()):
            line.error = _("Points lie between 0 and 100, with two decimals at most.")
        if not line.error:
            given[key] = ScoreEntry(points, line.comment)
    return given


def answers(post: QueryDict, keys: Sequence[int]) -> dict[int, tuple[bool | None, str]]:
    """Return the declarations: key of the subject → (conflict or not, ground); None where nothing was chosen."""
    words = {"yes": True, "no": False}
    return {
        key: (words.get(post.get(f"conflict-{key}", "")), _text(post.get(f"ground-{key}", "")))
        for key in keys
        if f"conflict-{key}" in post
    }


def _text(raw: str) -> str:
    return raw.replace("\0", "").strip()
