"""The navigation on the left: what the rooms declare and the user may open, in groups, in the order of the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import get_script_prefix

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.rooms import NavigationEntry, NavigationGroup, Words, rooms


@dataclass(frozen=True)
class NavigationItem:
    """A line of the navigation as shown."""

    url: str
    label: Words
    icon: str
    current: bool


@dataclass(frozen=True)
class NavigationSection:
    """A group as shown: a key for the page, its heading (the first has none), its lines."""

    key: str
    heading: Words
    items: Sequence[NavigationItem]

    @property
    def current(self) -> bool:
        """Whether the present page belongs to one of the lines."""
        return any(item.current for item in self.items)


def sections(user: Actor, path: str) -> list[NavigationSection]:
    """Return the groups for ``user`` that have a line; the line whose address begins ``path`` (the longest) is
    current.
    """
    if not user.is_authenticated:
        return []
    entries = [
        entry
        for room in rooms()
        for entry in room.navigation
        if entry.right is None or user.has_right(entry.right)
    ]
    present = _present(entries, path)
    prefix = get_script_prefix().rstrip("/")
    lines = [
        (entry.group, NavigationItem(prefix + entry.path, entry.label, entry.icon, entry is present))
        for entry in entries
    ]
    return [
        NavigationSection(group.value, group.heading, items)
        for group in NavigationGroup
        if (items := [item for of, item in lines if of is group])
    ]


def _present(entries: Sequence[NavigationEntry], path: str) -> NavigationEntry | None:
    """Return the entry that ``path`` belongs to; the start page is that of no other address."""
    matching = [
        entry for entry in entries if (entry.path == path if entry.path == "/" else entry.holds(path))
    ]
    return max(matching, key=lambda entry: entry.holds(path), default=None)


def search_address() -> str:
    """Where the search box sends its ``q``; empty when no room can search."""
    address = next((room.search for room in reversed(rooms()) if room.search), "")
    return get_script_prefix().rstrip("/") + address if address else ""
