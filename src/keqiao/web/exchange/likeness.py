"""Needs or offers that say nearly the same: found by the pairs of characters that two titles share."""

from __future__ import annotations

from typing import Any

from keqiao.engine.matching.text import normalised
from keqiao.web.accounts.actors import Actor
from keqiao.web.exchange.models import Posting, PostingState

LIKE = 0.6
"""Titles are alike from this share of common pairs on (Dice's coefficient)."""
LOOKED_AT, SHORTEST, MOST = 5000, 4, 3


def alike(user: Actor, model: type[Posting], title: str, *, but: int | None = None) -> list[Any]:
    """The postings that the user may see and whose titles are nearly this one, most alike first; at most three.

    ``but``: the key of the posting itself.
    """
    pairs = _pairs(title)
    if len(pairs) < SHORTEST - 1:
        return []
    manager: Any = model._default_manager
    rows = manager.visible_to(user).exclude(state=PostingState.CLOSED).exclude(pk=but)
    near = []
    for pk, other in rows.order_by("-pk").values_list("pk", "title")[:LOOKED_AT]:
        likeness = dice(pairs, _pairs(other))
        if likeness >= LIKE:
            near.append((-likeness, pk))
    near.sort()
    by_pk = manager.in_bulk([pk for _likeness, pk in near[:MOST]])
    return [by_pk[pk] for _likeness, pk in near[:MOST] if pk in by_pk]


def dice(first: set[str], second: set[str]) -> float:
    """The share of pairs that two sets have in common, 0–1."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def _pairs(title: str) -> set[str]:
    plain = "".join(letter for letter in normalised(title) if letter.isalnum())
    return {plain[place : place + 2] for place in range(len(plain) - 1)}
