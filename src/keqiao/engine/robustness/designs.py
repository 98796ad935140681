"""Designs: the parameters of every replicate, drawn from factors or handed in as a table.

Draws are seeded by blocks of 1 024 replicates and by factor, so that the same seed gives the same replicates
however many are asked for and however the work is split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import polars as pl
from pydantic import ValidationError

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.nodes import Tree
from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.evaluation.plan import plan_of
from keqiao.engine.robustness import sources as ready
from keqiao.engine.robustness.options import dimension, label, option
from keqiao.engine.robustness.parameters import AS_WRITTEN, Parameters, Space, joined
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.schemes import uncertainty as said
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import message

SEEDED = 1024
"""Replicates that share one seed."""


class Design(Protocol):
    """Parameters by replicate."""

    space: Space
    size: int
    labels: tuple[str, ...]
    """The factors."""

    def block(self, start: int, stop: int) -> Parameters:
        """The parameters of some replicates."""
        ...  # pragma: no cover


class DrawnDesign:
    """Replicates drawn from factors."""

    def __init__(
        self,
        scheme: Scheme,
        panel: Panel,
        factors: said.Uncertainty | Sequence[Any],
        *,
        draws: int = 1000,
        seed: int = 0,
        period: str | None = None,
        evidence: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """``evidence``: grade of a figure by (measure, unit). Raises :class:`RobustnessError` for a factor that
        names what is not there or would do nothing."""
        self._given = (
            (scheme, panel, factors),
            {"draws": draws, "seed": seed, "period": period, "evidence": evidence},
        )
        if draws < 1 or seed < 0:
            raise RobustnessError(message("Draws must be at least 1, the seed 0 or more."))
        given = factors if isinstance(factors, said.Uncertainty) else _checked(factors)
        self.size, self.seed = draws, seed
        self._last: tuple[tuple[int, int], Parameters] | None = None
        tree = plan_of(scheme).tree
        self.sources = [
            _source(factor, scheme, panel, tree=tree, period=period, evidence=evidence or {})
            for factor in given.factors
        ]
        names = ready.ColumnNames()
        labels = [source.label for source in self.sources]
        for number, source in enumerate(self.sources):
            if labels.count(source.label) > 1:
                source.label = f"{source.label} ({number + 1})"
            names.add(source)
        self.space = names.space
        at = {name: place for place, name in enumerate(self.space.names)}
        for source in self.sources:
            source.columns = [at[name] for name in source.names]
        self.groups = _groups(given.correlated, self.sources)
        self.labels = tuple(
            " + ".join(self.sources[index].label for index in group) for group, _ in self.groups
        )

    def block(self, start: int, stop: int) -> Parameters:
        """The parameters of the replicates from ``start`` to before ``stop``."""
        return self.stream(start, stop, 0)

    def stream(self, start: int, stop: int, number: int) -> Parameters:
        """The same of another, independent stream of draws (Saltelli's second matrix is stream 1)."""
        parts = []
        for block in range(start // SEEDED, -(-stop // SEEDED)):
            # Threads share the design: the last block is looked at once, and replaced whole.
            last = self._last
            if last is None or last[0] != (number, block):
                last = self._last = (number, block), self._drawn(number, block)
            parameters = last[1]
            low, high = max(start - block * SEEDED, 0), min(stop - block * SEEDED, SEEDED)
            parts.append(parameters if high - low == SEEDED else parameters.take(slice(low, high)))
        return joined(parts)

    def _drawn(self, number: int, block: int) -> Parameters:
        """A whole seeded block."""
        parameters = Parameters.nominal(self.space, SEEDED)
        for group, (members, correlation) in enumerate(self.groups):
            seed = np.random.SeedSequence(self.seed, spawn_key=(number, block, group))
            rng = np.random.Generator(np.random.PCG64(seed))
            if correlation is None:
                for member in members:
                    ready.fill(parameters, self.sources[member], self.sources[member].draw(rng, SEEDED))
            else:
                self._together(parameters, members, correlation, rng)
        return parameters

    def _together(
        self, parameters: Parameters, members: list[int], correlation: float, rng: np.random.Generator
    ) -> None:
        from scipy.special import ndtr

        matrix = np.full((len(members), len(members)), correlation)
        np.fill_diagonal(matrix, 1.0)
        uniform = ndtr(np.linalg.cholesky(matrix) @ rng.standard_normal((len(members), SEEDED)))
        for member, row in zip(members, uniform, strict=True):
            chances = self.sources[member].chances
            assert chances is not None  # noqa: S101 - looked at in _groups
            places = np.searchsorted(np.cumsum(chances)[:-1], row, side="right")
            ready.fill(parameters, self.sources[member], places[None, :].astype(np.float64))

    def __getstate__(self) -> dict[str, Any]:
        """What another process needs to draw the same: the factors are closed over, so they are made again there."""
        return {"given": self._given}

    def __setstate__(self, state: dict[str, Any]) -> None:
        positional, named = state["given"]
        self.__init__(*positional, **named)  # type: ignore[misc]

    def columns(self, group: int) -> list[int]:
        """The columns of one factor (or of a group of correlated ones)."""
        return [column for member in self.groups[group][0] for column in self.sources[member].columns]


class DesignTable:
    """A design handed in: one row of parameters per replicate.

    Columns: ``treatment``, ``normalisation``, ``missing`` (each also ``:CODE``), ``aggregation`` (also ``:CODE``,
    ``:level:1``), ``basis`` with words or keys of the scheme's language; ``weight:CODE``, ``factor:CODE``
    (multiplies the written weight), ``include:CODE``, ``error:MEASURE@UNIT``. Empty = as the scheme says.
    """

    def __init__(self, rows: pl.DataFrame | Mapping[str, Sequence[Any]]) -> None:
        """Raises :class:`RobustnessError` for a column or value that cannot be read."""
        columns: dict[str, list[Any]] = (
            {name: rows[name].to_list() for name in rows.columns}
            if isinstance(rows, pl.DataFrame)
            else {name: list(values) for name, values in rows.items()}
        )
        columns.pop("replicate", None)
        sizes = {len(values) for values in columns.values()}
        if len(sizes) != 1 or 0 in sizes:
            raise RobustnessError(
                message("A table of parameters has columns of one length, and at least one row.")
            )
        self.size = sizes.pop()
        lists: dict[str, list[Any]] = {"weight": [], "factor": [], "include": [], "error": []}
        dimensions, filled = [], []
        for name, values in columns.items():
            kind, _, rest = name.partition(":")
            if kind in lists and rest:
                lists[kind].append(_error_key(rest) if kind == "error" else rest)
                filled.append((name, _numbers(name, values, kind)))
            elif kind in ("basis", "missing", "treatment", "normalisation", "aggregation"):
                options = [option(kind, value) for value in values]  # type: ignore[arg-type]
                named = {label(choice): choice for choice in options if choice is not None}
                dimensions.append(dimension(kind, rest, tuple(named.values())))  # type: ignore[arg-type]
                at = {text: place for place, text in enumerate(named)}
                places = [AS_WRITTEN if choice is None else at[label(choice)] for choice in options]
                filled.append((name, np.array(places, dtype=np.float64)))
            else:
                raise RobustnessError(
                    message(
                        "The table has a column {name} that is no parameter. Known are basis, missing, treatment, "
                        "normalisation, aggregation, weight:CODE, factor:CODE, include:CODE, error:MEASURE@UNIT.",
                        name=name,
                    )
                )
        self.space = Space(
            tuple(dimensions), *(tuple(lists[k]) for k in ("weight", "factor", "include", "error"))
        )
        self._all = Parameters.nominal(self.space, self.size)
        at_name = {name: place for place, name in enumerate(self.space.names)}
        for name, numbers in filled:
            source = ready.Source(name, (name,), ready.chooser(np.ones(1)), columns=[at_name[name]])
            ready.fill(self._all, source, numbers[None, :])
        self.labels = self.space.names

    def block(self, start: int, stop: int) -> Parameters:
        """The parameters of the replicates from ``start`` to before ``stop``."""
        return self._all.take(slice(start, stop))


def _checked(factors: Sequence[Any]) -> said.Uncertainty:
    try:
        return said.Uncertainty(factors=tuple(factors))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:3])
        raise RobustnessError(
            message("The factors cannot be read: {where}: {why}", where=where, why=first["msg"])
        ) from error


def _error_key(text: str) -> tuple[str, str]:
    measure, mark, unit = text.partition("@")
    if not mark:
        raise RobustnessError(
            message("The column error:{text} names no unit; write error:MEASURE@UNIT.", text=text)
        )
    return measure, unit


_EMPTY = {"weight": np.nan, "factor": 1.0, "include": 1.0, "error": 0.0}


def _numbers(name: str, values: list[Any], kind: str) -> Values:
    try:
        numbers = np.array([_EMPTY[kind] if value is None else float(value) for value in values])
    except (TypeError, ValueError) as error:
        raise RobustnessError(
            message("The column {name} holds something that is no number.", name=name)
        ) from error
    numbers[np.isnan(numbers)] = _EMPTY[kind]
    with np.errstate(invalid="ignore"):
        bad = np.isinf(numbers) | ((numbers < 0) & (kind != "error"))
    if bad.any() or (kind == "include" and not np.isin(numbers, (0.0, 1.0)).all()):
        raise RobustnessError(
            message(
                "The column {name} holds {value} in row {row}; weights are 0 or more, include is 0 or 1.",
                name=name,
                value=float(numbers[bad][0]) if bad.any() else float(numbers[~np.isin(numbers, (0, 1))][0]),
                row=1 + int(np.flatnonzero(bad if bad.any() else ~np.isin(numbers, (0, 1)))[0]),
            )
        )
    return numbers


def _source(
    factor: Any,
    scheme: Scheme,
    panel: Panel,
    *,
    tree: Tree,
    period: str | None,
    evidence: Mapping[tuple[str, str], str],
) -> ready.Source:
    if isinstance(factor, said.WeightFactor):
        return ready.weights(factor, tree, tree.points({}), scheme.profiles is not None)
    if isinstance(factor, said.InclusionFactor):
        return ready.inclusion(factor)
    if isinstance(factor, said.ErrorFactor):
        names = set(plan_of(scheme).needs.columns)
        read = [
            (m.code, m.source)
            for m in scheme.measures
            if m.code in names and m.formula is None and m.previous_of is None
        ]
        frame = panel.reported.filter(pl.col("period") == (period or panel.periods[-1]))
        return ready.errors(factor, read, frame["unit"].to_list(), dict(evidence))
    return ready.discrete(factor)


def _groups(
    correlated: Sequence[said.Correlated], sources: list[ready.Source]
) -> list[tuple[list[int], float | None]]:
    """Sources that are drawn together, and their correlation; the others one by one."""
    at = {source.label: number for number, source in enumerate(sources)}
    groups: list[tuple[list[int], float | None]] = []
    taken: set[int] = set()
    for correlation in correlated:
        members = [
            at[name] for name in correlation.factors if name in at and sources[at[name]].chances is not None
        ]
        low = -1.0 / (len(correlation.factors) - 1)
        if (
            len(set(members)) != len(correlation.factors)
            or taken & set(members)
            or correlation.correlation <= low
        ):
            raise RobustnessError(
                message(
                    "Correlated factors are choices, each named once, with a correlation above {low}; "
                    "known are {names}.",
                    low=f"{low:g}",
                    names=", ".join(at),
                )
            )
        taken |= set(members)
        groups.append((members, correlation.correlation))
    groups += [([number], None) for number in range(len(sources)) if number not in taken]
    return sorted(groups)
