"""A project of the years before with its reviews, and the levels that make the mean gain of a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from keqiao.web.pipeline.models import GateCode

from .plan import PlatformPlan

REACHED = {GateCode.G0: (1, 3), GateCode.G1: (4, 6), GateCode.G2: (7, 8)}
"""Least and highest level with which a project passes a gate."""


@dataclass
class Review:
    """A decided review, before it has keys; ``after`` is None where no level was recorded."""

    gate: GateCode
    on: date
    passed: bool
    before: int = 0
    after: int | None = 0


@dataclass
class HistoricProject:
    """A project and its reviews in their order."""

    plan: PlatformPlan
    number: str
    title: str
    begun: date
    reviews: list[Review] = field(default_factory=list)

    @property
    def level(self) -> int:
        """The last level recorded; 1 at the beginning."""
        return next((review.after for review in reversed(self.reviews) if review.after), 1)


def last_passed(project: HistoricProject) -> Review:
    """The last review that a project passed, which has to be one."""
    return next(review for review in reversed(project.reviews) if review.passed)


def left_on(project: HistoricProject) -> date:
    """The day on which a project left: that of the gate that stopped it, or some weeks after the last it passed."""
    last = project.reviews[-1]
    return last.on + timedelta(days=30) if last.passed else last.on


def set_levels(reviews: list[tuple[HistoricProject, Review]], gain: Decimal) -> bool:
    """Set levels so that the mean gain of the reviews is ``gain`` exactly. Returns whether there are such levels."""
    whole = gain * len(reviews)
    if whole != whole.to_integral_value():
        return False
    last: dict[str, Review] = {}
    levels: dict[str, int] = {}
    for project, review in reviews:
        earlier = [other for other in project.reviews if other.on < review.on and other.after]
        start = levels.get(project.number, earlier[-1].after if earlier else 1)
        review.before = start or 1
        least = REACHED[review.gate][0] if review.passed else review.before
        if review.passed and review.gate is GateCode.G0 and review is not project.reviews[-1]:
            least = 3  # half of the way to what the next gate asks for
        review.after = max(least, review.before)
        levels[project.number] = review.after
        last[project.number] = review
    left = int(whole) - sum((review.after or 0) - review.before for _project, review in reviews)
    raised = True
    while left > 0 and raised:
        raised = False
        for review in last.values():
            most = (
                REACHED[review.gate][1] if review.passed else min(review.before + 1, REACHED[review.gate][0])
            )
            if left > 0 and (review.after or 0) < most:
                review.after, left, raised = (review.after or 0) + 1, left - 1, True
    return left == 0
