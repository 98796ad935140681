"""Figures in words of their own: ranks, ratios, numbers that are left open, things that happened or are claimed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from keqiao.engine.phrases.fractions import figure_of
from keqiao.engine.phrases.intervals import interval, printed
from keqiao.engine.phrases.numerals import CHINESE, WrittenNumber, numeral
from keqiao.engine.phrases.phrase import Bounds, Phrase, PhraseKind, Qualifier
from keqiao.engine.phrases.place import PlaceInText
from keqiao.engine.phrases.qualifiers import AFTER, BEFORE, qualifier_of
from keqiao.engine.phrases.vocabulary import (
    CLAIMS,
    COUNTED,
    DIGITS,
    DOWN,
    LEVEL_SPREAD,
    MONEY,
    MYRIADS,
    QUANTITIES,
    ROUGHLY_LEVEL_SPREAD,
    TENS,
    alternatives,
)

_RANKED = re.compile(
    r"(?:居|列|排名?|名次|位次|跃升|升至|降至)[^，。；\d]{0,10}$|(?:全[市省国区县州球]|世界|国内|同类)\s?$"
)
_PERCENT = Decimal(100)
_UNIT = rf"(?P<scale>[万亿])?(?P<unit>{COUNTED})"


def bare(text: str) -> WrittenNumber:
    """百, 千, 万, 百万 … without a digit before them."""
    value = _worth(text)
    return WrittenNumber(value, value, value, False)


def _worth(text: str) -> Decimal:
    value = Decimal(1)
    for letter in text:
        value *= TENS.get(letter) or MYRIADS[letter]
    return value


def decrease_by_multiple(match: re.Match[str], place: PlaceInText) -> Phrase:
    """节约了一倍 says nothing that can be computed: a thing cannot lose more than it has."""
    verb = re.search(rf"(?:{alternatives(DOWN)})了?$", place.text[: match.start()])
    figure = figure_of(match, "factor", None, "倍", "indefinite", Bounds(None, None))
    return replace(figure, lints=("decrease_by_multiple",)).begun_at(
        verb.start() if verb else match.start(), place.text
    )


def claim(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """名列前茅: a claim without a figure."""
    figure = figure_of(match, "claim", None, None, "indefinite", Bounds(None, None))
    return replace(figure, lints=("unsupported_claim",))


def unchanged(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """持平, 基本持平."""
    spread = ROUGHLY_LEVEL_SPREAD if match["roughly"] else LEVEL_SPREAD
    return figure_of(match, "change_rate", Decimal(0), "%", "exact", Bounds(-spread, spread), "same")


def first_ever(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """零的突破."""
    return figure_of(match, "change_amount", Decimal(1), "个", "at_least", Bounds(Decimal(1), None), "up")


def everything(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """全覆盖."""
    return figure_of(match, "share", _PERCENT, "%", "exact", Bounds(_PERCENT, _PERCENT))


def rank(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """第5位, 居全省第3."""
    if not match["sure"] and not _RANKED.search(place.left(match.start())):
        return None
    value = numeral(match["number"]).value
    return figure_of(match, "rank", value, "名次", "exact", Bounds(value, value))


def ranks_moved(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """前进3位, 下降2个位次."""
    value = numeral(match["number"]).value
    down = match["verb"] in {"后退", "退后", "下降", "下滑", "倒退"}
    held = Bounds(-value, -value) if down else Bounds(value, value)
    return figure_of(
        match, "change_amount", -value if down else value, "名次", "exact", held, "down" if down else "up"
    )


def among_the_first(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """前三, 前10名."""
    value = numeral(match["number"]).value
    return figure_of(match, "rank", value, "名次", "at_most", Bounds(None, value))


def the_first(match: re.Match[str], place: PlaceInText) -> Phrase | None:
    """居全省首位, 列第一."""
    if not _RANKED.search(place.left(match.start())):
        return None
    return figure_of(match, "rank", Decimal(1), "名次", "exact", Bounds(Decimal(1), Decimal(1)))


def ratio(match: re.Match[str], _place: PlaceInText) -> Phrase | None:
    """1:2.7, 不低于1:1; 2:1 is twice as well."""
    first, second = numeral(match["of"]), numeral(match["number"])
    if second.value == 1:
        first, second = second, first
    if not first.value:
        return None
    value, place = second.value / first.value, second.place / first.value
    rounded = value if first.value == 1 else value.quantize(Decimal("0.01"))
    qualifier = qualifier_of(match)
    if qualifier == "exact":
        return figure_of(match, "ratio", rounded, "倍", "exact", printed(value, place))
    held = interval(qualifier, WrittenNumber(rounded, place, place, True))
    return figure_of(match, "ratio", rounded, "倍", qualifier, held)


def teens(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """十几, 二十几."""
    tens = numeral(match["number"]).value
    return _open(match, "indefinite", tens + 1, tens + 9)


def several(match: re.Match[str], _place: PlaceInText) -> Phrase | None:
    """数十, 几百, 几家."""
    worth = _worth(match["number"] or "")
    if worth == 1 and not match["scale"] and match["some"] == "数":
        return None
    return _open(match, "indefinite", worth * 2, worth * 10 - 1)


def up_to(match: re.Match[str], _place: PlaceInText) -> Phrase:
    """上百家."""
    return _open(match, "indefinite", _worth(match["number"]), None)


def neighbours(match: re.Match[str], _place: PlaceInText) -> Phrase | None:
    """两三家, 三四百名, 十五六家."""
    low, high = DIGITS[match["number"]], DIGITS[match["second"]]
    if not 0 < low < high <= low + 2 or (low, high) == (1, 3):
        return None
    tens, worth = (10 if match["tens"] else 0), _worth(match["worth"] or "")
    return _open(match, "between", (tens + low) * worth, (tens + high) * worth)


def _open(match: re.Match[str], qualifier: Qualifier, low: Decimal, high: Decimal | None) -> Phrase:
    """A number that is not named: only its bounds are."""
    scale, unit = _worth(match["scale"] or ""), match["unit"]
    kind: PhraseKind = "money" if unit in MONEY else "quantity" if unit in QUANTITIES else "count"
    held = Bounds(low * scale, None if high is None else high * scale)
    return figure_of(match, kind, None, "元" if unit == "元人民币" else unit, qualifier, held)


PATTERNS = [
    (alternatives(CLAIMS), claim),
    (r"(?P<roughly>基本|大体|总体|大致)?持平", unchanged),
    (r"零的突破|零突破|从无到有|从零到一", first_ever),
    (r"全覆盖", everything),
    (rf"第\s?(?P<number>\d+|{CHINESE})(?:(?P<sure>[位名])|(?=[和与及])|(?![\w.]))", rank),
    (
        rf"(?<![之以目])前(?P<number>\d+|{CHINESE})(?:[位名强])?(?!季|年|个|期|天|月|批|届|次|述|款|项|条|[位名])",
        among_the_first,
    ),
    (
        rf"(?P<verb>前进|上升|提升|跃升|前移|后退|退后|倒退|下降|下滑)了?(?P<number>\d+|{CHINESE})(?:个位次|位次|位)(?!数)",
        ranks_moved,
    ),
    (r"首位|榜首", the_first),
    (rf"{BEFORE}(?<![\d:])(?P<of>\d+(?:\.\d+)?):(?P<number>\d+(?:\.\d+)?)(?![\d:]){AFTER}", ratio),
    (rf"(?P<number>[二三四五六七八九]?十)几{_UNIT}", teens),
    (rf"好?(?P<some>[数几])(?P<number>[十百千]|百万|千万)?[多余]?{_UNIT}(?!之)", several),
    (rf"上(?P<number>百万|千万|[百千万]){_UNIT}", up_to),
    (
        rf"(?P<tens>十)?(?P<number>[一二两三四五六七八九])(?P<second>[一二三四五六七八九])(?P<worth>[十百千万亿]{{0,2}}){_UNIT}",
        neighbours,
    ),
]
