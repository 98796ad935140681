"""The figures of subjects as a frame that the engine judges: registers first, then what subjects answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from keqiao.engine.eligibility import SupportProgramme
from keqiao.language import message
from keqiao.web.programmes import selectors
from keqiao.web.programmes.documents import FIGURES, SubjectFigures
from keqiao.web.programmes.models import SubjectAnswer
from keqiao.web.programmes.registers import KnownFigure, known_figures
from keqiao.web.registry.models import Organisation

FACTORS = {("万元", "元"): 10_000.0, ("元", "万元"): 0.0001}
"""One of in the first unit is so many of the second."""


@dataclass(frozen=True)
class AskedFigure:
    """What a programme asks of a subject: its own code, the code of the figure, name in two languages, unit, kind."""

    measure: str
    figure: str
    unit: str
    kind: str

    @property
    def is_text(self) -> bool:
        """Whether it is words or a day, not a number."""
        return self.kind in {"text", "day"}


def asked_figures(programme: SupportProgramme, document: SubjectFigures) -> list[AskedFigure]:
    """Return what has to be known of a subject; figures that follow from others are computed."""
    measures = [
        AskedFigure(measure.code, document.figure(measure.code), measure.unit or "", measure.type or "number")
        for measure in programme.measures
        if measure.formula is None
    ]
    words = [AskedFigure(part.code, document.figure(part.code), "", "text") for part in programme.attributes]
    days = [AskedFigure(part.code, document.figure(part.code), "", "day") for part in programme.dates]
    return [*measures, *words, *days]


class SubjectBook:
    """What is known of some organisations (None: of all) on a day: by registers, else by their answers."""

    def __init__(self, day: date, organisations: Sequence[int] | None = None) -> None:
        self.day, self.document = day, FIGURES.in_force()
        self._registers = known_figures(self.document.figures, organisations, day)
        self._answers: dict[str, dict[int, SubjectAnswer]] = {}
        for answer in selectors.answers_of(organisations, day, self.document.months):
            self._answers.setdefault(answer.figure, {})[answer.organisation_id] = answer

    def figure(self, organisation: int, wanted: AskedFigure) -> KnownFigure | None:
        """Return a figure of an organisation in the unit that a programme asks; None where nobody knows it."""
        known = self.by_register(organisation, wanted)
        if known is not None:
            return known
        answer = self.answer(organisation, wanted)
        return None if answer is None else _answered(answer, wanted)

    def by_register(self, organisation: int, wanted: AskedFigure) -> KnownFigure | None:
        """Return what the registers know of a figure."""
        known = self._registers.get(wanted.figure, {}).get(organisation)
        listed = self.document.by_measure.get(wanted.measure)
        if known is None or listed is None or isinstance(known.value, str) != wanted.is_text:
            return None
        if isinstance(known.value, str):
            return known
        number = in_unit(known.value, listed.unit, wanted.unit)
        return None if number is None else KnownFigure(number, known.source)

    def answer(self, organisation: int, wanted: AskedFigure) -> SubjectAnswer | None:
        """Return the answer that counts, whatever its unit."""
        return self._answers.get(wanted.figure, {}).get(organisation)

    def frame(self, programme: SupportProgramme, organisations: Mapping[int, str]) -> pl.DataFrame:
        """Return a row for each organisation (key → name) with the figures that a programme asks."""
        columns: list[pl.Series] = [
            pl.Series("unit", [str(key) for key in organisations], dtype=pl.String),
            pl.Series("name", list(organisations.values()), dtype=pl.String),
        ]
        for wanted in asked_figures(programme, self.document):
            known = (self.figure(key, wanted) for key in organisations)
            values = [None if figure is None else figure.value for figure in known]
            columns.append(
                pl.Series(wanted.measure, values, dtype=pl.String if wanted.is_text else pl.Float64)
            )
        return pl.DataFrame(columns)


def in_unit(number: float, unit: str, wanted: str) -> float | None:
    """Return a number of one unit in another; None where they do not fit."""
    if unit == wanted:
        return number
    factor = FACTORS.get((unit, wanted))
    return None if factor is None else number * factor


def _answered(answer: SubjectAnswer, wanted: AskedFigure) -> KnownFigure | None:
    """Return an answer as a figure in the unit that is asked; None where it is of another kind or unit."""
    source = message("answered on {day}", day=answer.as_of.isoformat())
    if wanted.is_text:
        return KnownFigure(answer.text, source) if answer.text else None
    number = None if answer.number is None else in_unit(float(answer.number), answer.unit, wanted.unit)
    return None if number is None else KnownFigure(number, source)


def names_of(organisations: Sequence[Organisation]) -> dict[int, str]:
    """Return organisations by their keys."""
    return {organisation.pk: organisation.name for organisation in organisations}
