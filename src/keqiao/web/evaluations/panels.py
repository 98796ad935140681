"""From a snapshot to what the engine reads: a row per platform and period, figures in the units of the
scheme.

Everything is taken from the frozen rows of the snapshot; the registry is read only for what a scheme calls
attributes (the platform's type, its years in operation at the end of the period).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from keqiao.engine.evaluation.panel import Panel
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.language import Message, message
from keqiao.periods import Period, same_length
from keqiao.web.evaluations.units import fits, in_unit, years_between

OPERATING_YEARS = "operating_years"
"""The measure that is computed from the day on which real operation began."""


class UnitRow(NamedTuple):
    """A platform as the panel needs it: `words` are its attributes in the words of the scheme.

    It is evaluated for the periods that meet `since` … `until`, its days in the city's platform system
    (None: open).
    """

    code: str
    name: str
    began_on: date | None
    words: Mapping[str, str]
    since: date | None = None
    until: date | None = None

    def present(self, period: str) -> bool:
        """Tell whether the platform belongs to the system at the end of the period."""
        end = Period.parse(period).end
        return (self.since is None or self.since <= end) and (self.until is None or self.until >= end)


class FigureRow(NamedTuple):
    """One frozen figure of a platform, as reported or as verified; `unit` is the unit it is stored in."""

    unit_code: str
    measure: str
    period: str
    basis: str
    value: Decimal | None
    unit: str


class PanelRefused(ValueError):
    """The snapshot cannot be read by the scheme; `messages` say why."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.messages = tuple(messages)
        super().__init__("; ".join(str(said) for said in self.messages))


@dataclass(frozen=True)
class MeasureQuery:
    """What is read from the data for a scheme: declared measures that are neither computed nor taken
    from an earlier period.
    """

    measures: Mapping[str, Measure]

    @classmethod
    def by(cls, scheme: Scheme) -> MeasureQuery:
        """Return what `scheme` reads."""
        return cls({m.code: m for m in scheme.measures if m.formula is None and m.previous_of is None})


def periods_read(scheme: Scheme, periods: Sequence[str], known: Iterable[str]) -> list[str]:
    """Return the periods to read: those evaluated and, where the scheme looks back, the earlier ones
    that are known.
    """
    looks_back = any(measure.previous_of is not None for measure in scheme.measures) or bool(
        scheme.consecutive
    )
    wanted = set(periods)
    if looks_back and periods:
        wanted |= {
            period
            for period in known
            if period < max(periods) and any(same_length(period, other) for other in periods)
        }
    return sorted(wanted)


def panel(
    scheme: Scheme,
    units: Sequence[UnitRow],
    figures: Iterable[FigureRow],
    periods: Sequence[str],
    *,
    with_verified: bool,
) -> Panel:
    """Return the panel of `units` × `periods` for `scheme`.

    A money figure is converted exactly to the scheme's unit. Raises PanelRefused where a unit does not fit,
    and the engine's DataError where a figure cannot be (a negative count, a word that the scheme does not
    know).
    """
    wanted = MeasureQuery.by(scheme).measures
    keys = [(period, unit) for period in periods for unit in units if unit.present(period)]
    place = {(period, unit.code): row for row, (period, unit) in enumerate(keys)}
    values: dict[str, dict[str, list[float | None]]] = {
        basis: {code: [None] * len(keys) for code in wanted} for basis in ("reported", "verified")
    }
    reported, verified = values["reported"], values["verified"]
    refused: dict[str, Message] = {}
    seen: set[str] = set()
    for figure in figures:
        measure = wanted.get(figure.measure)
        row = place.get((figure.period, figure.unit_code))
        if measure is None or row is None:
            continue
        if not fits(figure.unit, measure.unit):
            refused[figure.measure] = message(
                "{name} ({code}) is recorded in {unit}; the scheme asks for {wanted}. Correct the unit in the scheme.",
                name=measure.name,
                code=measure.code,
                unit=figure.unit or "—",
                wanted=measure.unit or "—",
            )
            continue
        seen.add(figure.measure)
        if figure.value is not None:
            values[figure.basis][figure.measure][row] = float(
                in_unit(figure.value, figure.unit, measure.unit)
            )
    if refused:
        raise PanelRefused(list(refused.values()))
    if OPERATING_YEARS in wanted and OPERATING_YEARS not in seen:
        reported[OPERATING_YEARS] = [_years(unit, period) for period, unit in keys]
    head = {
        "unit": [unit.code for _period, unit in keys],
        "period": [period for period, _unit in keys],
    }
    words = {
        attribute.code: [unit.words.get(attribute.code) for _period, unit in keys]
        for attribute in scheme.attributes
    }
    frame = pl.DataFrame(
        {**head, "name": [unit.name for _period, unit in keys], **words, **reported},
        schema={
            **dict.fromkeys((*head, "name", *words), pl.String),
            **dict.fromkeys(reported, pl.Float64),
        },
    )
    checked = None
    if with_verified:
        checked = pl.DataFrame(
            {**head, **verified},
            schema={**dict.fromkeys(head, pl.String), **dict.fromkeys(verified, pl.Float64)},
        )
    return Panel.from_frame(scheme=scheme, frame=frame, verified=checked)


def _years(unit: UnitRow, period: str) -> float | None:
    """Return the unit's years in operation at the end of the period; None where the day is not known."""
    return None if unit.began_on is None else years_between(unit.began_on, Period.parse(period).end)
