"""What rooms to the right offer to do with a need or an offer, and with one beside its counterpart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from keqiao.web.accounts.actors import Actor
from keqiao.web.site.rooms import Registry


class PostingStep(NamedTuple):
    """A button: its words and its address. ``pairs``: it stands beside each counterpart, whose key ends the address."""

    words: str
    url: str
    pairs: bool = False


Provider = Callable[[Actor, Any], Iterable[PostingStep]]
NEXT_STEPS: Registry[Provider] = Registry("exchange.next_steps")


def next_steps_of(user: Actor, posting: Any, *, pairs: bool) -> list[PostingStep]:
    """Return what the user can do next with a posting, or with it beside each of its counterparts."""
    return [step for provider in NEXT_STEPS for step in provider(user, posting) if step.pairs == pairs]
