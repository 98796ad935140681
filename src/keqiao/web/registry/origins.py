"""Where a row comes from, when another room made it: the deal behind a contract. Rooms to the right say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models.record import Record
from keqiao.web.site.rooms import Registry


class RowOrigin(NamedTuple):
    """What a row comes from: its words and its page."""

    words: str
    url: str


Provider = Callable[[Actor, Record], Iterable[RowOrigin]]
ORIGINS: Registry[Provider] = Registry("registry.origins")


def origins_of(user: Actor, row: Record) -> list[RowOrigin]:
    """Return what a row comes from, as far as the user may open it."""
    return [origin for provider in ORIGINS for origin in provider(user, row)]
