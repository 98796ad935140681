"""From what stands in a cell to a figure of a measure: what counts as a number, and what never does.

The rules are few and each conversion is listed: thousands separators in groups of three, full-width digits, a per
cent sign where the unit is % or a share, the measure's own unit after the number. A dash or 无 is a missing figure.
Everything else that is not a number is an error: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Literal

from keqiao.engine.figures import Quantity, Remark, conversion, read_text, same_text, shortened
from keqiao.engine.figures.reader import converted, no_number, not_finite, other_unit, too_large
from keqiao.engine.schemes.parts import Measure
from keqiao.engine.workbooks.grid import (
    Cell,
    ErrorCell,
    FormulaCell,
    HiddenCell,
    PercentCell,
    ScaledCell,
    is_blank,
)
from keqiao.language import message

__all__ = ["PLAUSIBLE", "Remark", "bounds", "cell_text", "figure", "same_text"]

_TRUE = {"是", "有", "真", "对", "true", "yes", "y", "√", "✓", "1"}
_FALSE = {"否", "无", "没有", "假", "false", "no", "n", "×", "x", "✗", "0"}
Converts = Literal["none", "larger", "any"]
PLAUSIBLE = 10.0**20
"""Numbers of typed cells beyond this are told as larger than any figure."""


def cell_text(cell: Cell) -> str:
    """A cell as a reader knows it, shortened."""
    if isinstance(cell, ErrorCell):
        return cell.text
    if isinstance(cell, PercentCell):
        return f"{cell.value * 100:g}%"
    if isinstance(cell, FormulaCell):
        return "="
    if isinstance(cell, HiddenCell):
        return f"{cell.value:.15g}"
    if isinstance(cell, ScaledCell):
        return cell.text
    return shortened(str(cell))


def figure(
    cell: Cell, measure: Measure, *, typed: bool = True, converts: Converts = "none"
) -> tuple[float | None, Remark | None]:
    """The figure in a cell, None where it is missing, and what is to be said about it.

    ``typed`` is :attr:`Grid.typed`; ``converts`` as in :class:`~keqiao.engine.figures.Quantity`. With an error remark
    the figure is None. Bounds are checked here too.
    """
    value, remark = _value(cell, measure, typed, converts)
    if value is None:
        return None, remark
    if not math.isfinite(value):
        return None, not_finite(cell_text(cell))
    if abs(value) >= PLAUSIBLE:
        return None, too_large(cell_text(cell))
    outside = bounds(value, measure)
    return (None, outside) if outside else (value, remark)


def bounds(value: float, measure: Measure) -> Remark | None:
    """An error where a figure lies outside what the measure allows."""
    if measure.type == "boolean" and value not in {0.0, 1.0}:
        return Remark(
            "error",
            "not_yes_or_no",
            message("{value} where 是/否 (1/0) is wanted.", value=f"{value:g}"),
            message("Write 是 or 否, or 1 or 0."),
        )
    if measure.lowest is not None and value < measure.lowest:
        negative = measure.lowest == 0
        return Remark(
            "error",
            "negative" if negative else "too_small",
            message("{value} is negative.", value=f"{value:,g}")
            if negative
            else message(
                "{value} is below the least value {limit}.", value=f"{value:,g}", limit=f"{measure.lowest:,g}"
            ),
            message("Correct the figure, or leave the cell blank where there is none."),
        )
    if measure.maximum is not None and value > measure.maximum:
        return Remark(
            "error",
            "too_large_value",
            message(
                "{value} is above the greatest value {limit}.",
                value=f"{value:,g}",
                limit=f"{measure.maximum:,g}",
            ),
            message("Correct the figure; check its unit ({unit}).", unit=measure.unit or "—"),
        )
    return None


def _value(
    cell: Cell, measure: Measure, typed: bool, converts: Converts
) -> tuple[float | None, Remark | None]:
    if is_blank(cell):
        return None, None
    if isinstance(cell, bool):
        return (
            (float(cell), None)
            if measure.type == "boolean"
            else (None, no_number(cell_text(cell), measure.unit))
        )
    if isinstance(cell, int | float):
        try:
            return float(cell), None
        except OverflowError:
            return None, not_finite(cell_text(cell))
    if isinstance(cell, PercentCell):
        return _percent(cell.value * 100, cell_text(cell), measure, formatted=True)
    if isinstance(cell, ScaledCell):
        return _scaled(cell, measure)
    if isinstance(cell, HiddenCell):
        return cell.value, Remark(
            "warning",
            "hidden_number",
            message(
                "The cell does not show its number {value}; it is read all the same.", value=cell_text(cell)
            ),
            message("Set the cell's format to “Number”, or empty the cell."),
        )
    if isinstance(cell, ErrorCell):
        return None, Remark(
            "error",
            "error_cell",
            message("The cell holds the error {text}.", text=cell.text),
            message("Correct the formula, or write the figure itself."),
        )
    if isinstance(cell, FormulaCell):
        return None, Remark(
            "error",
            "formula_without_value",
            message("The cell holds a formula whose result is not in the file."),
            message("Open the file in Excel or WPS, let it compute, save it; or paste the values."),
        )
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return None, Remark(
            "error",
            "date_in_number_cell",
            message("{text} is a date or time where a number is wanted.", text=cell_text(cell)),
            message("Set the cell's format to “Number” and write the figure again."),
        )
    return _text(str(cell), measure, typed, converts)


def _text(raw: str, measure: Measure, typed: bool, converts: Converts) -> tuple[float | None, Remark | None]:
    word = same_text(raw)
    if measure.type == "boolean" and word in _TRUE | _FALSE:
        return float(word in _TRUE), None
    levels = {same_text(level): number for level, number in measure.levels.items()}
    if word in levels:
        return levels[word], None
    quantity = Quantity(measure.unit, measure.type == "share", converts, exponents=not typed, typed=typed)
    reading = read_text(raw, quantity)
    if measure.levels and reading.remark is not None and reading.remark.code == "text_in_number_cell":
        return None, _unknown_level(cell_text(raw), measure)
    return (None if reading.value is None else float(reading.value)), reading.remark


def _percent(
    hundredths: float, text: str, measure: Measure, *, formatted: bool
) -> tuple[float | None, Remark | None]:
    """``12 %``: 12 where the unit is %, 0.12 for a ratio without unit, refused elsewhere."""
    factor = conversion("%", measure.unit, share=measure.type == "share")
    if factor is None:
        return None, other_unit(text, "%", measure.unit)
    value = round(hundredths, 12) if factor == 1 else hundredths * float(factor)
    return value, None if formatted and factor < 1 else converted(text, _decimal(value))


def _scaled(cell: ScaledCell, measure: Measure) -> tuple[float | None, Remark | None]:
    """A number shown otherwise than it is stored: an error where they differ by a power of ten or in the unit."""
    if cell.factor != 1:
        return None, Remark(
            "error",
            "scaled_number",
            message(
                "The cell shows “{text}” but holds {value}.", text=cell.text, value=f"{cell.value:,.15g}"
            ),
            message(
                "Set its format to “Number” and write the figure in the unit {unit}.",
                unit=measure.unit or "—",
            ),
        )
    if cell.unit and same_text(cell.unit) == "%":
        return _percent(cell.value, cell.text, measure, formatted=False)
    if cell.unit and conversion(cell.unit, measure.unit) != 1:
        return None, other_unit(cell.text, cell.unit, measure.unit)
    return cell.value, None


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.15g}")


def _unknown_level(text: str, measure: Measure) -> Remark:
    return Remark(
        "error",
        "unknown_level",
        message("“{text}” is not one of the levels.", text=text),
        message("Write one of: {words}.", words="、".join(measure.levels)),
    )
