"""What a room declares about itself in its one file ``room.py``. Everything common to all rooms is read from there.

``settings.ROOMS`` is the one list of the rooms, from left to right: a room calls rooms to its left, never to its right.
What a room to the left asks of rooms to its right (uses of a figure, open work of a person, what waits for a user) it
keeps as a :class:`Registry`; the rooms name in ``provides`` what they give. Paths begin at the room's own package.

A declaration is read before the models are: ``room.py`` imports none and names functions by their paths. How a room is
added shows docs/developer/add-a-room.md.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from typing import Any, Generic, TypeVar

import yaml
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

Words = str | Promise
T = TypeVar("T")


class NavigationGroup(enum.Enum):
    """The groups of the navigation in their order."""

    START = "start"
    DATA = "data"
    EVALUATION = "evaluation"
    FUNDING = "funding"
    MATCHING = "matching"
    PROJECTS = "projects"
    POLICY = "policy"
    OVERSIGHT = "oversight"
    ADMINISTRATION = "administration"

    @property
    def heading(self) -> Words:
        """What stands above the group; nothing above the first."""
        return HEADINGS.get(self, "")


HEADINGS: dict[NavigationGroup, Words] = {
    NavigationGroup.DATA: pgettext_lazy("navigation group", "Data"),
    NavigationGroup.EVALUATION: pgettext_lazy("navigation group", "Evaluation"),
    NavigationGroup.FUNDING: pgettext_lazy("navigation group", "Money"),
    NavigationGroup.MATCHING: pgettext_lazy("navigation group", "Matching"),
    NavigationGroup.PROJECTS: pgettext_lazy("navigation group", "Projects"),
    NavigationGroup.POLICY: pgettext_lazy("navigation group", "Policy"),
    NavigationGroup.OVERSIGHT: pgettext_lazy("navigation group", "Oversight"),
    NavigationGroup.ADMINISTRATION: pgettext_lazy("navigation group", "Administration"),
}


@dataclass(frozen=True)
class NavigationEntry:
    """An address of the navigation, its name, and the right it needs (None: being signed in)."""

    group: NavigationGroup
    path: str
    label: Words
    right: str | None
    icon: str
    under: tuple[str, ...] = ()
    """Where addresses of the same entry begin besides ``path``."""

    def holds(self, path: str) -> int:
        """How many characters of the beginning of ``path`` are this entry's; 0 when it is elsewhere."""
        return max((len(start) for start in (self.path, *self.under) if path.startswith(start)), default=0)


@dataclass(frozen=True)
class Right:
    """A right that pages and services ask for: its code, what it allows (printed on the page that refuses), and which
    roles of a new installation hold it (codes of accounts/roles.yaml with blanks between).
    """

    code: str
    allows: Words
    roles: str = ""


@dataclass(frozen=True, kw_only=True)
class Room:
    """The declaration of a room. Everything but the package and the name may be left out."""

    package: str
    name: Words
    """Heads the room's acts in the audit log."""
    rights: Sequence[Right] = ()
    navigation: Sequence[NavigationEntry] = ()
    search: str = ""
    """The address of a page that answers the search box (``?q=``); that of the last room counts."""
    help: Mapping[str, str] = field(default_factory=dict)
    """Name of an address of the room → name of the document about it (docs/user); "": that of all other pages."""
    urls: str = "urls"
    """The module of the room's addresses, each written in full; empty: it has none."""
    api: Mapping[str, str] = field(default_factory=dict)
    """Prefix below ``/api/v1`` → router."""
    acts: Mapping[str, Words] = field(default_factory=dict)
    """Code in the audit log ("room.verb", which never changes) → what readers see."""
    tasks: Mapping[str, str] = field(default_factory=dict)
    """Background work: name ("room.noun") → function, see :mod:`keqiao.web.jobs.work`."""
    daily: Mapping[str, str] = field(default_factory=dict)
    """What is done once a day: name → function of the day, see :mod:`keqiao.web.jobs.daily`."""
    often: Mapping[str, str] = field(default_factory=dict)
    """What is looked at every minute: name → function."""
    provides: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Name of a registry → what this room adds to it."""
    demonstration: str = ""
    """A function that adds the room's part of the demonstration city, called after the rooms to the left."""

    @property
    def label(self) -> str:
        """The last part of the package: the app's label and the name of its addresses."""
        return self.package.rpartition(".")[2]

    @cached_property
    def access(self) -> dict[str, Any]:
        """Who may open the room's addresses, from its ``access.yaml``; web/site/access.yaml says how it is written."""
        file = files(self.package) / "access.yaml"
        return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else {}

    def load(self, path: str) -> Any:
        """Return what stands at ``path`` below the room's package. Raises ImportError."""
        return import_string(f"{self.package}.{path}")


@cache
def rooms() -> tuple[Room, ...]:
    """The declarations of all rooms, from left to right."""
    return tuple(import_module(f"{package}.room").ROOM for package in settings.ROOMS)


class Registry(Generic[T]):
    """What rooms give to a room that cannot know them: read from their declarations when first asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    @cached_property
    def items(self) -> list[T]:
        """Everything given, rooms from left to right. Raises ImportError where a room names what is not there."""
        return [room.load(path) for room in rooms() for path in room.provides.get(self.name, ())]


__all__ = ["NavigationEntry", "NavigationGroup", "Registry", "Right", "Room", "rooms"]
