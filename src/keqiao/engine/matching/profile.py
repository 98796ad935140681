"""What is sought and what is offered, as matching reads it: a title, a text, and conditions that may be told or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Condition = str | float


@dataclass(frozen=True)
class Profile:
    """A need or an offer; both directions of matching read the same.

    ``conditions`` holds what was told, by the names of :mod:`keqiao.engine.matching.conditions`: numbers (``trl`` 1–9,
    ``budget_wan`` and ``price_wan`` in 万元, ``months``) and texts (``field``, ``kind``, ``region``, ``chain_node``).
    What is missing was not told.
    """

    key: str
    title: str
    body: str = ""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
