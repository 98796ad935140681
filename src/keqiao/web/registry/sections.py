"""What other rooms add to the pages of the registers: sections of a platform's profile and of a row's page, and what a
list offers for the rows that are chosen.

Rooms to the right of the registry provide them ("registry.sections", "registry.row_sections",
"registry.rows_actions"); the registry itself knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Platform, Record
from keqiao.web.registry.registers.definition import Register
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class ProfileSection:
    """A part of the profile: a title, its template, its place among the others (lower stands higher), and what the
    template gets as ``section.context``.
    """

    title: str
    template: str
    order: int
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RowSection:
    """A part of a row's page: the page frames it and prints the title, the template gets ``section.context``.

    ``anchor``: what an address leads to it by.
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True)
class RowsAction:
    """What a list offers for the rows that are chosen: a button that opens ``url`` with ``row=…`` for each."""

    label: str
    url: str


Provider = Callable[[Any, Platform], ProfileSection | None]
"""(User, platform) → a section, or None for nothing. It is asked only if the user may see the platform's details."""

SECTIONS: Registry[Provider] = Registry("registry.sections")
RowProvider = Callable[[Any, Record, datetime | None], RowSection | None]
"""(User, row, moment as of which it is shown or None for now) → a section of its page, or None for nothing."""

ROW_SECTIONS: Registry[RowProvider] = Registry("registry.row_sections")
ROWS_ACTIONS: Registry[Callable[[Any, Register], RowsAction | None]] = Registry("registry.rows_actions")


def sections_of(user: Actor, platform: Platform) -> list[ProfileSection]:
    """Return the sections for a user and a platform in their order."""
    given = [section for provider in SECTIONS if (section := provider(user, platform)) is not None]
    return sorted(given, key=lambda section: section.order)


def row_sections_of(user: Actor, row: Record, until: datetime | None = None) -> list[RowSection]:
    """Return what other rooms say of a row (as it was at ``until``)."""
    return [section for provider in ROW_SECTIONS if (section := provider(user, row, until)) is not None]


def rows_actions_of(user: Actor, register: Register) -> list[RowsAction]:
    """Return what other rooms offer for chosen rows of a register to who may change them."""
    return [action for provider in ROWS_ACTIONS if (action := provider(user, register)) is not None]
