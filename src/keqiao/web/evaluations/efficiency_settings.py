"""Input–output efficiency of the platforms of a run: which measures, computed by the engine, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from keqiao.engine.schemes import Scheme
from keqiao.engine.schemes.parts import Measure
from keqiao.language import Message
from keqiao.web.evaluations.documents import EFFICIENCY, Orientation, Returns

if TYPE_CHECKING:
    from keqiao.engine.efficiency import Efficiency

RETURNS: tuple[Returns, ...] = ("vrs", "crs", "drs", "irs", "fdh")
ORIENTATIONS: tuple[Orientation, ...] = ("output", "input")


@dataclass(frozen=True)
class Model:
    """What is compared: codes of the inputs and outputs, returns to scale, and which side is to move."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    returns: Returns
    orientation: Orientation


@dataclass(frozen=True)
class ComputedEfficiency:
    """A computed efficiency: `units` are the platforms judged, `left_out` those that lack a figure."""

    model: Model
    units: tuple[str, ...]
    left_out: tuple[str, ...]
    efficiency: Efficiency


class NotComparable(ValueError):
    """The figures allow no efficiency; `problems` are (platform's code or empty, measure's code or empty, message)."""

    def __init__(self, problems: Sequence[tuple[str, str, Message]]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(said) for _unit, _measure, said in problems))


def measures(scheme: Scheme) -> list[Measure]:
    """Return the measures that can be used or brought forth: amounts of a period or a day, no ratings, no shares."""
    return [m for m in scheme.measures if m.type in {"count", "money", "number"} and m.previous_of is None]


def model(
    scheme: Scheme, inputs: Iterable[str], outputs: Iterable[str], returns: str = "", orientation: str = ""
) -> Model:
    """Return the model asked for; what is unknown is passed over, and what is not asked for is as the bureau set it.

    A measure that is named on both sides counts as an input.
    """
    given = EFFICIENCY.in_force()
    known = {measure.code for measure in measures(scheme)}
    codes = tuple(dict.fromkeys(code for code in inputs if code in known))[: given.most]
    wanted = tuple(dict.fromkeys(code for code in outputs if code in known))[: given.most]
    uses = codes or tuple(code for code in given.inputs if code in known and code not in wanted)
    brings = wanted or tuple(code for code in given.outputs if code in known)
    return Model(
        uses,
        tuple(code for code in brings if code not in uses),
        returns if returns in RETURNS else given.returns,
        orientation if orientation in ORIENTATIONS else given.orientation,
    )


def compute(
    model: Model, figures: pl.DataFrame, units: Sequence[str], names: Sequence[str]
) -> ComputedEfficiency | None:
    """Return the efficiency of `units` (shown as `names`) by the figures of one period (a row for each unit, a column
    for each measure); None where there is nothing to compare. Units that lack a figure are left out, never guessed.

    Raises NotComparable with what the engine finds wrong.
    """
    from keqiao.engine.efficiency import EfficiencyError, dea

    if not model.inputs or not model.outputs:
        return None
    wanted = [*model.inputs, *model.outputs]
    rows = {row["unit"]: row for row in figures.select("unit", *wanted).iter_rows(named=True)}
    whole = [unit for unit in units if unit in rows and all(rows[unit][code] is not None for code in wanted)]
    if not whole:
        return None
    named = dict(zip(units, names, strict=True))
    try:
        result = dea(
            [[float(rows[unit][code]) for code in model.inputs] for unit in whole],
            [[float(rows[unit][code]) for code in model.outputs] for unit in whole],
            returns=model.returns,
            orientation=model.orientation,
            slack_worth="scaled",
            units=[named[unit] for unit in whole],
            input_names=list(model.inputs),
            output_names=list(model.outputs),
        )
    except EfficiencyError as error:
        raise NotComparable(
            [(whole[p.row] if p.row is not None else "", p.column or "", p.message) for p in error.findings]
        ) from error
    missing = tuple(unit for unit in units if unit not in whole)
    return ComputedEfficiency(model, tuple(whole), missing, result)
