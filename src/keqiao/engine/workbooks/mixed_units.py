"""Amounts that look like 元 among 万元: against the unit's other periods, the other units, the other columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.tables import SheetFigures
from keqiao.language import Message, message
from keqiao.money import MIXED_UNITS, looks_mixed

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
FIELD = 5
"""With fewer other figures than this the field's median says nothing; then heaps are looked for."""
FEW = 3
"""Of two figures nobody can say which is the odd one."""
HUGE = 100_000.0
"""万元, one billion yuan: the amount of a platform or a small firm is hardly ever so large, that in 元 usually is."""
GAP = 50.0
"""Two heaps of few amounts lie at least so far from each other."""


def check_money(
    columns: Mapping[str, Floats],
    units: list[Places],
    periods: list[Places],
    figures: SheetFigures,
    findings: Findings,
) -> None:
    """Look at every column of money, and at each beside the others. ``columns``: by measure, NaN where missing."""
    calm: dict[str, Floats] = {}
    for name, values in columns.items():
        positive = np.where(values > 0, values, np.nan)
        marked = _against_own(positive, units, name, figures, findings)
        for places in periods:
            _against_field(positive, places, marked, name, figures, findings)
        if not marked and not np.isnan(positive).all():
            calm[name] = positive[~np.isnan(positive)]
    _against_columns(calm, figures, findings)


def _against_own(
    positive: Floats, units: list[Places], name: str, figures: SheetFigures, findings: Findings
) -> set[int]:
    """Figures that jump against the unit's other periods, measured by the lower median of all its figures.

    With two figures that is the smaller one, so that the greater is named: it stands in 元 among 万元.
    """
    marked: set[int] = set()
    for places in units:
        own = places[~np.isnan(positive[places])]
        if len(own) < 2 or positive[own].max() < float(MIXED_UNITS[0]) * positive[own].min():
            continue
        median = float(np.sort(positive[own])[(len(own) - 1) // 2])
        for place in own:
            if _about(positive[place] / median):
                marked.add(int(place))
                _say(int(place), positive[place], median, name, figures, findings, own=True)
    return marked


def _against_field(  # noqa: PLR0917 - as _say
    positive: Floats, places: Places, marked: set[int], name: str, figures: SheetFigures, findings: Findings
) -> None:
    """Figures that jump against the median of all units in the period."""
    known = places[~np.isnan(positive[places])]
    if len(known) <= FIELD:
        _against_few(positive, known, marked, name, figures, findings)
        return
    median = float(np.median(positive[known]))
    ratio = positive[known] / median
    low, high = (float(bound) for bound in MIXED_UNITS)
    odd = known[((ratio >= low) & (ratio <= high)) | ((ratio <= 1 / low) & (ratio >= 1 / high))]
    for place in odd:
        if int(place) not in marked:
            _say(int(place), positive[place], median, name, figures, findings, own=False)


def _against_few(  # noqa: PLR0917 - as _say
    positive: Floats, known: Places, marked: set[int], name: str, figures: SheetFigures, findings: Findings
) -> None:
    """Few figures in two heaps far from each other: the smaller heap is named, of two equal ones the greater."""
    ordered = known[np.argsort(positive[known], kind="stable")]
    values = positive[ordered]
    gaps = values[1:] / values[:-1] if len(values) > 1 else np.array([])
    if len(known) < FEW or gaps.max() < GAP:
        return
    split = int(gaps.argmax()) + 1
    low, high = ordered[:split], ordered[split:]
    lower, higher = float(np.median(positive[low])), float(np.median(positive[high]))
    if not looks_mixed(lower, higher):
        return
    odd, median = (low, higher) if len(low) < len(high) else (high, lower)
    for place in odd:
        if int(place) not in marked:
            _say(int(place), positive[place], median, name, figures, findings, own=False)


def _against_columns(columns: Mapping[str, Floats], figures: SheetFigures, findings: Findings) -> None:
    """A column of which every amount lies far above all other columns of money: the whole of it may be in 元."""
    medians = {name: float(np.median(values)) for name, values in columns.items() if len(values) >= 2}
    for name, median in medians.items():
        others = [other for column, other in medians.items() if column != name]
        usual = float(np.median(others)) if others else 0.0
        if (
            usual
            and median > usual
            and looks_mixed(median, usual, beyond=True)
            and columns[name].min() > GAP * max(others)
        ):
            findings.add(
                "warning",
                "unit_jump",
                message(
                    "All amounts of the column are about {ratio} times those of the other columns: "
                    "they may be in 元 instead of 万元.",
                    ratio=f"{median / usual:,.0f}",
                ),
                message("Check the unit of the column; it was left as it stands."),
                sheet=figures.sheet,
                column=figures.columns.get(name, ""),
                measure=name,
            )


def ask_of_size(columns: Mapping[str, Floats], figures: SheetFigures, findings: Findings) -> None:
    """Ask whether amounts are in 元 where there is nothing to compare them with: every column of money in 万元 is so
    large throughout. Nothing is changed; large firms have such amounts. ``columns``: those in 万元, NaN where missing.
    """
    sizes = {name: np.abs(values[~np.isnan(values) & (values != 0)]) for name, values in columns.items()}
    sizes = {name: values for name, values in sizes.items() if len(values)}
    if not sizes or any(float(values.min()) < HUGE for values in sizes.values()):
        return
    for name, values in sizes.items():
        findings.add(
            "warning",
            "unit_size",
            message(
                "Every amount of the column is 1 billion yuan or more when read as 万元 (the least is {least} 万元): "
                "is the column in 元?",
                least=f"{float(values.min()):,.2f}",
            ),
            message("If it is, convert the figures to 万元; if it is not, leave them. Nothing was changed."),
            sheet=figures.sheet,
            column=figures.columns.get(name, ""),
            measure=name,
        )


def _about(ratio: float) -> bool:
    return looks_mixed(ratio, 1.0)


def _say(  # noqa: PLR0917 - one line of the list
    place: int,
    value: float,
    median: float,
    name: str,
    figures: SheetFigures,
    findings: Findings,
    *,
    own: bool,
) -> None:
    ratio = value / median
    printed: dict[str, Any] = {
        "value": f"{value:,.2f}",
        "median": f"{median:,.2f}",
        "ratio": f"× {ratio:,.0f}" if ratio > 1 else f"÷ {1 / ratio:,.0f}",
    }
    sentence: Message
    if own:
        sentence = message(
            "{value} is {ratio} against the unit's other periods ({median}): 元 and 万元 may be mixed.",
            **printed,
        )
    else:
        sentence = message(
            "{value} is {ratio} against the median of all units ({median}): 元 and 万元 may be mixed.",
            **printed,
        )
    unit, period = figures.keys[place]
    findings.add(
        "warning",
        "unit_jump",
        sentence,
        message("Check the unit of the figure; it was left as it stands."),
        sheet=figures.sheet,
        row=figures.rows[place],
        column=figures.columns.get(name, ""),
        unit=unit,
        period=period,
        measure=name,
    )
