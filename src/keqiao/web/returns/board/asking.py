"""What the board is asked for, read from its address; parts that make no sense are left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from keqiao.web.registry.keeping.asking import Filter, clean, turned
from keqiao.web.returns.board.rows import BoardRow
from keqiao.web.returns.models import Return
from keqiao.web.returns.selectors import HANDED_IN
from keqiao.web.site.tables.definition import Light

LIGHTS: tuple[Light, ...] = ("bad", "watch", "good")
LISTS: dict[str, Callable[[BoardRow], bool]] = {
    "late": lambda row: row.form.is_editable and row.standing.light == "bad",
    "unread": lambda row: row.form.read_at is None and row.form.state == Return.State.DRAFT,
    "missing": lambda row: row.form.is_editable,
    "handed_in": lambda row: row.form.state in HANDED_IN,
    "unlock": lambda row: row.unlock is not None,
}
"""Lists that are asked for often, by their name in the address."""
ORDERS: dict[str, Callable[[BoardRow], Any]] = {
    "platform": lambda row: row.form.platform.code,
    "state": lambda row: Return.State.values.index(row.form.state),
    "light": lambda row: LIGHTS.index(row.standing.light),
    "figures": lambda row: (row.given / row.asked if row.asked else 0, row.back),
    "due": lambda row: row.form.due_on,
    "late_days": lambda row: row.form.late_days,
    "reviewer": lambda row: str(row.reviewer or ""),
    "submitted": lambda row: row.form.submitted_at.timestamp() if row.form.submitted_at else 0,
    "last": lambda row: row.last.at.timestamp() if row.last else 0,
}
"""Columns by which the board may be sorted."""


@dataclass(frozen=True)
class Wanted:
    """What the address asks for."""

    day: date
    state: str = ""
    light: str = ""
    only: str = ""
    reviewer: str = ""
    words: str = ""
    order: str = ""
    query: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))

    def turned(self, **changes: str) -> str:
        """Return the address with some parts changed; an empty text leaves a part out."""
        return turned(self.query, **changes)


def asked(query: QueryDict, day: date) -> Wanted:
    """Read the address of a board."""

    def one_of(name: str, known: Any) -> str:
        text = query.get(name, "")
        return text if text in known else ""

    order = query.get("sort", "")
    return Wanted(
        day,
        one_of("state", Return.State.values),
        one_of("light", LIGHTS),
        one_of("only", LISTS),
        clean(query.get("reviewer", "")),
        clean(query.get("q", "")),
        order if order.removeprefix("-") in ORDERS else "",
        query.copy(),
    )


def found(rows: list[BoardRow], wanted: Wanted) -> list[BoardRow]:
    """Return the rows that the address asks for, in its order."""
    kept = [row for row in rows if _fits(row, wanted)]
    if wanted.order:
        kept.sort(key=ORDERS[wanted.order.removeprefix("-")], reverse=wanted.order.startswith("-"))
    return kept


def _fits(row: BoardRow, wanted: Wanted) -> bool:
    form = row.form
    if wanted.state and form.state != wanted.state:
        return False
    if wanted.light and row.standing.light != wanted.light:
        return False
    if wanted.only and not LISTS[wanted.only](row):
        return False
    if wanted.reviewer and (row.reviewer is None or row.reviewer.username != wanted.reviewer):
        return False
    named = f"{form.platform.code} {form.platform.short_name} {form.platform.short_name_en}".lower()
    return wanted.words.lower() in named


def lists_in_words() -> dict[str, str]:
    """Return the names of the lists that are asked for often."""
    return {
        "late": _("Overdue"),
        "unread": _("Not opened yet"),
        "missing": _("Not handed in"),
        "handed_in": _("Handed in"),
        "unlock": _("Unlocking asked for"),
    }


def lights_in_words() -> dict[Light, str]:
    """Return the words for the lights."""
    return {"bad": _("overdue"), "watch": _("needs a look"), "good": _("in order")}


def filters_shown(rows: list[BoardRow], wanted: Wanted) -> list[Filter]:
    """Return the filters of the form."""
    reviewers = {row.reviewer.username: str(row.reviewer) for row in rows if row.reviewer is not None}
    return [
        Filter("only", _("List"), wanted.only, list(lists_in_words().items())),
        Filter("state", _("State"), wanted.state, [(key, str(word)) for key, word in Return.State.choices]),
        Filter(
            "light", _("Light"), wanted.light, [(str(key), word) for key, word in lights_in_words().items()]
        ),
        Filter("reviewer", _("Reviewer"), wanted.reviewer, sorted(reviewers.items())),
    ]
