"""The library of institutions (制度, S91): which of the governance items that a platform owes are in place on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from keqiao.web.registry.models import GovernanceItem

CHECKLIST = tuple(GovernanceItem.Kind)
"""Council, head, investors, management, market and employment (国科发政〔2019〕313号), charter, rules."""
_ORDER = (GovernanceItem.State.MISSING, GovernanceItem.State.PARTLY, GovernanceItem.State.IN_PLACE)


@dataclass(frozen=True)
class Institutions:
    """What a platform has of the check-list; a kind that the register does not tell of is not among ``states``."""

    states: dict[str, GovernanceItem] = field(default_factory=dict)

    @property
    def in_place(self) -> int:
        """Kinds that are in place."""
        return sum(item.state == GovernanceItem.State.IN_PLACE for item in self.states.values())

    @property
    def share(self) -> float:
        """The share of the check-list that is in place, in percent. Partly in place does not count."""
        return 100 * self.in_place / len(CHECKLIST)

    @property
    def lacking(self) -> list[str]:
        """The kinds that are missing or not told."""
        return [kind for kind in CHECKLIST if self._state(kind) in {"", GovernanceItem.State.MISSING}]

    def _state(self, kind: str) -> str:
        item = self.states.get(kind)
        return item.state if item is not None else ""


def in_force(day: date) -> Q:
    """The items that are in force on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def institutions_of(platforms: Collection[int], day: date) -> dict[int, Institutions]:
    """Return the institutions of platforms on a day; of several items of a kind the one that is furthest counts."""
    rows = GovernanceItem.objects.current().filter(in_force(day), platform__in=platforms)
    by_platform: dict[int, list[GovernanceItem]] = defaultdict(list)
    for item in rows.order_by("pk"):
        by_platform[item.platform_id].append(item)
    return {platform: _gathered(by_platform[platform]) for platform in platforms}


def _gathered(items: Iterable[GovernanceItem]) -> Institutions:
    states: dict[str, GovernanceItem] = {}
    for item in items:
        before = states.get(item.kind)
        if before is None or _rank(item) > _rank(before):
            states[item.kind] = item
    return Institutions(states)


def _rank(item: GovernanceItem) -> int:
    return _ORDER.index(GovernanceItem.State(item.state))
