"""The one reader of figures: what a person or a file wrote becomes an exact number with a remark, or is refused.

The command, workbooks, imports, pasted columns and the fields of every form read figures here, so that the same text
means the same everywhere (ADR 0022). The package knows units, and neither files nor the web.
"""

from keqiao.engine.figures.characters import digits_of, invisible_in, same_text, shortened, visible
from keqiao.engine.figures.numerals import LARGEST, numeral
from keqiao.engine.figures.reader import MISSING, FigureReading, Quantity, Remark, Severity, read_text
from keqiao.engine.figures.units import conversion, is_unit, plain_unit, unit_after

__all__ = [
    "LARGEST",
    "MISSING",
    "FigureReading",
    "Quantity",
    "Remark",
    "Severity",
    "conversion",
    "digits_of",
    "invisible_in",
    "is_unit",
    "numeral",
    "plain_unit",
    "read_text",
    "same_text",
    "shortened",
    "unit_after",
    "visible",
]
