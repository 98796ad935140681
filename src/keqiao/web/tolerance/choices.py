"""What an applicant chooses from: the indicators of a result, those that lost points and would gain first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from keqiao.engine.evaluation import DataError, evaluate
from keqiao.web.evaluations import computation, selectors
from keqiao.web.evaluations.marks import NodeResult
from keqiao.web.evaluations.models import Run
from keqiao.web.evaluations.reading import RunReading, SchemeNode
from keqiao.web.tolerance import effect
from keqiao.web.tolerance import selectors as cases


@dataclass(frozen=True)
class ToleranceOption:
    """An indicator or group to choose, with the platform's own points and the neutral ones (of a group: what it would
    bring, as each of its indicators is judged by itself).
    """

    node: SchemeNode
    mark: NodeResult
    neutral: float | None
    chosen: bool

    @property
    def gain(self) -> float:
        """Points that a case could bring; 0 where the own score is not below neutral."""
        if self.neutral is None or self.mark.contribution is None:
            return 0.0
        return max(self.neutral - self.mark.contribution, 0.0)

    @property
    def suggested(self) -> bool:
        """Whether the platform lost points that a case could bring back."""
        return self.gain > effect.LEAST


@dataclass(frozen=True)
class Options:
    """What may be chosen: ``first`` are those that a case could help, most first; ``others`` in the scheme's order."""

    run: Run | None
    basis: str
    first: list[ToleranceOption]
    others: list[ToleranceOption]


def options(run: Run | None, scheme_code: str, period: str, unit: str, chosen: Collection[str]) -> Options:
    """Return the indicators to choose from, with the points of `unit` in `run` where it has them."""
    nodes = cases.nodes_of(cases.version_for(scheme_code, run))
    reading = _reading(run, period, unit) if run is not None else None
    if run is None or reading is None:
        plain = [
            ToleranceOption(node, NodeResult(), None, node.code in chosen) for node in cases.choosable(nodes)
        ]
        return Options(None, "", [], plain)
    judge = _Groups(run, reading, unit)
    rows = [
        ToleranceOption(
            node,
            reading.mark(unit, node.code),
            effect.neutral_points(reading, unit, node.code) if node.is_leaf else judge.points(node.code),
            node.code in chosen,
        )
        for node in cases.choosable(reading.nodes)
    ]
    first = sorted((row for row in rows if row.suggested), key=lambda row: -row.gain)
    return Options(run, reading.basis, first, [row for row in rows if not row.suggested])


class _Groups:
    """What groups would bring with a case: the engine judges them indicator by indicator."""

    def __init__(self, run: Run, reading: RunReading, unit: str) -> None:
        self.run, self.reading, self.unit = run, reading, unit
        self.panel = computation.panel_of(selectors.stored_frames(run))

    def points(self, code: str) -> float | None:
        """Return the points of a group with a case about it; None where the engine finds none."""
        cell = (self.unit, self.reading.period, code)
        panel = replace(self.panel, tolerated=self.panel.tolerated | {cell})
        try:
            evaluation = evaluate(
                self.reading.scheme,
                panel,
                periods=[self.reading.period],
                basis=self.reading.basis,  # type: ignore[arg-type]
            )
        except DataError:
            return None
        rows = effect.lines(self.reading, evaluation, self.unit, [code], self.run)
        return sum(row.counts or 0.0 for row in rows)


def _reading(run: Run, period: str, unit: str) -> RunReading | None:
    reading = selectors.reading(run, period, run.bases[0])
    return reading if reading.total(unit) is not None else None
