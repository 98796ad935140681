"""The filters and orders of the board of a collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from keqiao.web.returns.board.rows import BoardRow
from keqiao.web.returns.models import Return
from keqiao.web.returns.selectors import HANDED_IN
from keqiao.web.site.lists import Filter
from keqiao.web.site.tables.definition import Light

LIGHTS: tuple[Light, ...] = ("bad", "watch", "good")
LISTS: dict[str, Callable[[BoardRow], bool]] = {
    "late": lambda row: row.form.is_editable and row.status.light == "bad",
    "unread": lambda row: row.form.read_at is None and row.form.state == Return.State.DRAFT,
    "missing": lambda row: row.form.is_editable,
    "handed_in": lambda row: row.form.state in HANDED_IN,
    "unlock": lambda row: row.unlock is not None,
}
"""Lists that are asked for often, by their name in the address."""
ORDERS: dict[str, Callable[[BoardRow], Any]] = {
    "platform": lambda row: row.form.platform.code,
    "state": lambda row: Return.State.values.index(row.form.state),
    "light": lambda row: LIGHTS.index(row.status.light),
    "figures": lambda row: (row.filled / row.requested if row.requested else 0, row.back),
    "due": lambda row: row.form.due_on,
    "late_days": lambda row: row.form.late_days,
    "reviewer": lambda row: str(row.reviewer or ""),
    "submitted": lambda row: row.form.submitted_at.timestamp() if row.form.submitted_at else 0,
    "last": lambda row: row.last.at.timestamp() if row.last else 0,
}
"""Columns by which the board may be sorted."""


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


def filters(rows: list[BoardRow]) -> list[Filter]:
    """The filters of a board with these rows."""
    reviewers = {row.reviewer.username: str(row.reviewer) for row in rows if row.reviewer is not None}
    lights = [(str(light), word) for light, word in lights_in_words().items()]
    states = [(key, str(word)) for key, word in Return.State.choices]
    return [
        Filter("only", _("List"), choices=list(lists_in_words().items()), apply=_in_list),
        Filter("state", _("State"), choices=states, apply=_in_state),
        Filter("light", _("Light"), choices=lights, apply=_of_light),
        Filter(
            "reviewer", _("Reviewer"), choices=sorted(reviewers.items()), is_open=True, apply=_reviewed_by
        ),
        Filter("q", _("Platform"), kind="words", apply=_named),
    ]


def _in_list(rows: list[BoardRow], key: str) -> list[BoardRow]:
    return [row for row in rows if LISTS[key](row)]


def _in_state(rows: list[BoardRow], state: str) -> list[BoardRow]:
    return [row for row in rows if row.form.state == state]


def _of_light(rows: list[BoardRow], light: str) -> list[BoardRow]:
    return [row for row in rows if row.status.light == light]


def _reviewed_by(rows: list[BoardRow], username: str) -> list[BoardRow]:
    return [row for row in rows if row.reviewer is not None and row.reviewer.username == username]


def _named(rows: list[BoardRow], words: str) -> list[BoardRow]:
    def name(row: BoardRow) -> str:
        platform = row.form.platform
        return f"{platform.code} {platform.short_name} {platform.short_name_en}".lower()

    return [row for row in rows if words.lower() in name(row)]
