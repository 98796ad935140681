"""From a text to a figure in the unit that is asked for, exact, with what is to be said about the reading.

The rules are few and each conversion is listed: separators in groups of three, full-width digits, a unit after the
number where it can be converted without a doubt. Everything else that is no number is refused: nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Literal

from keqiao.engine.figures.characters import invisible_in, same_text, shortened, visible
from keqiao.engine.figures.numerals import Fault, Numeral, numeral
from keqiao.engine.figures.units import conversion
from keqiao.language import Message, message

Severity = Literal["error", "warning"]
MISSING = frozenset(
    [
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
    ]
)
"""What people write where there is no figure."""
_WIDE = Context(prec=120)
"""A conversion loses no digit."""
_NOT_FINITE = {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "+infinity", "∞"}


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said about a cell or a field: severity, kind, sentence, remedy."""

    severity: Severity
    code: str
    message: Message
    remedy: Message


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is asked for: the unit of the figure, whether it is a part of 1, and how a text may say it.

    ``converts``: a "larger" unit of the same kind is converted (123.45万元 for 元), "any" other also downwards (元 for
    万元), "none": only the unit itself may follow the number. ``exponents``: 1e5 is a number, as in text files of
    programs. ``typed``: numbers are numbers in this kind of file, so that digits kept as text are worth a word.
    """

    unit: str = ""
    share: bool = False
    converts: Literal["none", "larger", "any"] = "larger"
    exponents: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class FigureReading:
    """The figure in the unit asked for, None where there is none; with an error it is always None."""

    value: Decimal | None = None
    remark: Remark | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the text is no figure."""
        return self.remark is not None and self.remark.severity == "error"


def read_text(text: str, quantity: Quantity) -> FigureReading:
    """Read what somebody wrote. An empty text is no figure and no remark."""
    word = same_text(text)
    if not word:
        odd = any(letter < " " and not letter.isspace() for letter in text)
        return (
            FigureReading(None, no_number(shortened(visible(text)), quantity.unit))
            if odd
            else FigureReading()
        )
    if word in MISSING:
        sentence = message("“{text}” is read as: no figure.", text=shortened(text))
        remedy = message("Leave the cell blank, or write 0 where the figure is 0.")
        return FigureReading(None, Remark("warning", "read_as_missing", sentence, remedy))
    if word in _NOT_FINITE:
        return FigureReading(None, not_finite(shortened(text), quantity.unit))
    number = numeral(text, exponents=quantity.exponents)
    if not isinstance(number, Numeral):
        return FigureReading(None, _fault(number, text, quantity))
    if not number.unit:
        if number.plain and not quantity.typed:
            return FigureReading(number.value)
        return FigureReading(number.value, converted(text, number.value, quantity.unit))
    factor = conversion(number.unit, quantity.unit, share=quantity.share)
    if factor is None or not _may_convert(number.unit, factor, quantity):
        return FigureReading(None, other_unit(text, number.unit, quantity.unit))
    value = Decimal(_digits(_WIDE.multiply(number.value, factor)))
    return FigureReading(value, converted(text, value, quantity.unit))


def _may_convert(unit: str, factor: Decimal, quantity: Quantity) -> bool:
    """Parts of a hundred always; 元 in a field of 万元 only where each cell may have a unit of its own."""
    if factor == 1 or unit in {"%", "‰"} or quantity.converts == "any":
        return True
    return quantity.converts == "larger" and factor > 1


def converted(text: str, value: Decimal, unit: str = "") -> Remark:
    """Lists a conversion."""
    sentence = message(
        "“{text}” is read as the number {value}.",
        text=shortened(text),
        value=f"{_digits(value)} {unit}".strip(),
    )
    hidden = invisible_in(text)
    if hidden:
        sentence = message(
            "“{text}” holds characters that nobody sees ({marks}) and is read as the number {value}.",
            text=shortened(text),
            marks=", ".join(hidden),
            value=f"{_digits(value)} {unit}".strip(),
        )
    return Remark("warning", "number_as_text", sentence, message("Write it as a plain number."))


def not_finite(text: str, unit: str = "") -> Remark:
    """Refuses NaN and infinity."""
    return Remark(
        "error", "not_finite", message("“{text}” is not a finite number.", text=text), _plain_number(unit)
    )


def too_large(text: str, unit: str = "") -> Remark:
    """Refuses what is larger than anything that is measured."""
    sentence = message("“{text}” is larger than any figure can be.", text=text)
    return Remark("error", "not_finite", sentence, _plain_number(unit))


def no_number(text: str, unit: str) -> Remark:
    """Refuses words where a number is asked for."""
    return Remark(
        "error",
        "text_in_number_cell",
        message("“{text}” is text where a number is wanted.", text=text),
        _plain_number(unit),
    )


def _plain_number(unit: str) -> Message:
    return message(
        "Write the figure as a plain number in the unit {unit}, or leave the cell blank.", unit=unit or "—"
    )


def _fault(fault: Fault, text: str, quantity: Quantity) -> Remark:
    excerpt = shortened(text)
    if fault == "too_large":
        return too_large(excerpt, quantity.unit)
    if fault == "separators":
        return Remark(
            "error",
            "text_in_number_cell",
            message(
                "“{text}” is not one number: commas and blanks part groups of three digits only.",
                text=excerpt,
            ),
            _plain_number(quantity.unit),
        )
    if fault == "negative":
        sentence = message("“{text}” may be meant as a negative number.", text=excerpt)
        remedy = message("Write the sign before it, as in -12.5 {unit}.", unit=quantity.unit or "")
        return Remark("error", "text_in_number_cell", sentence, remedy)
    if fault == "exponent":
        return Remark(
            "error",
            "text_in_number_cell",
            message("“{text}” is written with an exponent.", text=excerpt),
            _plain_number(quantity.unit),
        )
    return no_number(excerpt, quantity.unit)


def other_unit(text: str, written: str, unit: str) -> Remark:
    """Refuses a figure in a unit that is not converted."""
    excerpt = shortened(text)
    if written in {"%", "‰"}:
        return Remark(
            "error",
            "percent_in_number",
            message(
                "“{text}” is a percentage; the measure's unit is {unit}.", text=excerpt, unit=unit or "—"
            ),
            message("Write the bare number in the unit {unit}.", unit=unit or "—"),
        )
    return Remark(
        "error",
        "other_unit",
        message("“{text}” is not in the measure's unit ({unit}).", text=excerpt, unit=unit or "—"),
        message("Write the bare number in the unit {unit}.", unit=unit or "—"),
    )


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
