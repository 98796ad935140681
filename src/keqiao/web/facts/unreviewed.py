"""Figures that are still being reported or reviewed: shown by a switch to who may see them, used for nothing.

A figure becomes a fact when its return is locked. Rooms to the right (returns) provide
them ("facts.unreviewed").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.figures import Figure
from keqiao.web.site.rooms import Registry


class Unreviewed(NamedTuple):
    """A value in the stored unit (None: not given), where it stands in words, and the page where it is reported."""

    value: Decimal | None
    status: str
    label: str
    url: str


Provider = Callable[[Any, Figure], Iterable[Unreviewed]]
UNREVIEWED: Registry[Provider] = Registry("facts.unreviewed")


def unreviewed(user: Actor, figure: Figure) -> list[Unreviewed]:
    """Return what is under way for a figure and the user may see."""
    return [unreviewed for provider in UNREVIEWED for unreviewed in provider(user, figure)]
