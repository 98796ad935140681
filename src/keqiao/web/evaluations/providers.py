"""What rooms to the right know about runs: gradings that stand on them, accepted cases of fault tolerance.

``grading`` and ``tolerance`` declare it in their ``room.py``; without them a run is released by a person only, nothing
is official, and nothing is tolerated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from keqiao.web.accounts.actors import Actor
from keqiao.web.registry.models import Platform
from keqiao.web.site.rooms import Registry

if TYPE_CHECKING:  # the models ask here which runs are released
    from django.db.models import QuerySet

    from keqiao.web.evaluations.models import Run


class LabelledLink(NamedTuple):
    """A text that leads somewhere."""

    text: str
    url: str


class GradingOfRun(NamedTuple):
    """A grading that stands, or once stood, on a run, and its status in a sentence."""

    grading: Any
    status: str


@dataclass(frozen=True)
class OfficialResult:
    """The result that was decided, or is in its publicity, for a period; ``words`` say which of the two."""

    run: Run
    period: str
    basis: str
    words: str


@dataclass(frozen=True)
class AcceptedCase:
    """A case of fault tolerance that was accepted: indicators of a platform (its code) in a period."""

    code: str
    platform: str
    period: str
    indicators: Sequence[str]


class Gradings(Protocol):
    """What gradings make of runs."""

    def published_runs(self) -> Iterable[QuerySet[Any]]:
        """Return queries for the keys of the runs that a published or final grading stands on, or stood on."""
        ...

    def of_run(self, user: Actor, run: Run, period: str, basis: str) -> Sequence[GradingOfRun]:
        """Return the gradings of a run that ``user`` may see, newest first."""
        ...

    def decided_grade(self, platform: Platform, run: Run, period: str) -> LabelledLink | None:
        """Return the final grade of a platform in a period by the indicator system of a run."""
        ...

    def official_before(self, user: Actor, period: str, scheme_code: str) -> OfficialResult | None:
        """Return what stands for the last period before one, of the same length, by the same indicator system."""
        ...


class Tolerance(Protocol):
    """What cases of fault tolerance mean for runs."""

    def accepted(self, scheme_code: str, periods: Sequence[str]) -> Sequence[AcceptedCase]:
        """Return the accepted cases of an indicator system in some periods, by code."""
        ...

    def taken_in(self, user: Actor, run: Run, platform: str, period: str) -> Sequence[LabelledLink]:
        """Return the cases of a platform that a run took in for a period and that ``user`` may open."""
        ...

    def application_url(self, user: Actor, run: Run, period: str, platform: Platform) -> str:
        """Return where ``user`` applies for fault tolerance about a result; empty for who may not."""
        ...


class _NoGradings:
    """Without the room of gradings."""

    def published_runs(self) -> Iterable[QuerySet[Any]]:
        return ()

    def of_run(self, user: Actor, run: Run, period: str, basis: str) -> Sequence[GradingOfRun]:
        return ()

    def decided_grade(self, platform: Platform, run: Run, period: str) -> LabelledLink | None:
        return None

    def official_before(self, user: Actor, period: str, scheme_code: str) -> OfficialResult | None:
        return None


class _NoTolerance:
    """Without the room of fault tolerance."""

    def accepted(self, scheme_code: str, periods: Sequence[str]) -> Sequence[AcceptedCase]:
        return ()

    def taken_in(self, user: Actor, run: Run, platform: str, period: str) -> Sequence[LabelledLink]:
        return ()

    def application_url(self, user: Actor, run: Run, period: str, platform: Platform) -> str:
        return ""


class Providers:
    """What the rooms of the product declare; ``providers`` is the one to ask."""

    @property
    def gradings(self) -> Gradings:
        """The room of gradings."""
        return next(iter(GRADINGS), _NoGradings())

    @property
    def tolerance(self) -> Tolerance:
        """The room of fault tolerance."""
        return next(iter(TOLERANCE), _NoTolerance())


GRADINGS: Registry[Gradings] = Registry("evaluations.gradings")
TOLERANCE: Registry[Tolerance] = Registry("evaluations.tolerance")
providers = Providers()
