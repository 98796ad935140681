"""Units with what they use and what they bring forth: the figures of every efficiency model, checked once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keqiao.engine.efficiency.problems import EfficiencyError, FactorFinding, refused
from keqiao.language import Message, message

Floats = NDArray[np.float64]
Columns = int | str | Iterable[int | str]
"""Columns named by position (from 0) or by name; one or several."""


@dataclass(frozen=True, eq=False)
class Factors:
    """n units with m inputs and s outputs; ``inputs`` (n, m) and ``outputs`` (n, s) are finite, in any units."""

    inputs: Floats
    outputs: Floats
    units: tuple[str, ...]
    input_names: tuple[str, ...]
    output_names: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of units."""
        return len(self.units)

    def input_columns(self, chosen: Columns) -> tuple[int, ...]:
        """Positions of the inputs ``chosen``; EfficiencyError where one does not exist."""
        return _positions(chosen, self.input_names)

    def output_columns(self, chosen: Columns) -> tuple[int, ...]:
        """Positions of the outputs ``chosen``; EfficiencyError where one does not exist."""
        return _positions(chosen, self.output_names)

    def unit(self, name: int | str) -> int:
        """The position of a unit given by position or name; EfficiencyError where there is none."""
        if isinstance(name, int | np.integer):
            if -self.count <= name < self.count:
                return int(name) % self.count
        elif name in self.units:
            return self.units.index(name)
        raise refused(message("There is no unit {unit}.", unit=name))

    def at(self, row: int, sentence: Message, column: str | None = None) -> FactorFinding:
        """A finding about one unit."""
        return FactorFinding("error", sentence, row, self.units[row], column)

    def warnings(self) -> tuple[Message, ...]:
        """A plain warning where the units are too few for the number of measures.

        The rule of thumb n ≥ max(m·s, 3(m + s)): Cooper, Seiford & Tone, Data Envelopment Analysis, 2nd ed. 2007.
        """
        m, s = len(self.input_names), len(self.output_names)
        needed = max(m * s, 3 * (m + s))
        if self.count >= needed:
            return ()
        return (
            message(
                "{count} units are too few for {inputs} inputs and {outputs} outputs: at least {needed} are wanted. "
                "Too many units will look efficient; take fewer measures or more units.",
                count=self.count,
                inputs=m,
                outputs=s,
                needed=needed,
            ),
        )


def factors(
    inputs: ArrayLike | Any,
    outputs: ArrayLike | Any,
    *,
    units: Sequence[Any] | None = None,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    negative: bool = False,
    alone: bool = True,
) -> Factors:
    """Check figures and name them.

    ``inputs`` (n, m) and ``outputs`` (n, s): arrays, lists or frames (polars, pandas; column names are taken over); one
    column may be one-dimensional. Every gap, infinity and (unless ``negative``) negative figure is an error, and so is
    a unit all of whose inputs or outputs are zero and a column that is zero throughout (unless these units are
    judged by others, not ``alone``). Raises :class:`EfficiencyError` listing all of them.
    """
    x, x_names = _table(inputs, input_names, "x")
    y, y_names = _table(outputs, output_names, "y")
    if len(x) != len(y):
        raise refused(
            message(
                "There are inputs of {inputs} units, but outputs of {outputs}.", inputs=len(x), outputs=len(y)
            )
        )
    if len(x) < 1:
        raise refused(message("There are no units."))
    names = (
        tuple(str(name) for name in units) if units is not None else tuple(str(i + 1) for i in range(len(x)))
    )
    if len(names) != len(x):
        raise refused(message("There are {names} names for {units} units.", names=len(names), units=len(x)))
    dmus = Factors(x, y, names, x_names, y_names)
    problems = list(_bad_figures(dmus, x, x_names, negative)) + list(_bad_figures(dmus, y, y_names, negative))
    if not problems and not negative:
        problems = list(_nothing(dmus, alone))
    if problems:
        raise EfficiencyError(
            sorted(problems, key=lambda problem: -1 if problem.row is None else problem.row)
        )
    return dmus


def _table(values: Any, names: Sequence[str] | None, prefix: str) -> tuple[Floats, tuple[str, ...]]:
    own = getattr(values, "columns", None)
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise refused(message("The figures are not a table of numbers: {error}", error=str(error))) from error
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise refused(
            message("The figures must be a table with a row for each unit and at least one column.")
        )
    if names is None:
        names = [str(name) for name in own] if own is not None and len(own) == array.shape[1] else None
    if names is None:
        names = [f"{prefix}{i + 1}" for i in range(array.shape[1])]
    if len(names) != array.shape[1]:
        raise refused(
            message(
                "There are {names} names for {columns} columns.", names=len(names), columns=array.shape[1]
            )
        )
    return np.ascontiguousarray(array), tuple(str(name) for name in names)


def _bad_figures(
    units: Factors, values: Floats, names: tuple[str, ...], negative: bool
) -> Iterable[FactorFinding]:
    for row, column in np.argwhere(~np.isfinite(values)):
        missing = np.isnan(values[row, column])
        sentence = message("the figure is missing.") if missing else message("the figure is infinite.")
        yield units.at(int(row), sentence, names[column])
    if not negative:
        for row, column in np.argwhere(values < 0):
            figure = f"{values[row, column]:g}"
            sentence = message(
                "{figure} is negative; this model needs figures of zero or more.", figure=figure
            )
            yield units.at(int(row), sentence, names[column])


def _nothing(units: Factors, alone: bool) -> Iterable[FactorFinding]:
    tables = ((units.inputs, units.input_names), (units.outputs, units.output_names)) if alone else ()
    for values, names in tables:
        for column in np.flatnonzero((values == 0).all(axis=0)):
            yield FactorFinding(
                "error", message("every figure is zero; leave this column out."), column=names[column]
            )
    for row in np.flatnonzero((units.inputs == 0).all(axis=1)):
        yield units.at(int(row), message("all inputs are zero; the efficiency of this unit has no meaning."))
    for row in np.flatnonzero((units.outputs == 0).all(axis=1)):
        yield units.at(int(row), message("all outputs are zero; the efficiency of this unit has no meaning."))


def require_positive(units: Factors, *, inputs: bool, outputs: bool) -> None:
    """EfficiencyError naming every zero (or negative) figure where a model divides by it."""
    problems = []
    for wanted, values, names in (
        (inputs, units.inputs, units.input_names),
        (outputs, units.outputs, units.output_names),
    ):
        if wanted:
            for row, column in np.argwhere(values <= 0):
                figure = f"{values[row, column]:g}"
                sentence = message("{figure} is not above zero; this model divides by it.", figure=figure)
                problems.append(units.at(int(row), sentence, names[column]))
    if problems:
        raise EfficiencyError(problems)


def _positions(chosen: Columns, names: tuple[str, ...]) -> tuple[int, ...]:
    if isinstance(chosen, int | str | np.integer):
        chosen = (chosen,)
    positions = []
    for choice in chosen:
        if isinstance(choice, str) and choice in names:
            positions.append(names.index(choice))
        elif isinstance(choice, int | np.integer) and 0 <= choice < len(names):
            positions.append(int(choice))
        else:
            raise refused(
                message(
                    "There is no column {column}; there are: {columns}.",
                    column=choice,
                    columns=", ".join(names),
                )
            )
    return tuple(dict.fromkeys(positions))
