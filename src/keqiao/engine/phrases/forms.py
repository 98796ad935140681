"""The forms in which prose says a figure, each a pattern and how what it matches is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from keqiao.engine.phrases import fractions
from keqiao.engine.phrases import special_forms as special
from keqiao.engine.phrases.context import (
    Sense,
    kind_of_percent,
    sense_of_amount,
    sense_of_multiple,
    sense_of_percent,
    sense_of_points,
)
from keqiao.engine.phrases.intervals import interval
from keqiao.engine.phrases.numerals import ARABIC, CHINESE, COMPOUND, SCALE, WrittenNumber, compound, numeral
from keqiao.engine.phrases.phrase import Bounds, Lint, Phrase, PhraseKind
from keqiao.engine.phrases.place import PlaceInText
from keqiao.engine.phrases.qualifiers import AFTER, BEFORE, WORDS_AFTER, combined
from keqiao.engine.phrases.vocabulary import (
    ABSTRACT,
    CATEGORIES,
    COUNTS,
    DURATIONS,
    MONEY,
    MONEY_NOUNS,
    PERCENTS,
    POINTS,
    QUANTITIES,
    SCALES,
    alternatives,
)

MORE = "[余多]"
UNITS = alternatives((*MONEY, *QUANTITIES, *COUNTS, *PERCENTS, *POINTS, "倍"))
PER = alternatives(
    (
        "万人",
        "人",
        "家",
        "户",
        "亩",
        "平方米",
        "平方公里",
        "立方米",
        "升",
        "吨",
        "件",
        "年",
        "月",
        "天",
        "小时",
    )
)
BARE = "[百千万亿]{1,2}"
_BOUNDS = {
    "at_least": r"(?:至少|不少于|不低于|最少)[^，。；、：\d\n]{0,6}?",
    "at_most": r"(?:至多|不超过|最多)[^，。；、：\d\n]{0,6}?",
}
_AGES = {"岁", "年"}
"""Of these a mean is no amount that each has a part of (人均预期寿命76.7岁)."""
_SCORED = re.compile(r"(?:分|分数|指数|系数|数值|等级|代码|编号|序号|版)(?:为|是|达到?)?$")
_LOOSE = "|".join(_BOUNDS.values())
_CHANGE_AFTER = re.compile(
    r"^的?(?:年均|平均)?(?:(?P<up>增长(?![极点])|增速|增幅|涨幅)|(?P<down>下降|降幅|跌幅))"
)
"""保持20%以上增长: what the percentage is of stands behind it."""


@dataclass(frozen=True)
class PhraseForm:
    """A way of saying a figure; ``read`` answers None where what matched is none."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], PlaceInText], Phrase | None]


def _measured(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    if _is_ordinal(match, place):
        return None
    unit = match["unit"] or ""
    number = _number(match["number"], match["scale"] or "")
    chinese = not match["number"][0].isdigit() or not match["number"][0].isascii()
    before = match["before"] or ""
    more = match["more"] or match["more_after"] or match["more_last"] or ""
    if match["number"][0] in "百千万亿" and not (before or more or match["after"]):
        return None
    start, end = match.start(), match.end()
    following = place.text[end : end + 8]
    if before in {"突破", "超过", "超"} and re.match(r"(?:关键|核心|技术|瓶颈|难题|“?卡脖子)", following):
        start, before = start + len(before), ""
    qualifier, lints = combined(before, more, match["after"] or "")
    if (
        qualifier == "exact"
        and chinese
        and _in_passing(match["number"], unit, following, place.stressed(match.start()))
    ):
        return None
    if unit in DURATIONS and qualifier == "exact" and re.match(r"[内间来后前期]|以来|[翻增]", following):
        return None
    sense, kind, canonical, number = _claim(unit, number, place.left(start), negative=bool(match["sign"]))
    if kind == "share" and not sense.word and (said := _CHANGE_AFTER.match(following)):
        sense, kind = Sense("up" if said["up"] else "down"), "change_rate"
    if match["per"] and "/" not in (canonical or ""):  # 亩均产值560万元/亩 says it twice
        kind, canonical = "ratio", f"{canonical}/{match['per'].strip(' /')}"
    held = interval(qualifier, number)
    if match["exactly"] or (unit == "%" and number.value == 100 and qualifier == "exact"):
        held = Bounds(number.value, number.value)
    value, direction = number.value, sense.change
    if kind == "factor" and direction == "up":
        value, held = value + 1, held.moved(type(value)(1))
    elif kind == "factor" and direction == "down":
        return special.decrease_by_multiple(match, place)
    if (direction == "down" and kind != "factor") or (match["sign"] and not direction):
        value, held = -value, held.mirrored()
    return Phrase(
        start,
        end,
        place.text[start:end],
        kind,
        value,
        canonical,
        qualifier,
        held,
        direction,
        lints=lints,
        place=number.place,
    )


def _is_ordinal(match: re.Match[str], place: PlaceInText) -> bool:
    """第2: it says which, not how many."""
    return re.search(r"第\s?$", place.text[: match.start("number")][-2:]) is not None


def _number(text: str, scale: str) -> WrittenNumber:
    if re.fullmatch(COMPOUND, text):
        joined = compound(text, SCALES[scale] if scale else 1)
        if joined is not None:
            return joined
    number = special.bare(text) if text[0] in "百千万亿" else numeral(text)
    return number.times(SCALES[scale]) if scale else number


def _claim(
    unit: str, number: WrittenNumber, left: str, *, negative: bool = False
) -> tuple[Sense, PhraseKind, str | None, WrittenNumber]:
    """What the number claims, its kind, its canonical unit, and the number in it."""
    if unit in PERCENTS:
        sense = sense_of_percent(left)
        if sense.change and negative:
            sense = Sense("down")
        return sense, kind_of_percent(sense), "%", number.times(PERCENTS[unit])
    if unit in POINTS:
        return sense_of_points(left), "change_points", "个百分点", number.times(POINTS[unit])
    if unit == "倍":
        sense = sense_of_multiple(left)
        return sense, "factor", "倍", number.times(1)
    sense = sense_of_amount(left)
    money = unit in MONEY
    canonical = {"元人民币": "元", "周岁": "岁"}.get(unit, unit) or None
    kind: PhraseKind = "money" if money else "quantity" if unit in QUANTITIES else "count"
    if sense.per and canonical not in _AGES:
        return sense, "ratio", f"{canonical}/{sense.per}", number
    if sense.change:
        return sense, "change_amount", canonical, number
    return sense, ("level" if sense.level else kind), canonical, number


def _in_passing(number: str, unit: str, following: str, stressed: bool) -> bool:
    """Whether a number in Chinese orders or lists things (三个方面, 三类) and is no figure."""
    if unit in CATEGORIES or any(following.startswith(word) for word in ABSTRACT):
        return True
    if unit in DURATIONS:
        return True
    return number == "一" and unit not in {"家", "人", "件", "%", "倍"} and not stressed


def _bounded(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """至少需要资金1000万元以上: a bound on either side of the number."""
    inner = MEASURED.pattern.match(place.text, match.end("lead"))
    if inner is None or inner["before"] or not inner["after"]:
        return None
    figure = _measured(inner, place)
    wanted = WORDS_AFTER[inner["after"]]
    lead = "at_least" if re.match(_BOUNDS["at_least"], match["lead"]) else "at_most"
    if figure is None or wanted != lead:
        return None
    return replace(figure, lints=(*figure.lints, "double_bound")).begun_at(match.start(), place.text)


def _range(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    if place.left(match.start()).endswith(("由", "从", "自")) and match["first_unit"]:
        return None
    unit, first_unit = match["unit"], match["first_unit"] or ""
    if first_unit and first_unit != unit and not (first_unit in MONEY and unit in MONEY):
        return None
    second = _number(match["number"], match["scale"] or "")
    scale = match["first_scale"] or ("" if first_unit else match["scale"] or "")
    first = _number(match["first"], scale)
    _, _, canonical, second = _claim(unit, second, place.left(match.start()))
    if unit in PERCENTS:
        first = first.times(PERCENTS[unit])
    if first.value >= second.value:
        return None
    held = Bounds(first.value, second.value)
    lints: tuple[Lint, ...] = ("range_percent_sign",) if unit == "%" and not first_unit else ()
    return Phrase(
        match.start(), match.end(), match.group(), "range", None, canonical, "between", held, lints=lints
    )


def _plain(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """A number without a measure word."""
    text = place.text
    before, following = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    if (
        _is_ordinal(match, place)
        or re.match(r"[A-Za-z\d.+\-/_×*=#]", before)
        or re.match(r"[A-Za-z+/_×*=#]", following)
    ):
        return None
    number = _number(match["number"], match["scale"] or "")
    qualifier, lints = combined(match["before"] or "", match["more"] or "", match["after"] or "")
    money = match["scale"] and re.search(
        rf"(?:{alternatives(MONEY_NOUNS)})[^，。\d]{{0,3}}$", place.left(match.start())
    )
    unmeasured = _lacks_its_measure(match, place)
    held = interval(qualifier, number)
    return Phrase(
        match.start(),
        match.end(),
        match.group(),
        "money" if money else "count" if unmeasured else "quantity",
        -number.value if match["sign"] else number.value,
        None,
        qualifier,
        held.mirrored() if match["sign"] else held,
        lints=(*lints, "no_measure_word") if unmeasured else lints,
        place=number.place,
    )


def _lacks_its_measure(match: re.Match[str], place: PlaceInText) -> bool:
    """Whether a whole number among words should have a measure word (专利438、); a score or an index has none."""
    if match["scale"] or re.match(r"[\u4e00-\u9fff]", place.text[match.end() : match.end() + 1]):
        return True
    left = place.left(match.start())
    return (
        "." not in match["number"] and bool(re.search(r"[\u4e00-\u9fff]$", left)) and not _SCORED.search(left)
    )


_NUMBER = rf"(?P<number>{COMPOUND}|{ARABIC}|{CHINESE}|{BARE})"
_SEPARATOR = r"\s*(?:—+|–|－|-|～|~|至|到)\s*"

MEASURED = PhraseForm(
    re.compile(
        rf"{BEFORE}\s*(?P<sign>(?<![\dA-Za-z])-)?{_NUMBER}\s?(?P<more>{MORE})?(?P<scale>{SCALE})?(?P<more_after>{MORE})?\s?"
        rf"(?P<unit>{UNITS})(?P<per>\s?/\s?(?:{PER}))?(?P<exactly>整)?(?P<more_last>多)?{AFTER}"
    ),
    _measured,
)
RANGE = PhraseForm(
    re.compile(
        rf"(?P<first>{ARABIC}|{CHINESE})\s?(?P<first_scale>{SCALE})?(?P<first_unit>{UNITS})?{_SEPARATOR}"
        rf"(?P<number>{ARABIC}|{CHINESE})\s?(?P<scale>{SCALE})?(?P<unit>{UNITS})"
    ),
    _range,
)
BOUNDED = PhraseForm(re.compile(rf"(?P<lead>{_LOOSE})(?=(?P<number>\d))"), _bounded)
PLAIN = PhraseForm(
    re.compile(
        rf"{BEFORE}(?P<sign>(?<!.)-)?(?P<number>{ARABIC})(?P<more>{MORE})?(?:\s?(?P<scale>{SCALE}))?{AFTER}"
    ),
    _plain,
)
FORMS: tuple[PhraseForm, ...] = (
    *(PhraseForm(re.compile(pattern), read) for pattern, read in (*special.PATTERNS, *fractions.PATTERNS)),
    BOUNDED,
    RANGE,
    MEASURED,
    PLAIN,
)
"""In the order in which they are tried where several begin at one place."""
