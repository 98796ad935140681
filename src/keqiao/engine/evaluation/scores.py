"""The scores of a run: each rule applied to the rows and indicators for which it holds."""

from __future__ import annotations

import numpy as np
import polars as pl

from keqiao.engine.evaluation import scoring
from keqiao.engine.evaluation.arrays import EVERY, Rows, Values, block
from keqiao.engine.evaluation.equality import snapped
from keqiao.engine.evaluation.flags import Flag
from keqiao.engine.evaluation.parallel import each
from keqiao.engine.evaluation.plan import full_points
from keqiao.engine.evaluation.problems import DataFinding, refused
from keqiao.engine.evaluation.stages import StageCell, Stages, alike, part
from keqiao.engine.schemes.scoring import (
    BaseFull,
    Cases,
    Compared,
    Distance,
    Formula,
    Identity,
    Linear,
    MinMax,
    Percentile,
    Piecewise,
    Points,
    Rating,
    Scoring,
    Steps,
    Target,
    ZScore,
)
from keqiao.language import message


def scores(stages: Stages) -> Values:
    """The score of every indicator of every row; NaN exactly where its weight goes to its siblings."""
    # Every row of every column is written below: some version of each indicator holds for each row.
    result: Values = np.empty(stages.treated.shape, order="F")
    if stages.field.left_out is not None:
        result.fill(np.nan)
    single: list[StageCell] = []
    for cells in alike(stages.cells, lambda version: version.same_score):
        rule, rows = cells[0].version.score, cells[0].rows
        if isinstance(rule, Compared) and not isinstance(rule, Formula):
            _compared(stages, result, cells, rule, rows)
        else:
            single += cells

    def fill(cell: StageCell) -> None:
        result[cell.rows, cell.version.column] = _column(stages, cell, cell.version.score, cell.rows)

    each(fill, single, stages.field.height)
    _settle(stages, result)
    return result


def _compared(stages: Stages, result: Values, cells: list[StageCell], rule: Compared, rows: Rows) -> None:
    """A rule that looks at other units, for several indicators at once."""
    columns = [cell.version.column for cell in cells]
    direction = cells[0].version.indicator.direction
    for group in stages.field.compared(rule.window, rule.within, rows):
        values = part(stages.treated, group, columns)
        block = _block_rule(stages, values, rule, direction, group)
        for place, column in enumerate(columns):
            result[group, column] = block[:, place]


def _block_rule(stages: Stages, values: Values, rule: Compared, direction: int, group: Rows) -> Values:
    """A rule that compares units over a block of them; figures that agree to the last digits are one."""
    values = snapped(values)
    if isinstance(rule, Distance):
        return scoring.distance(values, _reference(stages, values, rule, direction, group), rule, direction)
    directed = values if direction > 0 else -values
    if isinstance(rule, MinMax):
        return scoring.min_max(directed, *rule.range)
    if isinstance(rule, ZScore):
        return scoring.z_score(directed, rule)
    if isinstance(rule, Percentile):
        return scoring.percentile(directed, rule)
    return scoring.rank(directed)


def _reference(stages: Stages, values: Values, rule: Distance, direction: int, group: Rows) -> Values:
    if rule.value is not None:
        wanted = np.asarray(stages.read.quantity(rule.value))
        return wanted[group][:, None] if wanted.ndim else np.full(values.shape[1], float(wanted))
    if rule.to == "unit":
        units = stages.field.frame["unit"].to_numpy()[group]
        places = np.flatnonzero(units == rule.unit)
        if not places.size:
            raise refused(
                message(
                    "The scheme measures the distance to the unit {unit}, which the data do not have. Add it.",
                    unit=rule.unit,
                )
            )
        return np.asarray(values[places[-1]])
    return scoring.reference_of(values, rule, direction)


def _column(stages: Stages, cell: StageCell, rule: Scoring, rows: Rows) -> Values:
    """The scores of one indicator for ``rows`` by a rule; cases lead here again with fewer rows."""
    version = cell.version
    x = stages.treated[rows, version.column]
    direction, of = version.indicator.direction, full_points(rule, version.of)
    if isinstance(rule, Linear):
        low, high = (_yardstick(stages, quantity, rows) for quantity in (rule.base, rule.full))
        return scoring.linear(x, low, high, rule.transform, rule.clamp)
    if isinstance(rule, BaseFull):
        low, high = (_yardstick(stages, quantity, rows) for quantity in (rule.base, rule.full))
        return scoring.base_full(x, low, high, rule.base_share, direction)
    if isinstance(rule, Steps):
        return scoring.steps(x, rule, of)
    if isinstance(rule, Piecewise):
        return scoring.piecewise(x, rule, of)
    if isinstance(rule, Rating):
        return scoring.rating(x, rule.minimum, rule.of)
    if isinstance(rule, Points):
        return scoring.points(x, rule.minimum, of)
    if isinstance(rule, Target):
        return scoring.target(x, _yardstick(stages, rule.target, rows), rule.floor, rule.cap, direction)
    if isinstance(rule, Identity):
        return x * direction
    if isinstance(rule, Cases):
        return _cases(stages, cell, rule, rows)
    if isinstance(rule, Formula):
        return _formula(stages, cell, rule, rows, of)
    return _compared_case(stages, cell, rule, rows)


def _yardstick(stages: Stages, quantity: float | str, rows: Rows) -> Values | float:
    value = stages.read.quantity(quantity)
    return value if isinstance(value, float) else value[rows]


def _places(stages: Stages, rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.arange(stages.field.height)[rows]


def _cases(stages: Stages, cell: StageCell, rule: Cases, rows: Rows) -> Values:
    """The first case that is true decides; where none is and nothing is said otherwise, there is no score."""
    places = _places(stages, rows)
    result: Values = np.full(places.size, np.nan)
    left = np.ones(places.size, dtype=np.bool_)
    for case in rule.cases:
        holds = left & stages.read.holds(case.when)[places]
        left &= ~holds
        if holds.any():
            result[holds] = _column(stages, cell, case.score, places[holds])
    if rule.otherwise is not None and left.any():
        result[left] = _column(stages, cell, rule.otherwise, places[left])
    return result


def _compared_case(stages: Stages, cell: StageCell, rule: Compared, rows: Rows) -> Values:
    """A rule that looks at other units inside a case: it compares the units for which the case holds."""
    whole = block(stages.field.height, 1)
    column = stages.treated[:, [cell.version.column]]
    for group in stages.field.compared(rule.window, rule.within, rows):
        whole[group] = _block_rule(stages, column[group], rule, cell.version.indicator.direction, group)
    result: Values = whole[rows, 0]
    return result


def _formula(stages: Stages, cell: StageCell, rule: Formula, rows: Rows, of: float) -> Values:
    whole: Values = np.full(stages.field.height, np.nan)
    column = stages.treated[:, cell.version.column]
    for group in stages.field.compared(rule.window, rule.within, rows):
        compared = snapped(column[group][:, None])[:, 0]
        figures = scoring.field_figures(compared, cell.version.indicator.direction)
        chosen = None
        if not (isinstance(group, slice) and group == EVERY):
            chosen = pl.Series(_places(stages, group))
        points = stages.read.later(rule.points, figures, chosen)
        whole[group] = np.where(np.isnan(column[group]), np.nan, points)
    own: Values = whole[rows]
    held = np.clip(own, 0.0, of)
    beyond = np.abs(own - held) > 1e-9 * max(1.0, of)
    if beyond.any():
        _tell_held(stages, cell, int(beyond.sum()), float(own[beyond][np.argmax(np.abs(own[beyond]))]), of)
    result: Values = held / of * 100.0
    return result


def _tell_held(stages: Stages, cell: StageCell, count: int, furthest: float, of: float) -> None:
    indicator = cell.version.indicator
    sentence = message(
        "{count} units have points of {name} outside 0 to {of} (the furthest {furthest}); they are held to it.",
        count=count,
        name=indicator.name,
        of=f"{of:g}",
        furthest=f"{furthest:.6g}",
    )
    stages.problems.append(DataFinding("warning", sentence, measure=indicator.code))


def _settle(stages: Stages, result: Values) -> None:
    """What a missing score means: 0 by the policy ``zero``, else the weight goes to the siblings; and
    what is noted."""
    left_out = stages.field.left_out
    if left_out is not None:
        result[left_out] = np.nan
    if not np.isnan(result).any():
        return

    def settle(cell: StageCell) -> DataFinding | None:
        problem = None
        version, column = cell.version, cell.version.column
        gaps = np.isnan(result[:, column])
        rows = cell.rows
        places = np.flatnonzero(gaps) if isinstance(rows, slice) else rows[gaps[rows]]
        if left_out is not None:
            places = places[~left_out[places]]
        if not places.size:
            return None
        applies = np.ones(places.size, np.bool_) if stages.applies is None else stages.applies[places, column]
        unscored = places[applies & ~np.isnan(stages.treated[places, column])]
        if unscored.size:
            stages.flags[unscored, column] |= np.uint16(Flag.UNSCORED)
            sentence = message(
                "{count} units have a value for {name} but no score: no yardstick, or no difference "
                "between the units compared.",
                count=unscored.size,
                name=version.indicator.name,
            )
            problem = DataFinding("warning", sentence, measure=version.indicator.code)
        given = places
        if version.missing.policy == "zero":
            result[places[applies], column] = 0.0
            given = places[~applies]
        stages.flags[given, column] |= np.uint16(Flag.REDISTRIBUTED)
        return problem

    problems = each(settle, stages.cells, stages.field.height)
    stages.problems += [problem for problem in problems if problem is not None]
