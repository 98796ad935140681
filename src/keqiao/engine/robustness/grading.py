"""Grades of every replicate: thresholds, conditions, ceilings after vetoes, quotas; as the evaluation gives them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

from keqiao.engine.evaluation.arrays import Truth, Values, reached
from keqiao.engine.evaluation.grades import UNGRADED, ordered, places_of, ungraded_variants
from keqiao.engine.evaluation.plan import Plan
from keqiao.engine.evaluation.ranking import PAPER
from keqiao.engine.robustness.matrices import Matrix
from keqiao.engine.schemes.scheme import Grade, Quota

Grades = npt.NDArray[np.int8]


class Grader:
    """The grades of a scheme over replicates × units."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.grades = ordered(plan.scheme.grades)
        self.codes = tuple(grade.code for grade in self.grades)
        names: set[str] = set()
        self._known = ("total", *plan.tree.codes)
        for grade in self.grades:
            if grade.when is not None:
                names |= set(plan.needs.later(grade.when, self._known).names)
        self.wanted = frozenset(plan.tree.number[name] for name in names if name in plan.tree.number)
        """Nodes whose scores the conditions read."""

    def grade(self, matrix: Matrix, totals: Values, nodes: Mapping[int, Values]) -> Grades:
        """The place of each grade in ``codes``, −1 where there is none; the rules of
        :func:`keqiao.engine.evaluation.grades.grade` over all replicates at once."""
        last = len(self.grades) - 1
        reach = [self._reached(grade, matrix, totals, nodes) for grade in self.grades]
        ceiling = self._ceiling(matrix, reach, last)
        result = np.full(totals.shape, UNGRADED, dtype=np.int8)
        shown_otherwise = ungraded_variants(self.plan, matrix.stages.read, matrix.stages.field.height)
        candidates = ~np.isnan(totals) & ~shown_otherwise.reshape(-1, totals.shape[1])
        for place, grade in enumerate(self.grades):
            wants = candidates & (result == UNGRADED) & (ceiling <= place)
            if place < last:
                wants &= reach[place]
                if grade.quota is not None:
                    wants = self._with_room(matrix, grade.quota, totals, wants)
            result[wants] = place
        return result

    def _reached(self, grade: Grade, matrix: Matrix, totals: Values, nodes: Mapping[int, Values]) -> Truth:
        here = np.ones(totals.shape, dtype=np.bool_) if grade.at is None else reached(totals, grade.at)
        if grade.when is None:
            return here
        item = self.plan.needs.later(grade.when, self._known)
        stages, size = matrix.stages, totals.shape[0]
        known = {"total": totals} | {self.plan.tree.codes[n - 1]: scores for n, scores in nodes.items() if n}
        more = {name: known[name] for name in item.names if name in known}
        frame = stages.read.frame
        repeated = frame.height != totals.size
        if repeated:
            frame = frame[pl.Series(np.tile(np.arange(frame.height, dtype=np.uint32), size))]
        frame = frame.with_columns(
            pl.Series(name, block.ravel(), nan_to_null=True) for name, block in more.items()
        )
        value = frame.select(item.number().alias("value"))["value"].to_numpy()
        if value.size != totals.size:
            value = np.full(totals.size, value[0])
        holds: Truth = (np.nan_to_num(value.astype(np.float64)) != 0).reshape(totals.shape)
        return here & holds

    def _ceiling(self, matrix: Matrix, reach: list[Truth], last: int) -> npt.NDArray[np.intp]:
        """The best grade each unit may still hold."""
        shape = reach[0].shape
        result = np.zeros(shape, dtype=np.intp)
        by_points = np.argmax(np.array([*reach[:-1], np.ones(shape, np.bool_)]), axis=0)
        for veto, where in zip(self.plan.scheme.vetoes, matrix.struck, strict=True):
            if not where.any():
                continue
            if veto.demote is not None and veto.grade is None:
                ceiling = np.minimum(by_points + veto.demote, last)
            else:
                ceiling = np.full(shape, last if veto.grade is None else self.codes.index(veto.grade))
            struck = where.reshape(-1, shape[1])
            result = np.where(struck, np.maximum(result, ceiling), result)
        return result

    def _with_room(self, matrix: Matrix, quota: Quota, totals: Values, wants: Truth) -> Truth:
        """Of the units that want a grade, those for whom the quota has room, best totals first."""
        result = np.zeros(wants.shape, dtype=np.bool_)
        keys = np.round(totals, PAPER)
        field, units = matrix.stages.field, totals.shape[1]
        groups: list[npt.NDArray[np.intp]] = [np.arange(units)]
        if quota.within is not None:
            words = field.words(quota.within)[:units]
            groups = [np.flatnonzero(words == word) for word in np.unique(words)]
        for group in groups:
            asking = np.where(wants[:, group], keys[:, group], -np.inf)
            counts = (~np.isnan(totals[:, group])).sum(axis=1)
            rooms = np.array([places_of(quota, int(count)) for count in range(group.size + 1)])[counts]
            down = -np.sort(-asking, axis=1)
            down = np.concatenate([down, np.full((down.shape[0], 1), -np.inf)], axis=1)
            places = np.arange(down.shape[0])
            enough = rooms >= wants[:, group].sum(axis=1)
            room = np.minimum(rooms, group.size)
            edge = down[places, np.maximum(room - 1, 0)]
            tied = down[places, room] == edge
            above = asking > edge[:, None]
            if quota.ties == "lower":
                above |= (asking == edge[:, None]) & ~tied[:, None]
            else:
                above |= asking == edge[:, None]
            above &= (rooms > 0)[:, None]
            result[:, group] = wants[:, group] & (enough[:, None] | above)
        return result
