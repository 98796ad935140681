"""Whether a figure in one unit can be written in another, and by which power of ten."""

from __future__ import annotations

import re
from decimal import Decimal
from math import log10

from keqiao.engine.figures.characters import same_text
from keqiao.engine.schemes.units import COUNTS, is_known, unit_of

_MULTIPLES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "k": 3}
_SAME = {
    "圆": "元",
    "percent": "%",
    "％": "%",
    "person": "人",
    "persons": "人",
    "people": "人",
    "$": "美元",
    "us$": "美元",
    "usd": "美元",
    "hk$": "港元",
    "hkd": "港元",
    "€": "欧元",
    "eur": "欧元",
}
_CURRENCY = re.compile(r"人民币|renminbi|rmb|cny|yuan|[¥￥元]")
"""Words and signs of the currency; one may stand for all of them, on either side of the multiple."""
_MONEY = {
    "": "元",
    "千": "千元",
    "万": "万元",
    "百万": "百万元",
    "千万": "千万元",
    "亿": "亿元",
    "k": "千元",
    "'000": "千元",
    "000": "千元",
    "000s": "千元",
    "'000s": "千元",
    "1000": "千元",
    "1,000": "千元",
    "thousand": "千元",
    "thousands": "千元",
    "10k": "万元",
    "10000": "万元",
    "10,000": "万元",
    "10'000": "万元",
    "tenthousand": "万元",
    "tenthousands": "万元",
    "10thousand": "万元",
    "wan": "万元",
    "m": "百万元",
    "mn": "百万元",
    "mio": "百万元",
    "million": "百万元",
    "millions": "百万元",
    "100million": "亿元",
    "yi": "亿元",
}
_APOSTROPHES = str.maketrans("’‘`´", "''''")
PARTED = frozenset("/,:;_·|-")
"""Signs that part a name from its unit."""
_PARTS = {"%": 2, "‰": 3}
_RATIOS = {"", "1", "比", "比例", "比率", "比值"}


def plain_unit(unit: str) -> str:
    """A unit as it is compared: narrow, without brackets and blanks, by its usual word."""
    word = same_text(unit).strip("()[]【】:：。.;；").translate(_APOSTROPHES)
    if word in _SAME:
        return _SAME[word]
    bare = _CURRENCY.sub("", word).removeprefix("in").removesuffix("of") if len(word) < 40 else word
    if bare != word or word == "wan":  # signs alone are no money: the minus of 12.5- is none
        return _MONEY.get(bare.strip("()·-"), word)
    return word


def conversion(written: str, unit: str, *, share: bool = False) -> Decimal | None:
    """The power of ten by which a figure is multiplied to come from ``written`` into ``unit``; None where unknown.

    万 and 亿 alone multiply the unit itself (人, 元). ``share``: the figure is a part of 1 unless its unit is %.
    """
    one, other = plain_unit(written), plain_unit(unit)
    if one == other:
        return Decimal(1)
    if one in _PARTS:
        if other in _PARTS:
            return Decimal(10) ** (_PARTS[other] - _PARTS[one])
        return Decimal(1).scaleb(-_PARTS[one]) if other in _RATIOS or share else None
    target = unit_of(other)
    if target is None or len(target.dimensions) != 1:
        return None
    base = target.dimensions[0][0]
    if one in _MULTIPLES and (base == "元" or base in COUNTS):
        one += base
    source = unit_of(one)
    if source is None or source.dimensions != target.dimensions:
        return None
    power = log10(next(iter(source.scales)) / next(iter(target.scales)))
    return Decimal(10) ** round(power) if abs(power - round(power)) < 1e-9 else None


def unit_after(text: str) -> str:
    """The unit that ends a heading, in brackets or behind a sign: 总收入（元）, 总收入/元 → 元; else empty."""
    word = same_text(text).rstrip("*")
    for left, right in ("()", "[]", "【】"):
        if word.endswith(right) and left in word:
            return plain_unit(word[word.rindex(left) + 1 : -1].removeprefix("单位:").removeprefix("unit:"))
    at = next(
        (place for place, letter in enumerate(word) if letter in PARTED and is_unit(word[place + 1 :])), -1
    )
    return plain_unit(word[at + 1 :]) if at > 0 else ""


def is_unit(text: str) -> bool:
    """Whether a text is a unit of practice (万元, 人, %, 件/百人年) and nothing else, such as an organisation."""
    word = plain_unit(text)
    return bool(word) and word not in {"1", "每"} and is_known(word)
