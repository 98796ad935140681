"""A panel as it stands: who scored what, who is in conflict with what, what each platform's scores come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keqiao.web.experts.conflicts import Conflicts, declarations, in_conflict, of_own_unit
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelPlatform, PanelSeat
from keqiao.web.experts.tally import Tally, tally

Round = ExpertScore.Round


@dataclass(frozen=True)
class Mark:
    """What one expert gave one platform. ``conflict``: the declaration that keeps them from judging it."""

    seat: PanelSeat
    platform: int
    first: ExpertScore | None
    second: ExpertScore | None
    conflict: ConflictDeclaration | None

    @property
    def final(self) -> ExpertScore | None:
        """The score that stands: that after the discussion where the expert handed one in, else the independent one."""
        return self.second if self.second is not None and self.seat.second_at is not None else self.first

    @property
    def counts(self) -> bool:
        """Whether the score counts: handed in, and no conflict of interest."""
        return self.final is not None and self.seat.first_at is not None and self.conflict is None

    @property
    def points(self) -> Decimal | None:
        """The points that stand, whether they count or not."""
        return self.final.points if self.final is not None else None

    @property
    def is_changed(self) -> bool:
        """Whether the points were changed after the discussion."""
        return self.final is self.second and self.first is not None and self.points != self.first.points


@dataclass(frozen=True)
class Standing:
    """A panel with all that was declared and scored. Never show it whole before the first round has ended."""

    panel: ExpertPanel
    rows: Sequence[PanelPlatform]
    seats: Sequence[PanelSeat]
    declared: Conflicts
    marks: Mapping[tuple[int, int], Mark]

    @classmethod
    def of(cls, panel: ExpertPanel) -> Standing:
        """Read a panel; four queries, however large it is."""
        rows = list(panel.platforms.select_related("platform__organisation").order_by("platform__code"))
        seats = list(panel.seats.select_related("expert__unit").order_by("pk"))
        declared = declarations(panel)
        given = {
            (one.seat_id, one.platform_id, one.round): one for one in ExpertScore.objects.filter(panel=panel)
        }
        marks = {
            (seat.pk, row.platform_id): Mark(
                seat,
                row.platform_id,
                given.get((seat.pk, row.platform_id, Round.INDEPENDENT)),
                given.get((seat.pk, row.platform_id, Round.DISCUSSED)),
                _conflict(panel, declared, seat, row),
            )
            for seat in seats
            for row in rows
        }
        return cls(panel, rows, seats, declared, marks)

    @property
    def is_sealed(self) -> bool:
        """Whether scores are still hidden from everybody but who gave them."""
        return self.panel.first_ended_at is None

    def of_platform(self, platform: int) -> list[Mark]:
        """Return the marks of a platform, by seat."""
        return [self.marks[seat.pk, platform] for seat in self.seats]

    def tally(self, platform: int) -> Tally:
        """Return what the scores of a platform come to."""
        counted = (mark.points for mark in self.of_platform(platform) if mark.counts)
        return tally((points for points in counted if points is not None), self.panel.trim, self.panel.least)

    def judged_by(self, seat: PanelSeat) -> list[PanelPlatform]:
        """Return the platforms that an expert may judge."""
        return [row for row in self.rows if self.marks[seat.pk, row.platform_id].conflict is None]

    def short_of(self) -> list[tuple[PanelPlatform, int]]:
        """Return the platforms that too few experts may judge, with how many may."""
        needed = self.panel.least + 2 * self.panel.trim
        found = []
        for row in self.rows:
            able = sum(
                mark.conflict is None and (self.is_sealed or mark.seat.first_at is not None)
                for mark in self.of_platform(row.platform_id)
            )
            if able < needed:
                found.append((row, able))
        return found

    @property
    def missing_first(self) -> list[PanelSeat]:
        """The experts who have not handed in independent scores."""
        return [seat for seat in self.seats if seat.first_at is None]

    @property
    def missing_second(self) -> list[PanelSeat]:
        """The experts in the discussion who have not handed in its scores."""
        return [seat for seat in self.seats if seat.first_at is not None and seat.second_at is None]


def _conflict(
    panel: ExpertPanel, declared: Conflicts, seat: PanelSeat, row: PanelPlatform
) -> ConflictDeclaration | None:
    """Return what keeps an expert from judging a platform; while the panel goes on also a unit they joined since."""
    if in_conflict(declared, seat.pk, row.platform_id):
        return declared[seat.pk, row.platform_id]
    if panel.state != ExpertPanel.State.CLOSED and of_own_unit(seat, row.platform):
        return ConflictDeclaration(seat=seat, platform=row.platform, conflict=True, by_system=True)
    return None
