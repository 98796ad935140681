"""The number formats of a workbook by style, as its styles part says them."""

from __future__ import annotations

from keqiao.engine.workbooks.number_formats import BUILT_IN, FormatError, NumberFormat, read_format
from keqiao.files.markup import MarkupError
from keqiao.files.packages import Package, damaged

MOST_STYLES = 1_000_000
"""Styles and formats of a workbook; Excel has 65 490 styles."""
_OWN_MONEY = frozenset(map(str, (*range(5, 9), *range(37, 45))))
"""Formats that show the money of the reader's country, whatever sign a program writes for them."""


def read_formats(package: Package, part: str | None) -> dict[str, NumberFormat]:
    """Style (the ``s`` of a cell) → format, for those styles that show a number otherwise than it is stored.

    Raises FileProblem for a part that is damaged or beyond the bounds.
    """
    if part is None:
        return {}
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))
        if len(styles) > MOST_STYLES or len(codes) > MOST_STYLES:
            raise MarkupError("too many styles")

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    package.pull(part, start, end)
    formats: dict[str, NumberFormat | None] = {}
    return {
        str(place): style
        for place, number in enumerate(styles)
        if (style := _format(number, codes, formats)) is not None
    }


def _format(
    number: str, codes: dict[str, str], formats: dict[str, NumberFormat | None]
) -> NumberFormat | None:
    """The format with a number, read once; None where it shows every number as it is stored."""
    if number not in formats:
        code = codes.get(number)
        if code is None:
            code = (
                BUILT_IN.get(int(number), "")
                if number.isascii() and number.isdigit() and len(number) < 9
                else ""
            )
        elif number in _OWN_MONEY and "[$" not in code:
            code = code.replace('"$"', "").replace("$", "")
        try:
            number_format = read_format(code)
        except FormatError as error:
            raise damaged(error) from error
        formats[number] = None if number_format.is_plain else number_format
    return formats[number]
