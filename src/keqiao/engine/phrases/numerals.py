"""Numerals in prose: Arabic digits with groups and decimals, Chinese numerals, words of scale."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, localcontext

from keqiao.engine.phrases.vocabulary import DIGITS, MYRIADS, SCALES, TENS

ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
DIGIT = "[〇零一二两三四五六七八九]"
CHINESE = rf"(?:[一二两三四五六七八九]|十)[〇零一二两三四五六七八九十百千万亿]*(?:点{DIGIT}+)?"
SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
COMPOUND = r"\d+[万亿]零?\d+(?!\d|[.,]\d)"
"""1亿5000万元, 3万5千元: what follows 亿 or 万 counts in the scale behind it."""

_WIDE = str.maketrans("０１２３４５６７８９．％﹪：∶〜－−＋／", "0123456789.%%::～--+/")
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_COMMA = re.compile(r",")
_FOREIGN = re.compile(r"(?![0-9])\d")
"""Digits of other scripts, which ``\\d`` takes for digits, too."""


_SPACED_ALONE = re.compile(r"-?[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?:\.\d+)?")
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![表图件例页栏第年月日])[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)"
)


def narrow(text: str) -> str:
    """The text with full-width and foreign digits and signs made ASCII, letter for letter: places stay what they were.

    A half-width comma that does not group three digits becomes the comma of a sentence, a space that does (2 356人)
    a comma.
    """
    if _SPACED_ALONE.fullmatch(text.strip()):
        return re.sub(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d)", ",", text)
    text = _SPACED.sub(lambda number: re.sub(r"\s", ",", number.group()), text)
    plain = _FOREIGN.sub(lambda digit: str(unicodedata.decimal(digit.group())), text.translate(_WIDE))
    grouping = {at for number in _GROUPED.finditer(plain) for at in range(*number.span()) if plain[at] == ","}
    return _COMMA.sub(lambda comma: "," if comma.start() in grouping else "，", plain)


@dataclass(frozen=True)
class WrittenNumber:
    """A number as it was written."""

    value: Decimal
    place: Decimal
    """Worth of the last place that was written: 0.01 in 67.07, 10 000 in 5万."""
    nonzero_place: Decimal
    """Worth of the last place that is not zero: 1 000 in 5000."""
    rounded: bool
    """Whether the writing itself says that digits were left out: decimals, or a word such as 万 or 亿."""

    def times(self, factor: int | Decimal, *, rounded: bool = True) -> WrittenNumber:
        """The number in a smaller unit."""
        return WrittenNumber(
            self.value * factor, self.place * factor, self.nonzero_place * factor, self.rounded or rounded
        )


def arabic(text: str) -> WrittenNumber:
    """The numeral that stands in Arabic digits, such as ``1,438`` or ``67.07``."""
    plain = text.replace(",", "")
    value = Decimal(plain)
    decimals = len(plain.partition(".")[2])
    place = Decimal(1).scaleb(-decimals)
    return WrittenNumber(value, place, _nonzero_place(value, place), decimals > 0)


def chinese(text: str) -> WrittenNumber:
    """The numeral that stands in Chinese, such as ``一百零二``, ``两千万`` or ``三点五``."""
    whole, _, fraction = text.partition("点")
    value = Decimal(_whole(whole))
    place = Decimal(1)
    if fraction:
        place = Decimal(1).scaleb(-len(fraction))
        value += Decimal("".join(str(DIGITS[letter]) for letter in fraction)) * place
    elif whole[-1] in MYRIADS:
        place = Decimal(_trailing_scale(whole))
    return WrittenNumber(value, place, _nonzero_place(value, place), bool(fraction) or whole[-1] in MYRIADS)


def numeral(text: str) -> WrittenNumber:
    """Either of both."""
    return arabic(text) if text[0].isdigit() and text[0].isascii() else chinese(text)


def compound(text: str, scale: int) -> WrittenNumber | None:
    """``1亿5000`` before 万, ``3万5`` before 千, in the smallest unit; None where the lower part is no smaller."""
    upper, letter, lower = re.split("([万亿])零?", text)
    value, rest = Decimal(upper) * MYRIADS[letter], Decimal(lower) * scale
    if rest >= MYRIADS[letter]:
        return None
    place = Decimal(scale)
    return WrittenNumber(value + rest, place, _nonzero_place(value + rest, place), scale > 1)


def _whole(text: str) -> int:
    """The value of a numeral in words. 万 behind 亿 counts what stands between them (一亿五千万)."""
    if len(text) > 1 and all(letter in DIGITS for letter in text):
        return int("".join(str(DIGITS[letter]) for letter in text))
    total = section = digit = 0
    for letter in text:
        if letter in DIGITS:
            digit = DIGITS[letter]
        elif letter in TENS:
            section += (digit or 1) * TENS[letter]
            digit = 0
        else:
            worth, section = MYRIADS[letter], section + digit
            total = total + section * worth if total >= worth else (total + section) * worth
            section = digit = 0
    return total + section + digit


def _trailing_scale(text: str) -> int:
    scale = 1
    for letter in reversed(text):
        if letter not in MYRIADS:
            break
        scale *= MYRIADS[letter]
    return scale


def _nonzero_place(value: Decimal, place: Decimal) -> Decimal:
    with localcontext() as exact:
        # More digits than decimals keep by themselves: sixty nines are a number, too.
        exact.prec = max(exact.prec, value.adjusted() - int(place.as_tuple().exponent) + 10)
        while value and value % (place * 10) == 0:
            place *= 10
    return place
