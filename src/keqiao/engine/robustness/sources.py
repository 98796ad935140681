"""Factors made ready to draw: which columns of the space each fills, and how from random numbers.

Each source draws its own columns from its own stream; sources do not share random numbers, so that one can be
swapped for another's draw (Saltelli's design) without touching the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.nodes import TOP, Tree
from keqiao.engine.robustness.options import dimension
from keqiao.engine.robustness.parameters import Dimension, Kind, Parameters, Space
from keqiao.engine.robustness.problems import RobustnessError
from keqiao.engine.robustness.scopes import LEVEL, levels, node_of
from keqiao.engine.robustness.weights import FROM_DATA
from keqiao.engine.schemes import uncertainty as said
from keqiao.language import message

Draw = Callable[[np.random.Generator, int], Values]


@dataclass
class Source:
    """One factor. ``names`` are its columns; ``draw`` gives columns × replicates; ``chances`` those of the
    options of a discrete one (its draw gives the place of the option)."""

    label: str
    names: tuple[str, ...]
    draw: Draw
    dimension: Dimension | None = None
    chances: Values | None = None
    columns: list[int] = field(default_factory=list)
    """Places in ``Space.names``."""


class ColumnNames:
    """What the columns of all sources make up, without doubles."""

    def __init__(self) -> None:
        self.lists: dict[str, list[Any]] = {
            "choice": [],
            "weight": [],
            "factor": [],
            "include": [],
            "error": [],
        }

    def add(self, source: Source) -> None:
        """Note a source's columns; a column that two sources fill is an error."""
        for name in source.names:
            kind, _, rest = name.partition(":")
            entry: Any = source.dimension if source.dimension is not None else rest
            if kind == "error":
                measure, _, unit = rest.partition("@")
                entry = (measure, unit)
            held = self.lists["choice" if source.dimension is not None else kind]
            taken = [member.name for member in held] if source.dimension is not None else held
            if (name if source.dimension is not None else entry) in taken:
                raise RobustnessError(message("Two factors set {name}. Join them, or drop one.", name=name))
            held.append(entry)

    @property
    def space(self) -> Space:
        """The space of all sources."""
        lists = self.lists
        return Space(
            tuple(lists["choice"]),
            tuple(lists["weight"]),
            tuple(lists["factor"]),
            tuple(lists["include"]),
            tuple(lists["error"]),
        )


def discrete(factor: Any) -> Source:
    """A choice between options, with their chances."""
    kind: Kind = factor.factor
    scope = getattr(factor, "of", None) or ""
    if getattr(factor, "level", None) is not None:
        scope = f"{LEVEL}{factor.level}"
    axis = dimension(kind, scope, tuple(factor.options))
    label = factor.name or axis.name
    if len(set(axis.options)) < 2:
        raise RobustnessError(
            message(
                "The factor {name} has only one option, so it would do nothing. Give at least two.",
                name=label,
            )
        )
    chances = np.array(factor.chances or [1.0] * len(axis.options), dtype=np.float64)
    if chances.size != len(axis.options):
        raise RobustnessError(
            message(
                "The factor {name} has {options} options but {chances} chances. Give one for each option.",
                name=label,
                options=len(axis.options),
                chances=chances.size,
            )
        )
    chances /= chances.sum()
    return Source(label, (axis.name,), chooser(chances), axis, chances)


def chooser(chances: Values) -> Draw:
    """Places of options by their chances."""
    edges = np.cumsum(chances)[:-1]

    def draw(rng: np.random.Generator, count: int) -> Values:
        return np.searchsorted(edges, rng.random(count), side="right")[None, :].astype(np.float64)

    return draw


def inclusion(factor: said.InclusionFactor) -> Source:
    """Nodes left out by chance, each on its own."""

    def draw(rng: np.random.Generator, count: int) -> Values:
        return (rng.random((len(factor.of), count)) < factor.probability).astype(np.float64)

    label = factor.name or f"inclusion:{','.join(factor.of)}"
    return Source(label, tuple(f"include:{code}" for code in factor.of), draw)


def weights(factor: said.WeightFactor, tree: Tree, base: Values, profiles: bool) -> Source:
    """Weights in one of the forms; with profiles a draw multiplies the weights of each profile."""
    if factor.share is not None:
        return _shares(factor, tree)
    branch = tree.inner.get(node_of(tree, factor.below) if factor.below else TOP)
    if branch is None:
        raise RobustnessError(
            message("{code} is an indicator; it has nothing below it to weigh.", code=factor.below)
        )
    label = factor.name or f"weights:{branch.code}"
    if len(branch.children) < 2:
        raise RobustnessError(
            message(
                "{name}: the branch {branch} has one child, so its weight would change nothing.",
                name=label,
                branch=branch.code,
            )
        )
    if branch.weighting is not None and branch.weighting.method in FROM_DATA:
        raise RobustnessError(
            message(
                "{name}: the weights below {branch} are found from data. Vary them by `share`.",
                name=label,
                branch=branch.code,
            )
        )
    codes = [tree.codes[child - 1] for child in branch.children]
    written = base[list(branch.children)]
    written = written / written.sum() if written.sum() > 0 else np.full(len(codes), 1.0 / len(codes))
    tiers = _tiers(factor, codes, label)

    def draw(rng: np.random.Generator, count: int) -> Values:
        if factor.concentration is not None:
            drawn = rng.standard_gamma((factor.concentration * written)[:, None], (len(codes), count))
        else:
            drawn = rng.standard_exponential((len(codes), count))
            if tiers:
                drawn = _ordered(drawn, tiers)
        drawn /= drawn.sum(axis=0)
        return drawn / np.where(written > 0, written, 1.0)[:, None] if profiles else drawn

    kind = "factor" if profiles or branch.weighting is not None else "weight"
    return Source(label, tuple(f"{kind}:{code}" for code in codes), draw)


def _tiers(factor: said.WeightFactor, codes: list[str], label: str) -> list[list[int]]:
    """Places of the children tier by tier; children that are not named stand in no order."""
    named = [code for tier in factor.order for code in tier]
    wrong = [code for code in named if code not in codes]
    if wrong or len(set(named)) != len(named) or (factor.order and len(factor.order) < 2):
        raise RobustnessError(
            message(
                "{name}: an order names children of one branch, each once, in at least two tiers: {codes}.",
                name=label,
                codes=", ".join(codes),
            )
        )
    return [[codes.index(code) for code in tier] for tier in factor.order]


def _ordered(drawn: Values, tiers: list[list[int]]) -> Values:
    """The draw, given that no node weighs less than one of a later tier: the values at the named places are
    exchangeable, so the greatest go to the first tier, in the order in which its own draw stood."""
    places = [place for tier in tiers for place in tier]
    down = -np.sort(-drawn[places], axis=0)
    result = drawn.copy()
    start = 0
    for tier in tiers:
        values = down[start : start + len(tier)]
        inside = np.argsort(np.argsort(-drawn[tier], axis=0), axis=0)
        result[tier] = np.take_along_axis(values, inside, axis=0)
        start += len(tier)
    return result


def _shares(factor: said.WeightFactor, tree: Tree) -> Source:
    label = factor.name or (
        f"weights:{','.join(factor.of)}"
        if factor.of
        else "weights"
        if factor.level is None
        else f"weights:{LEVEL}{factor.level}"
    )
    siblings = {child: len(inner.children) for inner in tree.inners for child in inner.children}
    if factor.of:
        nodes = [node_of(tree, code) for code in factor.of]
        alone = [code for code, node in zip(factor.of, nodes, strict=True) if siblings.get(node, 1) < 2]
        if alone:
            raise RobustnessError(
                message(
                    "{name}: {codes} has no sibling, so its weight would change nothing.",
                    name=label,
                    codes=", ".join(alone),
                )
            )
    else:
        at = levels(tree)
        nodes = [
            node
            for node in range(1, len(tree.codes) + 1)
            if siblings[node] > 1 and (factor.level is None or at[node] == factor.level)
        ]
    if not nodes:
        raise RobustnessError(
            message("The factor {name} concerns no weight, so it would do nothing.", name=label)
        )
    share, correlation = factor.share or 0.0, factor.correlation

    def draw(rng: np.random.Generator, count: int) -> Values:
        if correlation:
            from scipy.special import ndtr

            own = rng.standard_normal((len(nodes), count)) * np.sqrt(1 - correlation)
            uniform = ndtr(own + np.sqrt(correlation) * rng.standard_normal(count))
        else:
            uniform = rng.random((len(nodes), count))
        uniform *= 2 * share
        uniform += 1 - share
        result: Values = uniform
        return result

    return Source(label, tuple(f"factor:{tree.codes[node - 1]}" for node in nodes), draw)


def errors(
    factor: said.ErrorFactor,
    measures: Sequence[tuple[str, str]],
    units: Sequence[str],
    grades: dict[tuple[str, str], str],
) -> Source:
    """Errors of each figure of the period; ``measures``: code and source of those that are read, ``grades``: the
    evidence grade of a figure by (measure, unit) where it differs from the source."""
    known = dict(measures)
    wrong = [code for code in factor.of if code not in known]
    label = factor.name or ("error" if not factor.of else f"error:{','.join(factor.of)}")
    if wrong:
        raise RobustnessError(
            message(
                "{name}: no indicator reads the measure {codes} from the data, so its error would change nothing.",
                name=label,
                codes=", ".join(wrong),
            )
        )
    cells, spread, of_unit = [], [], []
    for code in factor.of or known:
        for place, unit in enumerate(units):
            grade = grades.get((code, unit), known[code])
            deviation = factor.deviation if factor.deviation is not None else factor.grades.get(grade, 0.0)
            if deviation > 0:
                cells.append(f"error:{code}@{unit}")
                spread.append(deviation)
                of_unit.append(place)
    if not cells:
        raise RobustnessError(
            message(
                "The factor {name} gives no figure an error, so it would do nothing. "
                "The figures have the grades {grades}.",
                name=label,
                grades=", ".join(sorted({*known.values(), *grades.values()})),
            )
        )
    sizes, places = np.array(spread)[:, None], np.array(of_unit)

    def draw(rng: np.random.Generator, count: int) -> Values:
        own: Values = rng.standard_normal((len(cells), count))
        if factor.correlation:
            together = rng.standard_normal((len(units), count))[places]
            own = own * np.sqrt(1 - factor.correlation) + together * np.sqrt(factor.correlation)
        result: Values = own * sizes
        return result

    return Source(label, tuple(cells), draw)


def fill(parameters: Parameters, source: Source, values: Values) -> None:
    """Write a source's draw into its columns of a block."""
    starts = np.cumsum([0, *(block.shape[0] for block in parameters.blocks)])
    first = int(np.searchsorted(starts, source.columns[0], side="right")) - 1
    rows = np.array(source.columns) - starts[first]
    parameters.blocks[first][rows] = values
