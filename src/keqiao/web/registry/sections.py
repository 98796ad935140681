"""Sections that other rooms add to a platform's profile, such as its headline figures or its last evaluation.

Rooms to the right of the registry provide them ("registry.sections"); the registry itself knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Platform
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


Provider = Callable[[Any, Platform], ProfileSection | None]
"""(User, platform) → a section, or None for nothing. It is asked only if the user may see the platform's details."""

SECTIONS: Registry[Provider] = Registry("registry.sections")


def sections_of(user: Actor, platform: Platform) -> list[ProfileSection]:
    """Return the sections for a user and a platform in their order."""
    given = [section for provider in SECTIONS if (section := provider(user, platform)) is not None]
    return sorted(given, key=lambda section: section.order)
