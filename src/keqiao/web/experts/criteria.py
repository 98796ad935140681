"""What panels judge. Rooms to the right declare what asks for experts' points (``provides`` of their
``room.py``).

A source is named on the panel (``ExpertPanel.source``) together with the document that asks (``ExpertPanel.basis``), in
words that only the source reads: an indicator system and its version, later the conditions of a gate or a programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.models import Measure
from keqiao.web.site.rooms import Registry


@dataclass(frozen=True)
class Criterion:
    """A measure that experts rate, what asks for it, and how their points are combined.

    ``subject_kind``: what is judged by it; ``trim``: so many highest and lowest scores are cut off; ``minimum``: so
    many scores are asked for at least; ``is_mean``: a mean is asked for, trimmed or not; panels form no other number.
    """

    source: str
    basis: str
    basis_name: str
    measure: Measure
    trim: int = 0
    minimum: int = 1
    is_mean: bool = True
    subject_kind: str = "platform"

    @property
    def key(self) -> str:
        """How forms name it."""
        return key(self.source, self.basis, self.measure)


class CriterionSource(Protocol):
    """A room that asks for experts' points."""

    code: str

    def offered(self, user: Actor) -> Iterable[Criterion]:
        """Yield what ``user`` may have rated, the newest first."""
        ...

    def criteria(self, basis: str) -> Sequence[Criterion]:
        """Return what a document asks for; nothing where it is gone or no longer valid."""
        ...

    def neighbours(self, basis: str, measure: Measure, period: str) -> Sequence[str]:
        """Return the codes of the measures that stand beside ``measure``: what experts read before they judge."""
        ...


SOURCES: Registry[CriterionSource] = Registry("experts.criteria")
"""What rooms to the right declare."""


def key(source: str, basis: str, measure: Measure) -> str:
    """Return how forms name a criterion."""
    return f"{source}:{basis}:{measure.code}"


def offered(user: Actor) -> list[Criterion]:
    """Return everything that ``user`` may have rated."""
    return [criterion for source in SOURCES for criterion in source.offered(user)]


def criterion(source: str, basis: str, measure_id: int | None) -> Criterion | None:
    """Return what a document asks of experts for a measure; None where it asks for nothing."""
    asking = _source(source)
    criteria = asking.criteria(basis) if asking is not None else ()
    return next((criterion for criterion in criteria if criterion.measure.pk == measure_id), None)


def neighbours(source: str, basis: str, measure: Measure, period: str) -> Sequence[str]:
    """Return the codes of the measures to read beside one; nothing from a source that is not there."""
    asking = _source(source)
    return asking.neighbours(basis, measure, period) if asking is not None else ()


def _source(code: str) -> CriterionSource | None:
    return next((source for source in SOURCES if source.code == code), None)
