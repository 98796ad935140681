"""Who may not judge which platform: what was declared or stated last, and what the system finds by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, PanelSeat

Conflicts = Mapping[tuple[int, int], ConflictDeclaration]
"""(seat, platform) → the declaration that counts: the last one."""


def declarations(panel: ExpertPanel) -> dict[tuple[int, int], ConflictDeclaration]:
    """Return the declaration that counts for every seat and platform of a panel that has one. One query."""
    rows = ConflictDeclaration.objects.filter(seat__panel=panel).select_related("declared_by").order_by("pk")
    return {(row.seat_id, row.platform_id): row for row in rows}


def in_conflict(declared: Conflicts, seat: int, platform: int) -> bool:
    """Tell whether the expert of a seat may not judge a platform."""
    found = declared.get((seat, platform))
    return found is not None and found.conflict


def of_own_unit(seat: PanelSeat, platform: Any) -> bool:
    """Tell whether an expert belongs to the unit of a platform."""
    return platform.unit_id is not None and seat.expert.unit_id == platform.unit_id


def mark_own_units(panel: ExpertPanel, seats: Iterable[PanelSeat], actor: Actor) -> int:
    """Keep a declaration for every expert of a platform's own unit that has none yet; return how many."""
    declared = declarations(panel)
    found = []
    for row in panel.platforms.select_related("platform"):
        for seat in seats:
            if of_own_unit(seat, row.platform) and not in_conflict(declared, seat.pk, row.platform_id):
                found.append(
                    ConflictDeclaration(
                        seat=seat,
                        platform=row.platform,
                        conflict=True,
                        by_system=True,
                        declared_by=actor,
                        declared_at=present(),
                    )
                )
    ConflictDeclaration.objects.bulk_create(found)
    return len(found)
