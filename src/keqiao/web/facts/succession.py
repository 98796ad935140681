"""One fact takes the place of another: rooms to the right (returns) are told, so that they can say so where they rest
on the old one ("facts.successions").
"""

from __future__ import annotations

from collections.abc import Callable

from keqiao.web.facts.models import Fact
from keqiao.web.site.rooms import Registry

Listener = Callable[[Fact, Fact], None]
SUCCESSIONS: Registry[Listener] = Registry("facts.successions")


def superseded(before: Fact, fact: Fact) -> None:
    """Tell that ``fact`` has taken the place of ``before``."""
    for listener in SUCCESSIONS:
        listener(before, fact)
