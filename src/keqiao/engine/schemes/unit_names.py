"""Units of practice in English. Schemes write them in the words of Chinese practice (万元, 件/百人年)."""

from __future__ import annotations

from keqiao.language import Bilingual

_ENGLISH = {
    "元": "yuan",
    "万元": "10k yuan",
    "亿元": "100m yuan",
    "人": "persons",
    "人年": "person-years",
    "人月": "person-months",
    "人次": "attendances",
    "件": "items",
    "家": "firms",
    "项": "items",
    "个": "items",
    "次": "times",
    "年": "years",
    "月": "months",
    "日": "days",
    "天": "days",
    "小时": "hours",
    "分": "points",
    "级": "levels",
    "倍": "times",
    "名": "places",
    "篇": "papers",
    "平方米": "m²",
}
_MULTIPLES = {"百": "100 ", "千": "1,000 ", "万": "10,000 "}


def unit_name(unit: str) -> Bilingual:
    """The unit in both languages; a quotient is read part by part; a word that is not known stays as it is."""
    counted, *per = (_english(part) for part in unit.split("/"))
    return Bilingual(zh=unit, en=" per ".join([counted, *map(_single, per)]))


def _single(words: str) -> str:
    """10k yuan per person, but items per 100 person-years."""
    return words if words[0].isdigit() else words.removesuffix("s")


def with_unit(figure: str, unit: str) -> str:
    """A figure and its unit: ``60 %``, ``10 万元``; ``10 × 10k yuan`` where the unit begins with a number itself."""
    if not unit:
        return figure
    return f"{figure} × {unit}" if unit[0].isdigit() else f"{figure} {unit}"


def _english(part: str) -> str:
    if part in _ENGLISH:
        return _ENGLISH[part]
    rest = _ENGLISH.get(part[1:])
    return f"{_MULTIPLES[part[0]]}{rest}" if rest and part[0] in _MULTIPLES else part
