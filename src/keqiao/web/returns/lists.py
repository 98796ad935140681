"""Lists of measures that a collection may be prepared from: those of an earlier collection, of a scheme.

Rooms to the right (evaluations) say which lists they keep by registering a provider when they load::

    lists.register(schemes)

    def schemes(user):
        return [MeasureList(f"scheme-{one.pk}", str(one), lambda: codes_of(one)) for one in visible_schemes(user)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MeasureList:
    """A list to choose: its key in addresses, its title, and the codes of its measures (asked for when chosen)."""

    key: str
    title: str
    codes: Callable[[], Sequence[str]]


Provider = Callable[[Any], Iterable[MeasureList]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider ``user → lists``; it must itself look at the user's rights. Usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def lists_for(user: Any) -> list[MeasureList]:
    """Return every list that a user may prepare a collection from."""
    return [one for provider in _providers for one in provider(user)]
