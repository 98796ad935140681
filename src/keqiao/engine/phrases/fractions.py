"""Shares and multiples in words: fractions, halves, tenths, 每…有…, 翻番."""

from __future__ import annotations

import re
from decimal import Decimal

from keqiao.engine.phrases.context import kind_of_percent, sense_of_percent
from keqiao.engine.phrases.intervals import fraction, interval
from keqiao.engine.phrases.numerals import ARABIC, CHINESE, DIGIT, WrittenNumber, numeral
from keqiao.engine.phrases.phrase import Bounds, Direction, Phrase, PhraseKind, Qualifier
from keqiao.engine.phrases.place import PlaceInText
from keqiao.engine.phrases.qualifiers import AFTER, BEFORE, WORDS_BEFORE, qualifier_of
from keqiao.engine.phrases.vocabulary import COUNTED, DIGITS, DOWN, FACTOR_SPREAD, alternatives

_PERCENT = Decimal(100)
_DECIMAL_PARTS = {"百": 100, "千": 1000, "万": 10_000}
_NUMBER = rf"(?P<number>{ARABIC}|{CHINESE})"
_DECREASED = re.compile(rf"(?:{alternatives(DOWN)})(?:了|近|约)*$")
_LOOSELY = re.compile(r"(?P<before>不足|不到|未达|未到|低于|超过|高于|超|约占|约为)[^，。；、\d]{1,12}的$")
"""不足全省平均的三分之二: the qualifier stands before what the fraction is of."""


def figure_of(  # noqa: PLR0917 - the fields of a figure
    match: re.Match[str],
    kind: PhraseKind,
    value: Decimal | None,
    unit: str | None,
    qualifier: Qualifier,
    held: Bounds,
    direction: Direction | None = None,
) -> Phrase:
    """A figure where a pattern matched."""
    place = Decimal("0.01") if unit == "%" else Decimal(1)
    return Phrase(
        match.start(), match.end(), match.group(), kind, value, unit, qualifier, held, direction, place=place
    )


def _percentage(
    match: re.Match[str], place: PlaceInText, value: Decimal | None, qualifier: Qualifier, held: Bounds
) -> Phrase:
    """A figure in percent: a share, or a change with its sign."""
    sense = sense_of_percent(place.left(match.start()))
    if sense.change == "down":
        value, held = None if value is None else -value, held.mirrored()
    return figure_of(match, kind_of_percent(sense), value, "%", qualifier, held, sense.change)


def _loosely(match: re.Match[str], place: PlaceInText) -> tuple[Qualifier, int]:
    """The qualifier of a fraction, also one that stands before what it is a fraction of, and where it begins."""
    said = qualifier_of(match)
    left = place.left(match.start())
    lead = _LOOSELY.search(left) if said == "exact" else None
    if lead is None:
        return said, match.start()
    return WORDS_BEFORE[lead["before"]], match.start() - len(left) + lead.start()


def _percent(match: re.Match[str]) -> Decimal | None:
    """So many of so many, in percent; None of nothing."""
    whole = numeral(match["of"]).value
    return (numeral(match["number"]).value / whole * _PERCENT).quantize(Decimal("0.01")) if whole else None


def fraction_in_words(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """三分之一, 百分之六十七, 千分之八."""
    said, start = _loosely(match, place)
    if match["of"] in _DECIMAL_PARTS:
        number = numeral(match["number"]).times(_PERCENT / _DECIMAL_PARTS[match["of"]])
        figure = _percentage(match, place, number.value, said, interval(said, number))
    else:
        percent = _percent(match)
        if percent is None:
            return None
        figure = _percentage(match, place, percent, said, fraction(said, percent))
    return figure.begun_at(start, place.text)


def half(match: re.Match[str], place: PlaceInText) -> Phrase:
    """一半, 半数以上, 减半."""
    said, start = _loosely(match, place)
    if match["number"] == "减半" or _DECREASED.search(place.left(match.start())):
        factor = Decimal("0.5")
        spread = factor * FACTOR_SPREAD
        return figure_of(
            match, "factor", factor, "倍", said, Bounds(factor - spread, factor + spread), "down"
        )
    value = Decimal(50)
    return figure_of(match, "share", value, "%", said, fraction(said, value)).begun_at(start, place.text)


def over_half(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """过半, 超半数, 大半."""
    return figure_of(match, "share", Decimal(50), "%", "over", fraction("over", Decimal(50)))


def tenths(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """四成, 七八成, 三成五."""
    said = qualifier_of(match)
    number = (
        WrittenNumber(Decimal(10), Decimal(1), Decimal(1), True)
        if match["number"] == "十"
        else numeral(match["number"])
    )
    number = number.times(10)
    if match["second"]:
        high = numeral(match["second"]).value * 10
        if not 0 < number.value < high:
            return None
        return _percentage(match, place, None, "between", Bounds(number.value, high))
    if match["hundredths"]:
        number = WrittenNumber(number.value + DIGITS[match["hundredths"]], Decimal(1), Decimal(1), True)
    if (match["more"] or match["more_after"]) and said == "exact":
        said = "some_more"
    return _percentage(match, place, number.value, said, interval(said, number))


def of_each(match: re.Match[str], _place: PlaceInText) -> Phrase | None:
    """每3家企业中就有1家."""
    percent = _percent(match)
    if percent is None:
        return None
    return figure_of(match, "share", percent, "%", "about", fraction("about", percent))


def doubled(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """翻一番, 翻两番: twice, four times; 翻了一番多: twice or more, and not four times."""
    said = WORDS_BEFORE[match["inner"]] if match["inner"] else qualifier_of(match)
    times = int(numeral(match["number"]).value) if match["number"] else 1
    value = Decimal(2) ** min(times, 30)
    spread = value * FACTOR_SPREAD
    held = Bounds(value - spread, value + spread)
    if match["more"] and said == "exact":
        said, held = "some_more", Bounds(value, 2 * value)
    elif said != "exact":
        held = interval(said, WrittenNumber(value, Decimal(1), Decimal("0.1") * value, True))
    return figure_of(match, "factor", value, "倍", said, held, "up")


PATTERNS = [
    (rf"每(?P<of>\d+|{CHINESE})(?:{COUNTED})[^，。；\d]{{0,8}}?就?有{_NUMBER}(?:{COUNTED})", of_each),
    (rf"{BEFORE}(?P<of>{ARABIC}|{CHINESE}|[百千万])分之{_NUMBER}{AFTER}", fraction_in_words),
    (r"(?:超过?|过)半数?(?!导|年|天|个|成|程)(?:以上)?|(?:大半|多半)(?!径)", over_half),
    (rf"{BEFORE}(?P<number>一半|半数|减半){AFTER}", half),
    (r"(?P<before>近)(?P<number>半)(?P<after>(?!))?(?!年|个|天|程|导|数)", half),
    (
        rf"{BEFORE}(?P<number>{DIGIT}|[十1-9])(?P<second>{DIGIT})?(?P<more>多|余)?成(?P<hundredths>{DIGIT})?(?P<more_after>多|余)?"
        rf"(?![立果效本员为功交长熟型绩都分套品就因份色年人文名批片]){AFTER}",
        tenths,
    ),
    (
        rf"{BEFORE}翻了?(?:(?P<inner>{alternatives(WORDS_BEFORE)}))?(?P<number>{CHINESE}|\d)?番(?P<more>多|有余|余)?{AFTER}",
        doubled,
    ),
]
