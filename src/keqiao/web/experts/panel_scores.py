"""A panel as it stands: who scored what, who is in conflict with what, what the scores of each subject come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keqiao.web.experts.conflicts import Conflicts, declarations, in_conflict, known_conflicts
from keqiao.web.experts.models import ConflictDeclaration, ExpertPanel, ExpertScore, PanelSeat, PanelSubject
from keqiao.web.experts.subject_kinds import rows_of
from keqiao.web.experts.tally import ScoreTally, tally

Round = ExpertScore.Round


@dataclass(frozen=True)
class ExpertMark:
    """What one expert gave one subject. ``conflict``: the declaration that keeps them from judging it."""

    seat: PanelSeat
    row: PanelSubject
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
class PanelScores:
    """A panel with all that was declared and scored. Never show it whole before the first round has ended."""

    panel: ExpertPanel
    rows: Sequence[PanelSubject]
    seats: Sequence[PanelSeat]
    declared: Conflicts
    marks: Mapping[tuple[int, int], ExpertMark]

    @classmethod
    def of(cls, panel: ExpertPanel) -> PanelScores:
        """Read a panel; six queries, however large it is."""
        rows = rows_of(panel)
        seats = list(panel.seats.select_related("expert__unit").order_by("pk"))
        declared = declarations(panel)
        known: set[tuple[int, int]] = set()
        if panel.state != ExpertPanel.State.CLOSED:  # while the panel goes on also what has come since
            known = known_conflicts(panel, seats, [row.key for row in rows])
        scores = {
            (score.seat_id, score.subject_id, score.round): score
            for score in ExpertScore.objects.filter(panel=panel)
        }
        marks = {
            (seat.pk, row.key): ExpertMark(
                seat,
                row,
                scores.get((seat.pk, row.pk, Round.INDEPENDENT)),
                scores.get((seat.pk, row.pk, Round.DISCUSSED)),
                _conflict(declared, known, seat, row),
            )
            for seat in seats
            for row in rows
        }
        return cls(panel, rows, seats, declared, marks)

    @property
    def is_sealed(self) -> bool:
        """Whether scores are still hidden from everybody but who gave them."""
        return self.panel.first_ended_at is None

    def of_subject(self, key: int) -> list[ExpertMark]:
        """Return the marks of a subject, by seat."""
        return [self.marks[seat.pk, key] for seat in self.seats]

    def tally(self, key: int) -> ScoreTally:
        """Return what the scores of a subject come to."""
        counted = (mark.points for mark in self.of_subject(key) if mark.counts)
        return tally((points for points in counted if points is not None), self.panel.trim, self.panel.least)

    def judged_by(self, seat: PanelSeat) -> list[PanelSubject]:
        """Return what an expert may judge."""
        return [row for row in self.rows if self.marks[seat.pk, row.key].conflict is None]

    def short_of(self) -> list[tuple[PanelSubject, int]]:
        """Return the subjects that too few experts may judge, with how many may."""
        needed = self.panel.least + 2 * self.panel.trim
        pairs = []
        for row in self.rows:
            able = sum(
                mark.conflict is None and (self.is_sealed or mark.seat.first_at is not None)
                for mark in self.of_subject(row.key)
            )
            if able < needed:
                pairs.append((row, able))
        return pairs

    @property
    def missing_first(self) -> list[PanelSeat]:
        """The experts who have not handed in independent scores."""
        return [seat for seat in self.seats if seat.first_at is None]

    @property
    def missing_second(self) -> list[PanelSeat]:
        """The experts in the discussion who have not handed in its scores."""
        return [seat for seat in self.seats if seat.first_at is not None and seat.second_at is None]


def _conflict(
    declared: Conflicts, known: set[tuple[int, int]], seat: PanelSeat, row: PanelSubject
) -> ConflictDeclaration | None:
    """Return what keeps an expert from judging a subject: what was declared or stated, else what the system knows."""
    if in_conflict(declared, seat.pk, row.key):
        return declared[seat.pk, row.key]
    if (seat.pk, row.key) in known:
        return ConflictDeclaration(seat=seat, subject=row, conflict=True, by_system=True)
    return None
