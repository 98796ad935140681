"""The stages of every indicator before scoring, and what is noted on the way.

raw (formula) → denominated (÷ denominator, rounded) → imputed → treated. Blocks are rows × indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from dataclasses import field as made
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from keqiao.engine.evaluation import missing, treatment
from keqiao.engine.evaluation.arrays import EVERY, Rows, Truth, Values, half_up
from keqiao.engine.evaluation.flags import Flag
from keqiao.engine.evaluation.needs import Read
from keqiao.engine.evaluation.parallel import each
from keqiao.engine.evaluation.plan import AS_WRITTEN, IndicatorVersion, Plan
from keqiao.engine.evaluation.problems import DataError, DataFinding
from keqiao.engine.evaluation.rows import PeerSet
from keqiao.language import message

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class StageCell:
    """A version of an indicator and the rows for which it holds."""

    version: IndicatorVersion
    rows: Rows


@dataclass
class Stages:
    """All stages of one run. A stage that changes nothing is the same block as the one before."""

    plan: Plan
    field: PeerSet
    read: Read
    variant: npt.NDArray[np.intp] | None
    """The variant that holds for each row; None where none holds for any."""
    cells: list[StageCell]
    raw: Values = made(init=False)
    denominated: Values = made(init=False)
    imputed: Values = made(init=False)
    treated: Values = made(init=False)
    flags: npt.NDArray[np.uint16] = made(init=False)
    applies: Truth | None = None
    """False where an indicator does not apply; None where all apply."""
    problems: list[DataFinding] = made(default_factory=list)

    @classmethod
    def prepared(cls, plan: Plan, field_: PeerSet) -> Stages:
        """Run all stages; raises :class:`DataError` where a figure is missing that must not be."""
        read = Read(plan.needs, field_.frame)
        variant = _variants(plan, read, field_.height)
        stages = cls(plan, field_, read, variant, _cells(plan, variant))
        stages.flags = np.zeros((field_.height, len(plan.indicators)), dtype=np.uint16, order="F")
        stages._read_values()
        stages.impute()
        return stages

    def flag(self, column: int, rows: Rows, flag: Flag, where: Truth) -> None:
        """Set a flag where ``where`` (over ``rows``) holds."""
        if where.any():
            self.flags[rows, column] |= np.multiply(where, np.uint16(flag), dtype=np.uint16)

    def _read_values(self) -> None:
        plan, read = self.plan, self.read
        columns = len(plan.indicators)
        whole = (
            read.block([cell.version.formula for cell in self.cells]) if len(self.cells) == columns else None
        )
        # Every row of every column is written below: some version of each indicator holds for each row.
        self.raw = np.empty((self.field.height, columns), order="F") if whole is None else whole
        denominated = any(cell.version.denominator is not None for cell in self.cells)
        zero = self._zero_divisions(self.cells) if whole is None or denominated else {}
        if whole is None:

            def fill(cell: StageCell) -> None:
                column, key = cell.version.column, cell.version.formula
                self.raw[cell.rows, column] = read.number(key)[cell.rows]
                if key in zero:
                    # A formula may foresee the zero and give a value all the same.
                    divided = zero[key][cell.rows] & np.isnan(self.raw[cell.rows, column])
                    self.flag(column, cell.rows, Flag.DIVISION_BY_ZERO, divided)

            each(fill, self.cells, self.field.height)
        for cell in self.cells:
            key = cell.version.denominator
            if key in zero:
                self.flag(cell.version.column, cell.rows, Flag.DIVISION_BY_ZERO, zero[key][cell.rows])
        self._tell_negative_divisions()
        self.denominated = self.raw
        if denominated or any(cell.version.indicator.decimals is not None for cell in self.cells):
            self.denominated = self.raw.copy(order="F")
            for cell in self.cells:
                self._denominate(cell)
        for cell in self.cells:
            self._applying(cell)
        self._gaps()
        if self.variant is not None:
            for cell in self.cells:
                if cell.version.variant != AS_WRITTEN:
                    self.flags[cell.rows, cell.version.column] |= np.uint16(Flag.VARIANT)

    def _tell_negative_divisions(self) -> None:
        """A remark for each indicator that divided by a figure below zero: a ratio of two negatives is positive."""
        parsed = self.plan.needs.parsed
        keys = dict.fromkeys(cell.version.formula for cell in self.cells if cell.version.formula in parsed)
        negative = self.read.divided_by_negative(keys)
        for cell in self.cells:
            version = cell.version
            below = negative.get(version.formula)
            there = None if below is None else below[cell.rows]
            if version.denominator is not None and self.read.below_zero(version.denominator):
                wrong = self.read.number(version.denominator)[cell.rows] < 0
                there = wrong if there is None else there | wrong
            if there is None or not there.any():
                continue
            sentence = message(
                "{count} units divide by a figure below 0 in {name}: a loss over a loss counts as a gain. "
                "Write CASE WHEN … > 0 THEN … ELSE 0 END.",
                count=int(there.sum()),
                name=version.indicator.name,
            )
            self.problems.append(DataFinding("warning", sentence, measure=version.indicator.code))

    def _gaps(self) -> None:
        def mark(column: int) -> None:
            absent = np.isnan(self.denominated[:, column])
            if self.applies is not None:
                absent &= self.applies[:, column]
            self.flag(column, EVERY, Flag.MISSING, absent)

        each(mark, range(self.denominated.shape[1]), self.field.height)

    def _zero_divisions(self, cells: list[StageCell]) -> dict[str, Truth]:
        """Only where a value is missing can its formula have divided by zero."""
        keys = [
            cell.version.formula
            for cell in cells
            if cell.version.formula in self.plan.needs.parsed and self.read.has_gaps(cell.version.formula)
        ]
        keys += [cell.version.denominator for cell in cells if cell.version.denominator is not None]
        return dict(self.read.divided_by_zero(dict.fromkeys(keys)))

    def _denominate(self, cell: StageCell) -> None:
        version, rows = cell.version, cell.rows
        values = self.denominated[rows, version.column]
        if version.denominator is not None:
            divisor = self.read.number(version.denominator)[rows]
            zero = divisor == 0
            if zero.any():
                self.flag(version.column, rows, Flag.DIVISION_BY_ZERO, zero)
                divisor = np.where(zero, np.nan, divisor)
            values = values / divisor
        if version.indicator.decimals is not None:
            values = half_up(values, version.indicator.decimals)
        self.denominated[rows, version.column] = values

    def _applying(self, cell: StageCell) -> None:
        version = cell.version
        excluded: Truth | None = None
        if version.applies is not None:
            excluded = self.read.truth(version.applies)[1][cell.rows]
        code = version.indicator.code
        if self.variant is not None:
            for number, variant in enumerate(self.plan.scheme.variants):
                if code in variant.exclude:
                    out = self.variant[cell.rows] == number
                    excluded = out if excluded is None else excluded | out
        if excluded is None or not excluded.any():
            return
        if self.applies is None:
            self.applies = np.ones(self.raw.shape, dtype=np.bool_, order="F")
        self.applies[cell.rows, version.column] = ~excluded
        self.flag(version.column, cell.rows, Flag.NOT_APPLICABLE, excluded)

    def impute(self) -> None:
        """Fill what may be filled; refuse what must be there."""
        self.imputed = self.denominated
        if not np.isnan(self.denominated).any():
            return
        for cells in alike(self.cells, lambda version: version.same_missing):
            policy, rows = cells[0].version.missing, cells[0].rows
            columns = [cell.version.column for cell in cells]
            if policy.policy == "stop":
                self._refuse(cells)
            if policy.policy in {"zero", "redistribute", "stop"}:
                continue
            if self.imputed is self.denominated:
                self.imputed = self.denominated.copy(order="F")
            for group in self.field.compared("period", policy.group, rows, everyone=True):
                values = part(self.imputed, group, columns)
                usable = None if self.applies is None else part(self.applies, group, columns)
                filled, where = missing.impute(values, policy.policy, usable)
                if where.any():
                    _put(self.imputed, group, columns, filled)
                    for place in np.flatnonzero(where.any(axis=0)):
                        self.flag(columns[place], group, Flag.IMPUTED, where[:, place])

    def _refuse(self, cells: list[StageCell]) -> None:
        problems = []
        for cell in cells:
            column = cell.version.column
            absent = (self.flags[cell.rows, column] & np.uint16(Flag.MISSING)) != 0
            places = np.arange(self.field.height)[cell.rows][absent]
            sentence = message(
                "The indicator {name} has no value and the scheme allows none to be missing. Fill it in.",
                name=cell.version.indicator.name,
            )
            for place in places[:20].tolist():
                row = self.field.frame.select("unit", "period").row(place)
                problems.append(DataFinding("error", sentence, row[0], row[1], cell.version.indicator.code))
        if problems:
            raise DataError(problems)

    def treat(self) -> None:
        """Treatments, over the units that are compared."""
        self.treated = self.imputed
        if self.applies is not None and not self.applies.all():
            # A figure that does not apply is shown as it was read, but not scored, nor compared with.
            self.treated = self.imputed.copy(order="F")
            for column in np.flatnonzero(~self.applies.all(axis=0)):
                self.treated[~self.applies[:, column], column] = np.nan
        for cells in alike(self.cells, lambda version: version.same_treatment):
            rules, rows = cells[0].version.treatment, cells[0].rows
            if not rules:
                continue
            columns = [cell.version.column for cell in cells]
            if self.treated is self.imputed:
                self.treated = self.imputed.copy(order="F")
            for group in self.field.compared("period", None, rows):
                done = treatment.treat(part(self.treated, group, columns), rules)
                _put(self.treated, group, columns, done.values)
                for flag, where in (
                    (Flag.WINSORISED, done.winsorised),
                    (Flag.LOGGED, done.logged),
                    (Flag.CAPPED, done.capped),
                ):
                    for place in np.flatnonzero(where.any(axis=0)):
                        self.flag(columns[place], group, flag, where[:, place])

    @property
    def has_data(self) -> tuple[Values, Values]:
        """Share of the applicable indicators of each row with a value, before and after imputation."""
        applies = self.applies
        count = (
            np.full(self.field.height, float(self.raw.shape[1])) if applies is None else applies.sum(axis=1)
        )
        shares = []
        for stage in (self.raw, self.imputed):
            present = np.zeros(self.field.height)
            for column in range(stage.shape[1]):
                known = ~np.isnan(stage[:, column])
                present += known if applies is None else known & applies[:, column]
            with np.errstate(invalid="ignore", divide="ignore"):
                shares.append(present / count)
            if self.imputed is self.raw:
                break
        return shares[0], shares[-1]


def alike(cells: list[StageCell], key: Callable[[IndicatorVersion], Hashable]) -> Iterator[list[StageCell]]:
    """Group cells by rows and by ``key(version)``, in the order of first appearance."""
    groups: dict[Hashable, list[StageCell]] = {}
    for cell in cells:
        rows = "all" if isinstance(cell.rows, slice) else id(cell.rows)
        groups.setdefault((rows, key(cell.version)), []).append(cell)
    yield from groups.values()


def _variants(plan: Plan, read: Read, height: int) -> npt.NDArray[np.intp] | None:
    """The first variant that holds for each row, −1 for none."""
    result: npt.NDArray[np.intp] | None = None
    for number, key in enumerate(plan.variants):
        holds = read.truth(key)[0]
        if not holds.any():
            continue
        if result is None:
            result = np.full(height, AS_WRITTEN, dtype=np.intp)
        result[holds & (result == AS_WRITTEN)] = number
    return result


def _cells(plan: Plan, variant: npt.NDArray[np.intp] | None) -> list[StageCell]:
    """Which version of each indicator holds for which rows."""
    if variant is None:
        return [StageCell(version, EVERY) for version in plan.versions if version.variant == AS_WRITTEN]
    places: dict[tuple[int, ...], Rows] = {(): EVERY}
    cells = []
    for version in plan.versions:
        replacing = plan.replaced.get(version.column, ())
        key = replacing if version.variant == AS_WRITTEN else (AS_WRITTEN, version.variant)
        if key not in places:
            others = np.isin(variant, replacing)
            places[key] = np.flatnonzero(
                ~others if version.variant == AS_WRITTEN else variant == version.variant
            )
        rows = places[key]
        if isinstance(rows, slice) or rows.size:
            cells.append(StageCell(version, rows))
    return cells


def part(values: npt.NDArray[Kind], rows: Rows, columns: list[int]) -> npt.NDArray[Kind]:
    """Rows × columns of a block, without a copy where the columns stand together."""
    if isinstance(rows, slice):
        if columns == list(range(columns[0], columns[-1] + 1)):
            return values[rows, columns[0] : columns[-1] + 1]
        return values[rows][:, columns]
    picked: npt.NDArray[Kind] = values[np.ix_(rows, np.array(columns))]
    return picked


def _put(values: Values, rows: Rows, columns: list[int], new: Values) -> None:
    for place, column in enumerate(columns):
        values[rows, column] = new[:, place]
