"""The number formats of a workbook by style, and the styles that strike through, as its styles part says them."""

from __future__ import annotations

from dataclasses import dataclass, field

from keqiao.engine.workbooks.number_formats import BUILT_IN, FormatError, NumberFormat, read_format
from keqiao.engine.workbooks.strikethrough import is_strike
from keqiao.files.markup import MarkupError
from keqiao.files.packages import Package, damaged

MOST_STYLES = 1_000_000
"""Styles and formats of a workbook; Excel has 65 490 styles."""
_OWN_MONEY = frozenset(map(str, (*range(5, 9), *range(37, 45))))
"""Formats that show the money of the reader's country, whatever sign a program writes for them."""


@dataclass(frozen=True)
class CellStyles:
    """What the styles (the ``s`` of a cell) of a workbook say of its cells.

    ``formats``: style → format, for those that show a number otherwise than it is stored. ``struck``: the styles
    whose font is struck through.
    """

    formats: dict[str, NumberFormat] = field(default_factory=dict)
    struck: frozenset[str] = frozenset()


def read_styles(package: Package, part: str | None) -> CellStyles:
    """Read the styles part. Raises FileProblem for a part that is damaged or beyond the bounds."""
    if part is None:
        return CellStyles()
    codes: dict[str, str] = {}
    styles: list[tuple[str, str]] = []
    struck_fonts: set[str] = set()
    fonts = -1
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, fonts
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "fonts"}:
            inside = name
        elif name == "xf" and inside == "cellXfs":
            styles.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
        elif name == "font" and inside == "fonts":
            fonts += 1
        elif inside == "fonts" and is_strike(name, attributes):
            struck_fonts.add(str(fonts))
        if max(len(styles), len(codes), fonts) > MOST_STYLES:
            raise MarkupError("too many styles")

    def end(name: str) -> None:
        nonlocal inside
        if name == inside:
            inside = ""

    package.pull(part, start, end)
    formats: dict[str, NumberFormat | None] = {}
    return CellStyles(
        {
            str(place): style
            for place, (number, _font) in enumerate(styles)
            if (style := _format(number, codes, formats)) is not None
        },
        frozenset(str(place) for place, (_number, font) in enumerate(styles) if font in struck_fonts),
    )


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
