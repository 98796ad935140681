"""Lists of measures that a collection may be prepared from: those of an earlier collection, of a scheme.

Rooms to the right (evaluations) say which lists they keep ("returns.measure_lists")::

    def schemes(user):
        return [MeasureList(f"scheme-{one.pk}", str(one), lambda: codes_of(one)) for one in visible_schemes(user)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class MeasureList:
    """A list to choose: its key in addresses, its title, and the codes of its measures (asked for when chosen)."""

    key: str
    title: str
    codes: Callable[[], Sequence[str]]


Provider = Callable[[Any], Iterable[MeasureList]]
MEASURE_LISTS: Registry[Provider] = Registry("returns.measure_lists")


def lists_for(user: Actor) -> list[MeasureList]:
    """Return every list that a user may prepare a collection from."""
    return [measure_list for provider in MEASURE_LISTS for measure_list in provider(user)]
