"""Digits, separators and signs: a text split into a number and what follows it.

A scan from left to right, so that the cost grows with the length of the text whatever stands in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from keqiao.engine.figures.characters import narrow, visible

LONGEST = 200
"""Characters of a text that may be a number with its unit."""
LARGEST = Decimal(10) ** 20
"""From here on nothing is a figure of a platform, a city or a country."""
MOST_PLACES = 30
_PLAIN = re.compile(r"[0-9]{1,40}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}", re.ASCII)
_GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){1,12}|(?: [0-9]{3}){1,12})(?:\.[0-9]{1,30})?", re.ASCII
)
_EXPONENT = re.compile(r"[eE][+-]?[0-9]{1,6}", re.ASCII)
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\ufe63": "-", "\u2010": "-", "\u2011": "-"})
_DIGITS = frozenset("0123456789")
_BODY = _DIGITS | frozenset("., '")
_CURRENCY = ("¥", "￥", "人民币", "rmb", "cny")

_ACCOUNTANTS = re.compile(r"\([0-9][0-9., ]{0,60}\)|[▲△] ?[0-9][0-9., ]{0,60}|[0-9][0-9., ]{0,60}-", re.ASCII)
"""A negative number in brackets, behind a triangle, or with its sign at the end."""

Fault = Literal["text", "separators", "exponent", "too_large", "negative"]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its value, the unit that stands after (or before) it, and whether it was plain digits."""

    value: Decimal
    unit: str
    plain: bool


def numeral(text: str, *, exponents: bool = False) -> Numeral | Fault:
    """Split ``text`` into a number and its unit, or say what is wrong with it.

    ``exponents`` allows 1e5, as programs write numbers into text files. "separators": digits are there, but commas and
    blanks do not part them in groups of three; "too_large": nothing is that much; "negative": it may be meant so, in
    a way that other readers take for something else.
    """
    clean = narrow(visible(text.replace("\r\n", "\n"))).translate(_MINUS).strip().removeprefix("'")
    if not clean or len(clean) > LONGEST or "\n" in clean or "\t" in clean:
        return "separators" if clean and set(clean) <= _BODY | frozenset("\n\t") else "text"
    rest, before = _currency(clean)
    if _ACCOUNTANTS.fullmatch(rest):
        return "negative"
    sign = rest[0] if rest[:1] in {"+", "-"} else ""
    rest = rest[len(sign) :].lstrip()
    length = next((at for at, letter in enumerate(rest) if letter not in _BODY), len(rest))
    body, tail = rest[:length].rstrip(), rest[length:]
    exponent = _EXPONENT.match(tail)
    if exponent:
        tail = tail[exponent.end() :]
    unit = tail.strip()
    if not any(letter in _DIGITS for letter in body) or any(letter in _DIGITS for letter in unit):
        return "text"
    grouped = _GROUPED.fullmatch(body)
    if not grouped and not _PLAIN.fullmatch(body):
        return "too_large" if set(body) <= _DIGITS else "separators"
    bare = body.replace(",", "").replace(" ", "")
    if exponent:
        return _with_exponent(sign + bare + exponent[0], unit, exponents)
    value = Decimal(sign + bare)
    if abs(value) >= LARGEST:
        return "too_large"
    plain = not (grouped or unit or before) and text.strip() == sign + body
    return Numeral(value, unit or before, plain)


def _currency(text: str) -> tuple[str, str]:
    """A sign of money before the number means 元."""
    for mark in _CURRENCY:
        if text[: len(mark)].lower() == mark:
            return text[len(mark) :].lstrip(), "元"
    return text, ""


def _with_exponent(text: str, unit: str, allowed: bool) -> Numeral | Fault:
    # Compared by size before any arithmetic: 1e999999 must not cost what it says.
    value = Decimal(text)
    if value and value.adjusted() >= LARGEST.adjusted():
        return "too_large"
    if not allowed or value.adjusted() < -MOST_PLACES:
        return "exponent"
    return Numeral(value, unit, not unit)
