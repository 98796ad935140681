"""Acts and rooms in words, as the rooms declare them. The log keeps codes ("room.verb"), which never change.

A code that is not here is shown as it is: the log must be readable whatever a later room writes into it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import Registry, Words, rooms

OTHERS: dict[str, Words] = {"demo": pgettext_lazy("audit", "Demonstration")}
"""What writes entries and is no room."""
ACTS: Registry[Callable[[], Mapping[str, Words]]] = Registry("audit.acts")
"""Functions that return more acts of rooms, by code: those that rooms declare elsewhere."""


@cache
def acts() -> dict[str, Words]:
    """Return every act by its code, rooms from left to right."""
    declared = {code: words for room in rooms() for code, words in room.acts.items()}
    for more in ACTS:
        declared |= more()
    return declared | {"demo.load": _("load demonstration city")}


@cache
def groups() -> dict[str, Words]:
    """Return the groups of acts, in the order in which they are offered."""
    labels = {code.partition(".")[0] for code in acts()}
    return {room.label: room.name for room in rooms() if room.label in labels} | OTHERS


def in_words(action: str) -> str:
    """What ``action`` is called in the reader's language."""
    return str(acts().get(action, action))


def room_in_words(room: str) -> str:
    """What the group of actions ``room`` is called in the reader's language."""
    return str(groups().get(room, room))


def grouped(chosen: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by group: (group, [("accounts.", everything of it), ("accounts.sign_in", in words), …]).

    ``chosen`` is offered too where it is unknown here.
    """
    codes = list(acts())
    listed = [
        (
            room_in_words(room),
            [
                (f"{room}.", gettext("%(group)s: all") % {"group": room_in_words(room)}),
                *((code, in_words(code)) for code in codes if code.partition(".")[0] == room),
            ],
        )
        for room in groups()
    ]
    if chosen and chosen not in acts() and chosen[:-1] not in groups():
        listed.append((gettext("Others"), [(chosen, chosen)]))
    return listed
