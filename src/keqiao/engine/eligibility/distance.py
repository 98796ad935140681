"""How far off: the least single change that makes a subject eligible, and the least changes together.

Changes of different figures are compared by their share of the figure; 0 → 1 of a yes counts as one whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl

from keqiao.engine.eligibility.compiled_programme import CompiledProgramme, spine
from keqiao.engine.eligibility.groups import ConditionLeaf, GroupNode, Joint, either, every
from keqiao.engine.eligibility.nearest import Flags, Floats, nearest
from keqiao.engine.eligibility.ranges import settled
from keqiao.engine.eligibility.verdicts import EligibilityState, Judgement
from keqiao.engine.expressions.tree import Binary

ROUNDS = 4
"""So often changes are added where those made so far are not enough together."""


@dataclass(frozen=True)
class NeededChange:
    """A figure as it is and as it would have to be."""

    code: str
    now: float
    then: float

    @property
    def by(self) -> float:
        """How much it changes, in the unit of the measure."""
        return round(self.then - self.now, 9)

    def share(self, grain: float) -> float:
        """The change as a share of the figure."""
        return abs(self.then - self.now) / max(abs(self.now), grain)


@dataclass(frozen=True)
class SubjectDistance:
    """What would make one subject eligible: single changes, the least first, and the least changes together."""

    singles: tuple[NeededChange, ...] = ()
    together: tuple[NeededChange, ...] = ()


@dataclass
class Distances:
    """For the subjects of a judgement that are not eligible: what each would need, and who is near."""

    judgement: Judgement
    of_row: dict[int, SubjectDistance] = field(default_factory=dict)

    def state(self, row: int) -> EligibilityState:
        """Eligible, near, not eligible or unknown. Near is also who misses soft conditions only."""
        truth = self.judgement.whole[row]
        if truth is None:
            return EligibilityState.UNKNOWN
        if truth:
            return EligibilityState.MET
        if self.judgement.frame["excused"][row]:
            return EligibilityState.NEAR
        plan = self.judgement.plan
        for change in self.of_row.get(row, SubjectDistance()).singles[:1]:
            grain = plan.figures[change.code].grain
            if change.share(grain) <= plan.programme.near.share or abs(change.by) <= grain * 1.000001:
                return EligibilityState.NEAR
        return EligibilityState.MISSED


def distances(judgement: Judgement, rows: Sequence[int] | None = None, *, together: bool = True) -> Distances:
    """What the subjects that are not eligible (of ``rows`` only, where given) would need.

    ``together`` looks for the least changes of several figures where no single one is enough. What only the register
    of awards knows (``once``, ``excludes``) and nobody looked up is taken as no bar: no figure could settle it, and
    :meth:`~keqiao.engine.eligibility.verdicts.Judgement.awards_unknown` says that the register has to be looked at.
    """
    nearest = Distances(judgement)
    chosen = np.array(judgement.rows(False) if rows is None else rows, dtype=np.int64)
    if not chosen.size:
        return nearest
    plan = refined(judgement.plan)
    free = [pl.col(column).fill_null(True) for column in plan.outside]
    frame = settled(plan, plan.computed(judgement.frame[chosen].with_columns(free)))
    singles = single_changes(plan, frame, plan.whole)
    combined: list[tuple[NeededChange, ...]] = [()] * chosen.size
    hard = [at for at in range(chosen.size) if not singles[at]]
    if together and hard:
        for at, changes in zip(hard, _together(plan, frame[hard]), strict=True):
            combined[at] = changes
    for at, row in enumerate(chosen):
        nearest.of_row[int(row)] = SubjectDistance(singles[at], combined[at])
    return nearest


def single_changes(
    plan: CompiledProgramme, frame: pl.DataFrame, goal: GroupNode
) -> list[tuple[NeededChange, ...]]:
    """For each subject every change of one figure, to each side, that reaches the goal; the least share first."""
    singles: list[list[NeededChange]] = [[] for _ in range(frame.height)]
    for code in figures_of(plan, goal):
        values, own = nearest(plan, frame, code, goal), frame[code].to_numpy()
        for side in (values.below, values.above):
            for at in np.flatnonzero(np.isfinite(side) & np.isfinite(own)):
                singles[at].append(NeededChange(code, float(own[at]), float(side[at])))
    return [
        tuple(sorted(changes, key=lambda change: change.share(plan.figures[change.code].grain)))
        for changes in singles
    ]


def figures_of(plan: CompiledProgramme, goal: GroupNode) -> list[str]:
    """The figures that a goal depends on, in the order of the programme."""
    read = {name for leaf in goal.leaves() for name in plan.reads(leaf.tree)}
    return [code for code in plan.figures if code in read]


@lru_cache(maxsize=500)
def refined(plan: CompiledProgramme) -> CompiledProgramme:
    """The plan with conditions taken apart at their AND and OR: each part can be repaired by itself."""
    extra: dict[str, ConditionLeaf] = {}

    def apart(node: GroupNode) -> GroupNode:
        if isinstance(node, Joint):
            return Joint(node.needed, tuple(apart(member) for member in node.members))
        tree = node.tree if isinstance(node, ConditionLeaf) else None
        if isinstance(tree, Binary) and tree.operator in {"AND", "OR"} and isinstance(node, ConditionLeaf):
            parts = []
            for part in spine(tree):
                column = f"{node.column} {len(extra) + 1}"
                leaf = ConditionLeaf(column, part, node.owner)
                extra[column] = leaf
                parts.append(apart(leaf))
            return every(*parts) if tree.operator == "AND" else either(*parts)
        return node

    whole = apart(plan.whole)
    return plan.with_columns({column: leaf.tree for column, leaf in extra.items()}, whole)


def _together(plan: CompiledProgramme, frame: pl.DataFrame) -> list[tuple[NeededChange, ...]]:
    """For each subject changes of several figures that are enough together; none of them can be left out or be
    smaller while the others stay. Empty where none were found.
    """
    start, count = frame, frame.height
    codes = figures_of(plan, plan.whole)
    own = {code: frame[code].to_numpy().copy() for code in codes}
    now = {code: values.copy() for code, values in own.items()}
    for _round in range(ROUNDS):
        frame = _with_figures(plan, start, now)
        open_ = ~_holds(frame, plan.whole)
        if not open_.any():
            break
        _cost, repairs = _cheapest(plan, frame, plan.whole)
        for leaf_repair, chosen in repairs:
            for code, target in leaf_repair.targets.items():
                take = chosen & open_ & np.isfinite(target)
                # Two conditions that move one figure: what goes further serves both.
                further = np.abs(target - own[code]) >= np.abs(now[code] - own[code])
                now[code] = np.where(take & further, target, now[code])
    frame = _with_figures(plan, start, now)
    enough = _holds(frame, plan.whole)
    for _turn in range(2):
        for code in sorted(codes, key=lambda c: -float(np.nansum(_share(own[c], now[c], plan, c)))):
            changed = enough & (now[code] != own[code]) & np.isfinite(now[code])
            if not changed.any():
                continue
            trial = _with_figures(plan, start, now | {code: own[code]})
            back = _holds(trial, plan.whole)
            values = nearest(plan, trial, code, plan.whole)
            up = now[code] > own[code]
            least = np.where(up, values.above, values.below)
            least = np.where(back, own[code], np.where(np.isfinite(least), least, now[code]))
            now[code] = np.where(changed, least, now[code])
    result = []
    for at in range(count):
        changes = [
            NeededChange(code, float(own[code][at]), float(now[code][at]))
            for code in codes
            if enough[at] and np.isfinite(own[code][at]) and own[code][at] != now[code][at]
        ]
        changes.sort(key=lambda change: change.share(plan.figures[change.code].grain))
        result.append(tuple(changes))
    return result


def _share(own: Floats, now: Floats, plan: CompiledProgramme, code: str) -> Floats:
    return np.abs(now - own) / np.maximum(np.abs(own), plan.figures[code].grain)


def _with_figures(plan: CompiledProgramme, start: pl.DataFrame, values: dict[str, Floats]) -> pl.DataFrame:
    changed = start.with_columns(pl.Series(code, column, nan_to_null=True) for code, column in values.items())
    return settled(plan, plan.computed(changed))


def _holds(frame: pl.DataFrame, node: GroupNode) -> Flags:
    truth = frame.select(pl.repeat(0, pl.len()).alias("_"), node.truth().alias("holds"))["holds"]
    return truth.fill_null(False).to_numpy()


@dataclass
class LeafRepair:
    """For each subject the cheapest change that makes one condition hold: by figure the new value, else NaN."""

    targets: dict[str, Floats]


def _cheapest(
    plan: CompiledProgramme, frame: pl.DataFrame, node: GroupNode
) -> tuple[Floats, list[tuple[LeafRepair, Flags]]]:
    """What the node costs each subject, and which conditions to repair for whom."""
    if isinstance(node, ConditionLeaf):
        cost, repair = _repair(plan, frame, node)
        return cost, [(repair, cost > 0)]
    if not isinstance(node, Joint):
        raise TypeError(type(node).__name__)
    parts = [_cheapest(plan, frame, member) for member in node.members]
    if not parts:
        return np.zeros(frame.height), []
    costs = np.vstack([cost for cost, _ in parts])
    order = np.argsort(costs, axis=0, kind="stable")
    ranks = np.argsort(order, axis=0, kind="stable")
    taken = ranks < node.needed
    chosen = [
        (repair, flags & taken[at]) for at, (_, repairs) in enumerate(parts) for repair, flags in repairs
    ]
    with np.errstate(invalid="ignore"):
        total = np.where(taken, costs, 0.0).sum(axis=0)
    return total, chosen


def _repair(plan: CompiledProgramme, frame: pl.DataFrame, leaf: ConditionLeaf) -> tuple[Floats, LeafRepair]:
    cost = np.where(_holds(frame, leaf), 0.0, np.inf)
    open_ = np.flatnonzero(cost > 0)
    targets: dict[str, Floats] = {}
    if open_.size:
        part = frame[open_]
        best = np.full(open_.size, np.inf)
        for code in figures_of(plan, leaf):
            own = part[code].to_numpy()
            values = nearest(plan, part, code, leaf)
            for side in (values.below, values.above):
                share = np.nan_to_num(_share(own, side, plan, code), nan=np.inf)
                better = share < best
                if better.any():
                    for other in targets.values():
                        other[open_[better]] = np.nan
                    column = targets.setdefault(code, np.full(frame.height, np.nan))
                    column[open_[better]] = side[better]
                    best = np.where(better, share, best)
        cost[open_] = best
    return cost, LeafRepair(targets)
