"""One matrix of indicator scores for each discrete configuration: basis, gaps, treatment, normalisation.

The stages are those of :mod:`keqiao.engine.evaluation`, run once for each different choice and kept; so a
replicate's scores are the ones that ``evaluate`` would give with these options.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import polars as pl

from keqiao.engine.data_findings import refused
from keqiao.engine.evaluation import adjustments, screening
from keqiao.engine.evaluation.arrays import Truth, Values
from keqiao.engine.evaluation.measures import complete
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.plan import IndicatorVersion, Plan
from keqiao.engine.evaluation.rows import PeerSet
from keqiao.engine.evaluation.run import evaluate
from keqiao.engine.evaluation.scores import scores
from keqiao.engine.evaluation.stages import StageCell, Stages
from keqiao.engine.evaluation.tolerance import cell_codes
from keqiao.engine.robustness.parameters import AS_WRITTEN, Kind, Space
from keqiao.engine.robustness.scopes import columns_of
from keqiao.language import message

Key = tuple[int, ...]
Made = TypeVar("Made")
ORDER: tuple[Kind, ...] = ("missing", "treatment", "normalisation")
"""The kinds of choices that make a version of an indicator, as the stages follow each other."""
KEPT = 512
"""So many matrices of one stage are kept; a design with more configurations computes the oldest again."""


@dataclass
class Matrix:
    """What one configuration gives: units × indicators scores (NaN = none), and what is added after.

    ``points`` are the bonuses less the deductions of each unit, ``ceiling`` the most points that a veto
    leaves. With errors of measurement the units of several replicates stand below each other.
    """

    scores: Values
    points: Values
    ceiling: Values
    stages: Stages
    struck: list[Truth]
    own: Matrix | None = None
    """The scores without cases of fault tolerance; None where nothing is neutralised."""
    neutral: Mapping[int, list[int]] = field(default_factory=dict)
    """Row of a unit → indicators (columns) that such a case leaves out."""
    transformed: dict[Hashable, Any] = field(default_factory=dict)
    """What is computed from the scores once and used by every block."""


class Matrices:
    """The matrices of one scheme and panel, made when first asked for."""

    def __init__(self, plan: Plan, panel: Panel, space: Space, period: str, basis: str) -> None:
        self.plan, self.panel, self.space = plan, panel, space
        self.period, self._basis = period, basis
        self._frames: dict[str, pl.DataFrame] = {}
        self._kept: dict[str, OrderedDict[Hashable, Any]] = {}
        self._versions, self._kept_cells = _versions_of(plan)
        self._additions: dict[int, Any] = {}
        self._meant: dict[Hashable, tuple[Stages, Key]] = {}
        self._columns = {
            number: columns_of(plan.tree, dimension.scope)
            for number, dimension in enumerate(space.dimensions)
            if dimension.kind in {"missing", "treatment", "normalisation"}
        }

        self._widest_first = sorted(self._columns, key=lambda number: -len(self._columns[number]))
        self._neutral = neutral_columns(plan, panel, period, basis) if panel.tolerated else {}

    def _once(self, store: str, key: Hashable, make: Callable[[], Made]) -> Made:
        cache = self._kept.setdefault(store, OrderedDict())
        if key not in cache:
            cache[key] = make()
            if len(cache) > KEPT:
                cache.popitem(last=False)
        product: Made = cache[key]
        return product

    def part(self, choices: Key, kind: Kind) -> Key:
        """The choices of one kind."""
        return tuple(
            choice
            for choice, dimension in zip(choices, self.space.dimensions, strict=True)
            if dimension.kind == kind
        )

    def basis(self, choices: Key) -> str:
        """The basis of a configuration."""
        for number, dimension in enumerate(self.space.dimensions):
            if dimension.kind == "basis" and choices[number] != AS_WRITTEN:
                return str(dimension.options[choices[number]] or self._basis)
        return self._basis

    def frame(self, basis: str) -> pl.DataFrame:
        """The figures of the period with every column that the scheme reads."""
        if basis not in self._frames:
            whole = complete(self.plan, self.panel.basis(basis), self.panel.periods)
            frame = whole.filter(pl.col("period") == self.period)
            if not frame.height:
                raise refused(
                    message(
                        "The data have no period {asked}; they have {known}.",
                        asked=self.period,
                        known=", ".join(self.panel.periods),
                    )
                )
            self._frames[basis] = frame
        return self._frames[basis]

    def matrix(self, choices: Key) -> Matrix:
        """The matrix of a configuration; raises DataError where the data do not allow it."""
        basis = self.basis(choices)
        gaps, treated, scored = (
            self.part(choices, kind) for kind in ("missing", "treatment", "normalisation")
        )
        imputed = self._once("imputed", (basis, gaps), lambda: self.imputed(self.frame(basis), choices))
        treated = self._once(
            "first treated",
            (basis, gaps, treated),
            lambda: self._first(imputed, "treatment", choices, treated),
        )
        done = self._once("treated", (basis, gaps, treated), lambda: self.treated(imputed, choices))
        scored = self._once(
            "first scored",
            (basis, gaps, treated, scored),
            lambda: self._first(done, "normalisation", choices, scored),
        )
        return self._once(
            "scored", (basis, gaps, treated, scored), lambda: self.neutralised(self.scored(done, choices))
        )

    def _first(self, stages: Stages, kind: Kind, choices: Key, part: Key) -> Key:
        """The first part of the choices that means the same for every indicator: an option may be what is written."""
        cells = (
            self._cells(stages, kind, choices)
            if any(choice != AS_WRITTEN for choice in part)
            else stages.cells
        )
        same = "same_treatment" if kind == "treatment" else "same_score"
        meant = (kind, id(stages), tuple(getattr(cell.version, same) for cell in cells))
        if len(self._meant) >= KEPT:
            self._meant.clear()
        return self._meant.setdefault(meant, (stages, part))[1]

    def neutralised(self, own: Matrix) -> Matrix:
        """The matrix with what is made neutral by fault tolerance left out, the own scores kept beside it."""
        rows = {self._place[unit]: columns for unit, columns in self._neutral.items()}
        if not rows:
            return own
        without = own.scores.copy(order="K")
        for row, columns in rows.items():
            without[..., row, columns] = np.nan
        return replace(own, scores=without, own=own, neutral=rows, transformed={})

    @cached_property
    def _place(self) -> dict[str, int]:
        return {unit: row for row, unit in enumerate(self.frame(self._basis)["unit"].to_list())}

    def imputed(self, frame: pl.DataFrame, choices: Key) -> Stages:
        """Figures read and gaps filled by the choice; units with too little data are left out."""
        ready = PeerSet(frame)
        if any(choice != AS_WRITTEN for choice in self.part(choices, "missing")):
            plan = replace(
                self.plan, versions=tuple(self._version(v, "missing", choices) for v in self.plan.versions)
            )
            stages = Stages.prepared(plan, ready)
        else:
            stages = Stages.prepared(self.plan, ready)
        rule = self.plan.scheme.screening
        if rule is not None:
            out = screening.screened(rule, *stages.has_data)
            ready.screened = out
            if rule.action == "exclude" and out.any():
                ready.left_out = out
        return stages

    def treated(self, imputed: Stages, choices: Key) -> Stages:
        """A copy of the stages, treated by the choice."""
        stages = self._with(imputed, "treatment", choices)
        stages.treat()
        return stages

    def scored(self, treated: Stages, choices: Key) -> Matrix:
        """The scores by the choice, and what bonuses, deductions and vetoes do to the total."""
        stages = self._with(treated, "normalisation", choices)
        points, ceiling, struck = self._added(stages)
        return Matrix(scores(stages), points, ceiling, stages, struck)

    def _added(self, stages: Stages) -> tuple[Values, Values, list[Truth]]:
        """Bonuses less deductions, the most that vetoes leave, whom they strike; once for all read alike."""
        plan, read = stages.plan, stages.read
        held: tuple[Values, Values, list[Truth]] | None = self._additions.get(id(read), (read, None))[1]
        if held is None:
            bare = plan.scheme.model_copy(update={"minimum": None, "maximum": None})
            height = stages.field.height
            added = adjustments.adjust(replace(plan, scheme=bare), read, np.zeros(height), [])
            ceiling: Values = np.full(height, np.inf)
            struck = adjustments.vetoed(plan, read)
            for veto, where in zip(plan.scheme.vetoes, struck, strict=True):
                if veto.maximum is not None:
                    ceiling = np.where(where, np.minimum(ceiling, veto.maximum), ceiling)
            held = (added.total, ceiling, struck)
            if len(self._additions) >= 32:
                self._additions.clear()
            self._additions[id(read)] = (read, held)
        return held

    def _with(self, stages: Stages, kind: Kind, choices: Key) -> Stages:
        product = copy.copy(stages)
        product.problems, product.flags = [], stages.flags.copy(order="F")
        if any(choice != AS_WRITTEN for choice in self.part(choices, kind)):
            product.cells = self._cells(stages, kind, choices)
        return product

    def _cells(self, stages: Stages, kind: Kind, choices: Key) -> list[StageCell]:
        """The versions that hold by the choices; where no variants divide the units they are kept with the plan."""
        so_far = ORDER[: ORDER.index(kind) + 1]
        key = (
            kind,
            *(
                (dimension.name, dimension.labels[choice])
                for dimension, choice in zip(self.space.dimensions, choices, strict=True)
                if dimension.kind in so_far and choice != AS_WRITTEN
            ),
        )
        cells: list[StageCell] | None = self._kept_cells.get(key) if stages.variant is None else None
        if cells is None:
            cells = [
                StageCell(self._version(cell.version, kind, choices), cell.rows) for cell in stages.cells
            ]
            if stages.variant is None:
                self._kept_cells[key] = cells
        return cells

    def _version(self, version: IndicatorVersion, kind: Kind, choices: Key) -> IndicatorVersion:
        """A version of an indicator with the choices of one kind that concern it; the narrowest scope decides."""
        chosen: Any = None
        label = ""
        for number in self._widest_first:
            dimension = self.space.dimensions[number]
            if dimension.kind != kind or choices[number] == AS_WRITTEN:
                continue
            if version.column in self._columns[number]:
                option = dimension.options[choices[number]]
                if option is not None:
                    chosen, label = option, dimension.labels[choices[number]]
        if chosen is None:
            return version
        key = (kind, version.column, version.variant, version.same_treatment, label)
        product = self._versions.get(key)
        if product is None:
            product = self._versions[key] = self._chosen(version, kind, chosen)
        return product if kind == "missing" else self._as_before(version, product, kind)

    def _as_before(
        self, version: IndicatorVersion, product: IndicatorVersion, kind: Kind
    ) -> IndicatorVersion:
        """The other keys of a version may have been chosen too."""
        if kind == "treatment" and product.missing is not version.missing:
            return replace(product, missing=version.missing, same_missing=version.same_missing)
        if kind == "normalisation" and (
            product.missing is not version.missing or product.treatment is not version.treatment
        ):
            return replace(version, score=product.score, same_score=product.same_score)
        return product

    def _chosen(self, version: IndicatorVersion, kind: Kind, chosen: Any) -> IndicatorVersion:
        same = self.plan.needs.same
        if kind == "missing":
            return replace(version, missing=chosen, same_missing=same(chosen))
        if kind == "treatment":
            rules = limited(version.treatment, chosen) if isinstance(chosen, int) else chosen
            return replace(version, treatment=rules, same_treatment=same(rules))
        return replace(
            version, score=chosen, same_score=same((chosen, version.of, version.indicator.direction))
        )


def neutral_columns(plan: Plan, panel: Panel, period: str, basis: str) -> dict[str, list[int]]:
    """Unit → the indicators that accepted cases of fault tolerance make neutral: decided once, by the evaluation as
    written, so that a replicate answers what would be uncertain about that result."""
    table = evaluate(plan.scheme, panel, periods=[period], basis=basis).tolerance  # type: ignore[arg-type]
    columns: dict[str, list[int]] = {}
    for unit, _, code in [] if table is None else cell_codes(table):
        columns.setdefault(unit, []).append(plan.tree.columns[plan.tree.number[code]])
    return columns


_versions: dict[int, tuple[Plan, dict[Hashable, IndicatorVersion], dict[Hashable, list[StageCell]]]] = {}


def _versions_of(plan: Plan) -> tuple[dict[Hashable, IndicatorVersion], dict[Hashable, list[StageCell]]]:
    """The versions of indicators, and the lists of them, made so far for a plan; kept with it."""
    held = _versions.get(id(plan))
    if held is None or held[0] is not plan:
        held = _versions[id(plan)] = (plan, {}, {})
        if len(_versions) > 32:
            del _versions[next(iter(_versions))]
    return held[1], held[2]


def limited(rules: tuple[Any, ...], points: int) -> tuple[Any, ...]:
    """Treatments with another number of points that winsorising may move."""
    return tuple(
        rule.model_copy(update={"maximum_points": points}) if rule.method == "winsorise" else rule
        for rule in rules
    )
