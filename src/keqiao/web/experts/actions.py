"""Actions on panels and seats that are under way: who sits for what, the step, the audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keqiao.web.accounts.models import User
from keqiao.web.experts.models import ExpertPanel, PanelSeat, PanelSubject
from keqiao.web.procedures.execution import Acting

MOMENTS = {
    PanelSeat.State.DECLARED: "declared_at",
    PanelSeat.State.HANDED_IN: "first_at",
    PanelSeat.State.CONFIRMED: "second_at",
}
"""What a seat keeps of the state that an action brings it into."""


class PanelActing(Acting):
    """An action that is under way on a locked panel. ``composed``: keys of subjects and experts that take the place
    of what a panel in preparation has.
    """

    row: ExpertPanel
    composed: tuple[Sequence[int], Sequence[User]] | None = None

    def store(self) -> None:
        """Save the panel, what it scores and who sits on it, and the step."""
        self.row.save()
        if self.composed is not None:
            keys, experts = self.composed
            self.row.subjects.all().delete()
            self.row.seats.all().delete()
            PanelSubject.objects.bulk_create(PanelSubject(panel=self.row, key=key) for key in keys)
            PanelSeat.objects.bulk_create(PanelSeat(panel=self.row, expert=expert) for expert in experts)
        self.row.steps.create(**self.step())


class SeatActing(Acting):
    """An action of an expert on the own seat, the panel locked too: a step of both, an entry of the panel."""

    row: PanelSeat
    ends_round = False

    def move(self, to: str) -> None:
        """Keep the moment of the state that the seat comes into."""
        setattr(self.row, MOMENTS[PanelSeat.State(to)], self.at)
        self.note("state", "", to)

    def store(self) -> None:
        """Save the seat, the panel where what others have open is out of date, and the step."""
        panel = self.row.panel
        if self.ends_round:
            self.note("panel", panel.state, ExpertPanel.State.DISCUSSION)
            panel.state, panel.first_ended_at = ExpertPanel.State.DISCUSSION, self.at
        if self.to is not None or self.action.name == "amend":
            panel.edition += 1
            panel.save()
        self.row.save()
        self.row.steps.create(**self.step())

    def step(self) -> dict[str, Any]:
        """What the step says, with the panel."""
        return super().step() | {"panel": self.row.panel}

    @property
    def is_done(self) -> bool:
        """What an expert sends is always kept, also where it changes nothing."""
        return True

    @property
    def target(self) -> ExpertPanel:
        """The panel."""
        return self.row.panel

    def entry(self) -> dict[str, Any]:
        """What the audit entry says; no points."""
        return {"state": self.row.panel.state} | self.detail
