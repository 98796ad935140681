"""Sections that other rooms add to a platform's profile, such as its headline figures or its last evaluation.

Rooms to the right of the registry register a provider when they load; the registry itself knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from keqiao.web.registry.models import Platform


@dataclass(frozen=True)
class Section:
    """A part of the profile: a title, its template, and what that gets as ``section.context``."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Any, Platform], Section | None]
"""(User, platform) → a section, or None for nothing. It is asked only if the user may see the platform's details."""

_providers: list[tuple[int, Provider]] = []


def register(order: int, provider: Provider) -> None:
    """Add a provider; sections are shown by rising ``order``."""
    if all(known is not provider for _, known in _providers):
        _providers.append((order, provider))


def sections_of(user: Any, platform: Platform) -> list[Section]:
    """Return the sections for a user and a platform in their order."""
    ordered = sorted(_providers, key=lambda entry: entry[0])
    return [section for _, provider in ordered if (section := provider(user, platform)) is not None]
