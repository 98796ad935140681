"""The navigation on the left: what the user may open, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, get_script_prefix, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Place:
    """An address of the navigation, its name, and the right it needs (None: being signed in)."""

    path: str
    label: str | Promise
    right: str | None
    icon: str
    under: tuple[str, ...] = ()
    """Where addresses of the same place begin besides ``path``."""

    def holds(self, path: str) -> int:
        """How many characters of the beginning of ``path`` are this place's; 0 when it is elsewhere."""
        return max((len(start) for start in (self.path, *self.under) if path.startswith(start)), default=0)


ADMINISTRATION = tuple(
    f"/accounts/{page}/" for page in ("roles", "units", "proposals", "resets", "locks", "tokens/all")
)
PLACES = [
    Place("/", _("Workbench"), None, "home"),
    Place("/cockpit/", _("Cockpit"), "dashboards.view", "cockpit"),
    Place("/platforms/", _("Platforms"), "registry.view", "platforms"),
    Place("/registers/", _("Registers"), "registry.view", "registers", ("/verification/",)),
    Place("/reminders/", _("Reminders"), "registry.view", "reminders"),
    Place("/returns/", pgettext_lazy("navigation", "Returns"), "returns.view", "returns"),
    Place("/measures/", _("Measures and data"), "facts.view", "measures"),
    Place("/snapshots/", _("Snapshots"), "facts.view", "snapshots"),
    Place("/evaluations/", _("Evaluation"), "evaluations.view", "evaluations"),
    Place("/evaluations/panels/", _("Experts' panels"), "evaluations.score", "users"),
    Place("/funding/", pgettext_lazy("navigation", "Funding"), "funding.view", "funding"),
    Place("/audit/", _("Audit"), "audit.view", "audit"),
    Place("/accounts/users/", _("Users and roles"), "accounts.view", "users", ADMINISTRATION),
]
SEARCHES = ["/search/", "/measures/"]
"""Where the search box leads: the first that exists."""


@dataclass(frozen=True)
class Item:
    """A line of the navigation as shown."""

    url: str
    label: str | Promise
    icon: str
    current: bool


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    """Whether a page answers at ``path``: an installation may leave rooms out."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def items(user: Any, path: str) -> list[Item]:
    """The lines for ``user``; the one whose address begins ``path`` (the longest) is current."""
    if not user.is_authenticated:
        return []
    prefix = get_script_prefix().rstrip("/")
    places = [
        place
        for place in PLACES
        if (place.right is None or user.has_right(place.right)) and exists(place.path)
    ]
    matching = [place for place in places if place.path != "/" and place.holds(path)]
    found = max(matching, key=lambda place: place.holds(path), default=None)
    current = found.path if found else "/" if path == "/" else ""
    return [Item(prefix + place.path, place.label, place.icon, place.path == current) for place in places]


def search_address() -> str:
    """Where the search box sends its ``q``; empty when no page can search."""
    found = next((path for path in SEARCHES if exists(path)), "")
    return get_script_prefix().rstrip("/") + found if found else ""
