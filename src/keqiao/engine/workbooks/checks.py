"""Figures that are numbers and yet look wrong: mixed units, fractions in %, sums. Listed, never changed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.schemes.scoring import Points, Rating
from keqiao.engine.workbooks.mixed_units import ask_of_size, check_money
from keqiao.engine.workbooks.problems import Findings
from keqiao.engine.workbooks.sums import check_sums
from keqiao.engine.workbooks.tables import SheetFigures
from keqiao.language import Message, message

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


def check_figures(figures: SheetFigures, scheme: Scheme, findings: Findings) -> None:
    """Look at the reported figures: mixed units of money, fractions in %, parts above the whole, ratings, sums."""
    units = [places for places in _places(unit for unit, _ in figures.keys) if len(places) > 1]
    periods = _places(period for _, period in figures.keys)
    measures = {measure.code: measure for measure in scheme.measures}
    limits = _rating_limits(scheme)
    money: dict[str, Floats] = {}
    in_wan: dict[str, Floats] = {}
    added: dict[str, Floats] = {}
    for name, column in figures.reported.items():
        measure = measures[name.partition("@")[0]]
        values = np.array([np.nan if value is None else value for value in column], dtype=np.float64)
        percent = measure.unit.strip() in {"%", "％"}
        if measure.type == "money" or measure.unit.endswith("元"):
            money[name] = values
            if measure.unit.strip() == "万元":
                in_wan[name] = values
        elif percent:
            _fractions(values, name, figures, findings)
        if measure.type == "share":
            _beyond(values, 100.0 if percent else 1.0, name, figures, findings)
        if measure.code in limits:
            _above_points(values, limits[measure.code], name, figures, findings)
        if measure.type in {"money", "count", "number"} and not percent:
            added[name] = values
    check_money(money, units, periods, figures, findings)
    ask_of_size(in_wan, figures, findings)
    check_sums(added, periods, figures, findings)


def _places(keys: Iterable[str]) -> list[Places]:
    """Where each key stands, in the order of the keys."""
    groups: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        groups.setdefault(key, []).append(position)
    return [np.array(places, dtype=np.intp) for places in groups.values()]


def _rating_limits(scheme: Scheme) -> dict[str, float]:
    """The most points that a measure can be worth where its figure is the score itself, by code."""
    limits: dict[str, float] = {}
    for leaf in scheme.leaves():
        rule = leaf.score or scheme.defaults.score
        if isinstance(rule, Rating | Points) and leaf.formula.strip() in {m.code for m in scheme.measures}:
            most = rule.of if rule.of is not None else leaf.weight
            if most is not None:
                code = leaf.formula.strip()
                limits[code] = max(limits.get(code, 0.0), float(most))
    return limits


def _fractions(values: Floats, name: str, figures: SheetFigures, findings: Findings) -> None:
    """A whole column of fractions, or single fractions among percentages a hundred times as large."""
    known = np.flatnonzero(~np.isnan(values) & (values != 0))
    small = known[np.abs(values[known]) <= 1]
    large = known[np.abs(values[known]) > 1]
    if len(known) >= 3 and not len(large):
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
    if len(large) < 2 and (len(large) < 1 or len(small) != 1):
        return
    sizes = np.abs(values[large])
    for place in small:
        size = abs(values[place]) * 100
        if sizes.min() / 2 <= size <= sizes.max() * 2 and values[place] != 1:
            sentence = message(
                "{value} among figures such as {other}, though the unit is %: a fraction may have been written.",
                value=f"{values[place]:g}",
                other=f"{float(np.median(values[large])):g}",
            )
            remedy = message("Write 12 for 12 %; the figures were left as they stand.")
            _add(figures, findings, int(place), name, "fraction", sentence, remedy)


def _beyond(values: Floats, whole: float, name: str, figures: SheetFigures, findings: Findings) -> None:
    """A share above the whole."""
    for place in np.flatnonzero(values > whole):
        sentence = message(
            "{value} is more than the whole ({whole}).", value=f"{values[place]:g}", whole=f"{whole:g}"
        )
        remedy = message("Check the figure and its unit; it was left as it stands.")
        _add(figures, findings, int(place), name, "above_the_whole", sentence, remedy)


def _above_points(values: Floats, most: float, name: str, figures: SheetFigures, findings: Findings) -> None:
    """A rating above what the rule can give."""
    for place in np.flatnonzero(values > most):
        sentence = message(
            "{value} is above the most points that the rule gives; it counts as {most}.",
            value=f"{values[place]:g}",
            most=f"{most:g}",
        )
        remedy = message("Check the rating; it was left as it stands.")
        _add(figures, findings, int(place), name, "above_the_points", sentence, remedy)


def _add(  # noqa: PLR0917 - one line of the list
    figures: SheetFigures,
    findings: Findings,
    place: int,
    name: str,
    code: str,
    sentence: Message,
    remedy: Message,
) -> None:
    unit, period = figures.keys[place]
    findings.add(
        "warning",
        code,
        sentence,
        remedy,
        sheet=figures.sheet,
        row=figures.rows[place],
        column=figures.columns.get(name, ""),
        unit=unit,
        period=period,
        measure=name,
    )
