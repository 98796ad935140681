"""Results as tidy frames, built column by column without copies where nothing changes from one stage to
the next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from keqiao.engine.evaluation.arrays import Values
from keqiao.engine.evaluation.flags import as_words
from keqiao.engine.evaluation.parallel import each
from keqiao.engine.evaluation.rows import PeerSet
from keqiao.engine.evaluation.stages import Stages
from keqiao.engine.evaluation.weights import JoinedScores

LONG = 200_000
"""From so many rows on, a long frame is kept in one piece per indicator, which share the columns of keys."""

STAGES = ("raw", "denominated", "imputed", "treated", "score", "weight", "contribution")


def series(name: str, values: Values) -> pl.Series:
    """A column with null where the value is missing."""
    return pl.Series(name, values, nan_to_null=True)


def constant(name: str, value: str | None, height: int) -> pl.Series:
    """A column with one text throughout."""
    return pl.Series(name, [value], dtype=pl.String).new_from_index(0, height)


def keys(field: PeerSet, basis: str) -> pl.DataFrame:
    """period, basis, unit of every row."""
    if field.keys is None or field.keys[0] != basis:
        field.keys = (basis, _keys(field, basis))
    return field.keys[1]


def _keys(field: PeerSet, basis: str) -> pl.DataFrame:
    return pl.DataFrame([field.frame["period"], constant("basis", basis, field.height), field.frame["unit"]])


def indicators(stages: Stages, joined: JoinedScores, score: Values, basis: str) -> pl.DataFrame:
    """Every stage of every indicator: rows by indicator, then period and unit."""
    tree = stages.plan.tree
    codes = [indicator.code for indicator in stages.plan.indicators]
    numbers = [number for number, _ in sorted(tree.columns.items(), key=lambda item: item[1])]
    blocks: dict[str, Values] = {
        "raw": stages.raw,
        "denominated": stages.denominated,
        "imputed": stages.imputed,
        "treated": stages.treated,
        "score": score,
    }
    by_node = {"weight": joined.weights, "contribution": joined.contributions}
    head = keys(stages.field, basis)
    if score.size < LONG:
        blocks |= {name: block[:, numbers] for name, block in by_node.items()}
        return _short(head, "indicator", codes, blocks).with_columns(as_words(stages.flags.ravel(order="F")))
    unflagged = constant("flags", "", score.shape[0])

    def piece(column: int) -> pl.DataFrame:
        computed: dict[int, pl.Series] = {}
        columns = []
        for name, block in blocks.items():
            if id(block) not in computed:
                computed[id(block)] = series(name, block[:, column])
            columns.append(computed[id(block)].alias(name))
        columns += [series(name, block[:, numbers[column]]) for name, block in by_node.items()]
        flags = stages.flags[:, column]
        columns.append(as_words(flags) if flags.any() else unflagged)
        return _headed(head, "indicator", codes[column], columns)

    return pl.concat(each(piece, range(len(codes)), score.shape[0]), rechunk=False)


def nodes(stages: Stages, joined: JoinedScores, basis: str) -> pl.DataFrame:
    """Score, effective weight and contribution of every branch below the top."""
    tree = stages.plan.tree
    numbers = sorted(inner.number for inner in tree.inners if inner.number)
    codes = [tree.codes[number - 1] for number in numbers]
    blocks = {"score": joined.scores, "weight": joined.weights, "contribution": joined.contributions}
    head = keys(stages.field, basis)
    field_rows = stages.field.height
    if field_rows * len(numbers) < LONG:
        return _short(head, "node", codes, {name: block[:, numbers] for name, block in blocks.items()})

    def piece(place: int) -> pl.DataFrame:
        columns = [series(name, block[:, numbers[place]]) for name, block in blocks.items()]
        return _headed(head, "node", codes[place], columns)

    return pl.concat(each(piece, range(len(codes)), field_rows), rechunk=False)


def _headed(head: pl.DataFrame, name: str, code: str, columns: Sequence[pl.Series]) -> pl.DataFrame:
    return pl.DataFrame([*head.get_columns(), constant(name, code, head.height), *columns])


def _short(head: pl.DataFrame, name: str, codes: list[str], blocks: dict[str, Values]) -> pl.DataFrame:
    """A long frame in one piece."""
    # Indexing by a series is done at once; `gather` would go through a query for each column.
    places = pl.Series(np.repeat(np.arange(len(codes), dtype=np.uint32), head.height))
    rows = pl.Series(np.tile(np.arange(head.height, dtype=np.uint32), len(codes)))
    computed: dict[int, pl.Series] = {}
    columns = [column[rows] for column in head.get_columns()]
    columns.append(pl.Series(name, codes, dtype=pl.String)[places])
    for stage, block in blocks.items():
        if id(block) not in computed:
            computed[id(block)] = series(stage, block.ravel(order="F"))
        columns.append(computed[id(block)].alias(stage))
    return pl.DataFrame(columns)
