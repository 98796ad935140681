"""Acts and rooms in words, as the rooms declare them. The log keeps codes ("room.verb"), which never change.

A code that is not here is shown as it is: the log must be readable whatever a later room writes into it.
"""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from keqiao.web.site.rooms import Words, rooms

OTHERS: dict[str, Words] = {"demo": pgettext_lazy("audit", "Demonstration")}
"""What writes entries and is no room."""
GROUPS: dict[str, Words] = {
    room.label: room.name for room in rooms() if any(act.startswith(f"{room.label}.") for act in room.acts)
} | OTHERS
"""The groups of acts, in the order in which they are offered."""
ACTS: dict[str, Words] = {code: words for room in rooms() for code, words in room.acts.items()} | {
    "demo.load": _("load demonstration city")
}


def in_words(action: str) -> str:
    """What ``action`` is called in the reader's language."""
    return str(ACTS.get(action, action))


def room_in_words(room: str) -> str:
    """What the group of actions ``room`` is called in the reader's language."""
    return str(GROUPS.get(room, room))


def grouped(chosen: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices by group: (group, [("accounts.", everything of it), ("accounts.sign_in", in words), …]).

    ``chosen`` is offered too where it is unknown here.
    """
    codes = list(ACTS)
    found = [
        (
            room_in_words(room),
            [
                (f"{room}.", gettext("%(group)s: all") % {"group": room_in_words(room)}),
                *((code, in_words(code)) for code in codes if code.partition(".")[0] == room),
            ],
        )
        for room in GROUPS
    ]
    if chosen and chosen not in ACTS and chosen[:-1] not in GROUPS:
        found.append((gettext("Others"), [(chosen, chosen)]))
    return found
