"""Who may not judge what: what was declared or stated last, and what the system finds by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import present
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, PanelSeat
from keqiao.web.experts.subject_kinds import kind, rows_of

Conflicts = Mapping[tuple[int, int], ConflictDeclaration]
"""(seat, key of the subject) → the declaration that counts: the last one."""


def declarations(panel: ExpertPanel) -> dict[tuple[int, int], ConflictDeclaration]:
    """Return the declaration that counts for every seat and subject of a panel that has one. One query."""
    rows = ConflictDeclaration.objects.filter(seat__panel=panel).select_related("declared_by", "subject")
    return {(row.seat_id, row.subject.key): row for row in rows.order_by("pk")}


def in_conflict(declared: Conflicts, seat: int, key: int) -> bool:
    """Tell whether the expert of a seat may not judge a subject."""
    declaration = declared.get((seat, key))
    return declaration is not None and declaration.conflict


def known_conflicts(
    panel: ExpertPanel, seats: Iterable[PanelSeat], keys: Collection[int]
) -> set[tuple[int, int]]:
    """Return (seat, key of the subject) where the system knows of a conflict by itself."""
    by_expert = {seat.expert_id: seat for seat in seats}
    pairs = kind(panel.subject_kind).conflicts([seat.expert for seat in by_expert.values()], keys)
    return {(by_expert[expert].pk, key) for expert, key in pairs}


def mark_known(panel: ExpertPanel, seats: Iterable[PanelSeat], actor: Actor) -> int:
    """Keep a declaration where the system knows of a conflict and none is noted yet; return how many."""
    seats, rows = list(seats), {row.key: row for row in rows_of(panel)}
    declared = declarations(panel)
    fresh = [
        ConflictDeclaration(
            seat_id=seat,
            subject=rows[key],
            conflict=True,
            by_system=True,
            declared_by=actor,
            declared_at=present(),
        )
        for seat, key in sorted(known_conflicts(panel, seats, rows))
        if not in_conflict(declared, seat, key)
    ]
    ConflictDeclaration.objects.bulk_create(fresh)
    return len(fresh)
