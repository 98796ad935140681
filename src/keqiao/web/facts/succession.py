"""One fact takes the place of another: rooms to the right (returns) are told, so that they can say so where they rest
on the old one. They register a listener when they start.
"""

from __future__ import annotations

from collections.abc import Callable

from keqiao.web.facts.models import Fact

Listener = Callable[[Fact, Fact], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> Listener:
    """Add a listener ``(fact that stood, fact that stands now)``; it runs in the same transaction."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def superseded(before: Fact, fact: Fact) -> None:
    """Tell that ``fact`` has taken the place of ``before``."""
    for listener in _listeners:
        listener(before, fact)
