"""What other rooms add to the page of a firm: its needs, offers that are suggested, deals, events, what it may claim.

Rooms to the right provide it under "firms.sections"; this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Firm
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class FirmSection:
    """A part of a firm's page: a title, its template, its place among the others (lower stands higher), and what the
    template gets as ``section.context``.
    """

    title: str
    template: str
    order: int
    context: dict[str, Any] = field(default_factory=dict)


FirmProvider = Callable[[Actor, Firm], FirmSection | None]
"""(User, firm) → a section, or None for nothing. It is asked only where the user may open the firm's page."""

FIRM_SECTIONS: Registry[FirmProvider] = Registry("firms.sections")


def firm_sections_of(user: Actor, firm: Firm) -> list[FirmSection]:
    """Return the sections of a firm's page in their order."""
    given = [section for provider in FIRM_SECTIONS if (section := provider(user, firm)) is not None]
    return sorted(given, key=lambda section: section.order)
