"""Figures that are numbers and yet look wrong: 元 among 万元, fractions among percentages. Listed, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.tables import Figures
from keqiao.language import Message, message

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
JUMP = (3_000.0, 30_000.0)
"""A ratio “about × 10 000”, give or take half an order of magnitude."""
FIELD = 5
"""With fewer other figures than this the field's median says nothing."""


def check_figures(figures: Figures, measures: dict[str, Measure], findings: Findings) -> None:
    """Look at every reported column of money for mixed units, at every percentage for fractions."""
    units = _places(unit for unit, _ in figures.keys)
    periods = _places(period for _, period in figures.keys)
    repeated = [places for places in units.values() if len(places) > 1]
    for name, column in figures.reported.items():
        measure = measures[name.partition("@")[0]]
        values = np.array([np.nan if value is None else value for value in column], dtype=np.float64)
        if measure.type == "money" or measure.unit.endswith("元"):
            positive = np.where(values > 0, values, np.nan)
            marked = _against_own(positive, repeated, name, figures, findings)
            for places in periods.values():
                _against_field(positive, places, marked, name, figures, findings)
        elif measure.unit.strip() in {"%", "％"}:
            _fractions(values, name, figures, findings)


def _places(keys: Iterable[str]) -> dict[str, Places]:
    """Where each key stands."""
    found: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        found.setdefault(key, []).append(position)
    return {key: np.array(places, dtype=np.intp) for key, places in found.items()}


def _against_own(
    positive: Floats, units: list[Places], name: str, figures: Figures, findings: Findings
) -> set[int]:
    """Figures that jump against the unit's other periods, measured by the lower median of all its figures.

    With two figures that is the smaller one, so that the greater is named: it stands in 元 among 万元.
    """
    marked: set[int] = set()
    for places in units:
        own = places[~np.isnan(positive[places])]
        if len(own) < 2 or positive[own].max() < JUMP[0] * positive[own].min():
            continue
        median = float(np.sort(positive[own])[(len(own) - 1) // 2])
        for place in own:
            if _about(positive[place] / median):
                marked.add(int(place))
                _say(int(place), positive[place], median, name, figures, findings, own=True)
    return marked


def _against_field(  # noqa: PLR0917 - as _say
    positive: Floats, places: Places, marked: set[int], name: str, figures: Figures, findings: Findings
) -> None:
    """Figures that jump against the median of all units in the period."""
    known = places[~np.isnan(positive[places])]
    if len(known) <= FIELD:
        return
    median = float(np.median(positive[known]))
    ratio = positive[known] / median
    odd = known[((ratio >= JUMP[0]) & (ratio <= JUMP[1])) | ((ratio <= 1 / JUMP[0]) & (ratio >= 1 / JUMP[1]))]
    for place in odd:
        if int(place) not in marked:
            _say(int(place), positive[place], median, name, figures, findings, own=False)


def _about(ratio: float) -> bool:
    return bool(JUMP[0] <= ratio <= JUMP[1] or JUMP[0] <= 1 / ratio <= JUMP[1])


def _say(  # noqa: PLR0917 - one line of the list
    place: int, value: float, median: float, name: str, figures: Figures, findings: Findings, *, own: bool
) -> None:
    ratio = value / median
    shown: dict[str, Any] = {
        "value": f"{value:,.2f}",
        "median": f"{median:,.2f}",
        "ratio": f"× {ratio:,.0f}" if ratio > 1 else f"÷ {1 / ratio:,.0f}",
    }
    said: Message
    if own:
        said = message(
            "{value} is {ratio} against the unit's other periods ({median}): 元 and 万元 may be mixed.",
            **shown,
        )
    else:
        said = message(
            "{value} is {ratio} against the median of all units ({median}): 元 and 万元 may be mixed.",
            **shown,
        )
    unit, period = figures.keys[place]
    findings.add(
        "warning",
        "unit_jump",
        said,
        message("Check the unit of the figure; it was left as it stands."),
        sheet=figures.sheet,
        row=figures.rows[place],
        column=figures.columns.get(name, ""),
        unit=unit,
        period=period,
        measure=name,
    )


def _fractions(values: Floats, name: str, figures: Figures, findings: Findings) -> None:
    known = values[~np.isnan(values) & (values != 0)]
    if len(known) >= 3 and bool(np.all(np.abs(known) <= 1)):
        findings.add(
            "warning",
            "fractions",
            message(
                "All figures lie between −1 and 1, though the unit is %: fractions may have been written."
            ),
            message("Write 12 for 12 %; the figures were left as they stand."),
            sheet=figures.sheet,
            column=figures.columns.get(name, ""),
            measure=name,
        )
