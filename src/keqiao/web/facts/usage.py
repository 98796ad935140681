"""Where a figure is used, and what can be done with a snapshot: rooms to the right (evaluations, reports) say so
("facts.uses", "facts.next_steps").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from keqiao.web.accounts.actors import Actor
from keqiao.web.facts.derivations import COMPOSITE
from keqiao.web.facts.figures import Figure
from keqiao.web.facts.models import Measure, Snapshot, SnapshotFigure
from keqiao.web.registry.models import Commitment
from keqiao.web.site.rooms import Registry


class FigureUse(NamedTuple):
    """A place that uses a figure."""

    kind: str
    label: str
    url: str


Provider = Callable[[Any, Figure], Iterable[FigureUse]]
USES: Registry[Provider] = Registry("facts.uses")


class NextStep(NamedTuple):
    """What a reader can do with a snapshot, and where."""

    label: str
    url: str


NEXT_STEPS: Registry[Callable[[Actor, Snapshot], Iterable[NextStep]]] = Registry("facts.next_steps")


def used_in(user: Actor, figure: Figure) -> list[FigureUse]:
    """Return the places that use a figure, at most a few of each kind."""
    return [use for provider in USES for use in provider(user, figure)]


def measures(user: Actor, figure: Figure) -> Iterable[FigureUse]:
    """Yield the measures that are computed from this one."""
    codes = [
        code for code, rule in COMPOSITE.items() if any(figure.measure.code in part for part in rule.parts)
    ]
    for measure in Measure.objects.filter(code__in=codes):
        yield FigureUse("measure", str(measure), measure.get_absolute_url())


def snapshots(user: Actor, figure: Figure) -> Iterable[FigureUse]:
    """Yield the latest snapshots that hold the figure."""
    holding = SnapshotFigure.objects.filter(
        measure=figure.measure, platform=figure.scope.platform, period=figure.period.code, basis=figure.basis
    )
    for snapshot in Snapshot.objects.visible_to(user).filter(pk__in=holding.values("snapshot"))[:5]:
        yield FigureUse("snapshot", str(snapshot), snapshot.get_absolute_url())


def commitments(user: Actor, figure: Figure) -> Iterable[FigureUse]:
    """Yield the commitments of the platform's agreement that the figure is held against."""
    if figure.scope.platform is None:
        return
    rows = Commitment.objects.current().visible_to(user)
    rows = rows.filter(agreement__platform=figure.scope.platform, measure_code=figure.measure.code)
    for row in rows.filter(year=figure.period.year)[:5]:
        yield FigureUse("commitment", str(row), figure.scope.platform.get_absolute_url())
