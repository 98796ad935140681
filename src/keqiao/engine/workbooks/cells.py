"""From what stands in a cell to a figure of a measure: what counts as a number, and what never does.

The rules are few and each conversion is listed: thousands separators in groups of three, full-width digits, a per
cent sign where the unit is % or a share, the measure's own unit after the number. A dash or 无 is a missing figure.
Everything else that is not a number is an error: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass

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
from keqiao.engine.workbooks.problems import Severity
from keqiao.language import Message, message

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?")
_WITH_UNIT = re.compile(r"(?P<number>[+-]?[\d., ]*\d)\s*(?P<unit>[^\d\s.,+-][^\d]*)")
_NOTHING = {
    "-",
    "--",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "无",
    "暂无",
    "不适用",
    "n/a",
    "na",
    "n.a.",
    "null",
    "none",
    "空",
    "…",
}
_TRUE = {"是", "有", "真", "对", "true", "yes", "y", "√", "✓", "1"}
_FALSE = {"否", "无", "没有", "假", "false", "no", "n", "×", "x", "✗", "0"}
_RATIOS = {"", "1", "比", "比例", "比率"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a cell: severity, kind, sentence, remedy."""

    severity: Severity
    code: str
    message: Message
    remedy: Message


def same_text(text: str) -> str:
    """Full-width letters and digits narrow, all white space out, lower case: the form in which words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def shown(cell: Cell) -> str:
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
    text = " ".join(str(cell).split())
    return text if len(text) <= 40 else text[:39] + "…"


def figure(cell: Cell, measure: Measure, *, typed: bool = True) -> tuple[float | None, Remark | None]:
    """The figure in a cell, None where it is missing, and what is to be said about it.

    ``typed`` is :attr:`Grid.typed`. With an error remark the figure is None. Bounds are checked here too.
    """
    value, remark = _value(cell, measure, typed)
    if value is None:
        return None, remark
    if not math.isfinite(value):
        return None, _not_finite(shown(cell))
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


def _value(cell: Cell, measure: Measure, typed: bool) -> tuple[float | None, Remark | None]:
    if is_blank(cell):
        return None, None
    if isinstance(cell, bool):
        return (
            (float(cell), None) if measure.type == "boolean" else (None, _not_a_number(shown(cell), measure))
        )
    if isinstance(cell, int | float):
        try:
            return float(cell), None
        except OverflowError:
            return None, _not_finite(shown(cell))
    if isinstance(cell, PercentCell):
        return _percent(cell.value * 100, shown(cell), measure, formatted=True)
    if isinstance(cell, ScaledCell):
        return _scaled(cell, measure)
    if isinstance(cell, HiddenCell):
        return cell.value, Remark(
            "warning",
            "hidden_number",
            message("The cell does not show its number {value}; it is read all the same.", value=shown(cell)),
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
            message("{text} is a date or time where a number is wanted.", text=shown(cell)),
            message("Set the cell's format to “Number” and write the figure again."),
        )
    return _text(str(cell), measure, typed)


def _text(raw: str, measure: Measure, typed: bool) -> tuple[float | None, Remark | None]:
    text = unicodedata.normalize("NFKC", raw).replace("\u2212", "-").strip().strip("'")
    word = same_text(text)
    if measure.type == "boolean" and word in _TRUE | _FALSE:
        return float(word in _TRUE), None
    levels = {same_text(level): number for level, number in measure.levels.items()}
    if word in levels:
        return levels[word], None
    if word in _NOTHING:
        return None, Remark(
            "warning",
            "read_as_missing",
            message("“{text}” is read as: no figure.", text=shown(raw)),
            message("Leave the cell blank, or write 0 where the figure is 0."),
        )
    plain = _NUMBER.fullmatch(text)
    if plain or _GROUPED.fullmatch(text):
        value = float(text.replace(",", "").replace(" ", ""))
        if not math.isfinite(value):
            return None, _not_finite(shown(raw))
        if not typed and plain and raw.strip() == text:
            return value, None
        return value, _converted(raw, value)
    if text.endswith("%") and not text.endswith("%%"):
        number, _ = _text(text[:-1], measure.model_copy(update={"levels": {}, "type": "number"}), False)
        if number is not None:
            return _percent(number, shown(raw), measure, formatted=False)
    if word in {"nan", "inf", "+inf", "-inf", "infinity", "-infinity"}:
        return None, _not_finite(shown(raw))
    unit = _WITH_UNIT.fullmatch(text)
    if unit and (_NUMBER.fullmatch(unit["number"]) or _GROUPED.fullmatch(unit["number"])):
        if measure.unit and same_text(unit["unit"]) == same_text(measure.unit):
            value = float(unit["number"].replace(",", "").replace(" ", ""))
            return value, _converted(raw, value)
        return None, _other_unit(shown(raw), measure)
    return None, _not_a_number(shown(raw), measure)


def _percent(
    hundredths: float, text: str, measure: Measure, *, formatted: bool
) -> tuple[float | None, Remark | None]:
    """``12 %``: 12 where the unit is %, 0.12 for a ratio without unit, refused elsewhere."""
    unit = same_text(measure.unit)
    if unit == "%":
        value = round(hundredths, 12)
        return value, _converted(text, value)
    if unit in _RATIOS or measure.type == "share":
        value = hundredths / 100
        return value, None if formatted else _converted(text, value)
    return None, Remark(
        "error",
        "percent_in_number",
        message("“{text}” is a percentage; the measure's unit is {unit}.", text=text, unit=measure.unit),
        message("Write the bare number in the unit {unit}.", unit=measure.unit),
    )


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
    if same_text(cell.unit) == "%":
        return _percent(cell.value, cell.text, measure, formatted=False)
    if cell.unit and same_text(cell.unit) != same_text(measure.unit):
        return None, _other_unit(cell.text, measure)
    return cell.value, None


def _other_unit(text: str, measure: Measure) -> Remark:
    return Remark(
        "error",
        "other_unit",
        message("“{text}” is not in the measure's unit ({unit}).", text=text, unit=measure.unit or "—"),
        message("Write the bare number in the unit {unit}.", unit=measure.unit or "—"),
    )


def _converted(raw: str, value: float) -> Remark:
    return Remark(
        "warning",
        "number_as_text",
        message("“{text}” is read as the number {value}.", text=shown(raw), value=f"{value:.15g}"),
        message("Write it as a plain number."),
    )


def _not_finite(text: str) -> Remark:
    return Remark(
        "error",
        "not_finite",
        message("“{text}” is not a finite number.", text=text),
        message("Write the figure, or leave the cell blank where there is none."),
    )


def _not_a_number(text: str, measure: Measure) -> Remark:
    if measure.levels:
        return Remark(
            "error",
            "unknown_level",
            message("“{text}” is not one of the levels.", text=text),
            message("Write one of: {words}.", words="、".join(measure.levels)),
        )
    return Remark(
        "error",
        "text_in_number_cell",
        message("“{text}” is text where a number is wanted.", text=text),
        message(
            "Write the figure as a plain number in the unit {unit}, or leave the cell blank.",
            unit=measure.unit or "—",
        ),
    )
