"""What the words before a number within its clause say about it: a level, a change, a share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from keqiao.engine.phrases.phrase import Direction, PhraseKind
from keqiao.engine.phrases.vocabulary import (
    CHANGES_OF_AMOUNT,
    COMPARISONS,
    DOWN,
    PER_HEAD,
    RATES,
    RATES_OF_CHANGE,
    SHARES,
    UP,
    alternatives,
)

_VERBS = re.compile(rf"(?P<verb>{alternatives((*UP, *DOWN))})(?!值|率|资|强|速|幅|加值)")
_RATES_OF_CHANGE = re.compile(alternatives(list(RATES_OF_CHANGE)))
_SHARES = re.compile(alternatives(SHARES))
_RATES = re.compile(alternatives(RATES))
_COMPARISONS = re.compile(alternatives(COMPARISONS))
_PER_HEAD = re.compile(alternatives(list(PER_HEAD)))
_LEVEL = re.compile(r"^(?:了)?(?:到|至|成|为|升至)")
_DIRECT = re.compile(r"^(?:了|幅度?|额)?(?:也|均|都|仅|就|只|将|共|分别)?(?:有|为|达到?)?$")
_PACES = re.compile(r"(?:(?P<faster>加快|加速)|放缓|减缓)了?$")
_MEAN_OF_THE_NEW = re.compile("平均|均值|中位")
"""新增院士平均年龄55.7岁: what is said of the new ones is no change."""
_REACHED = re.compile(r"(?:增|升|降|减|扩|提)(?:大|高|低|少)?(?:到|至)$")


@dataclass(frozen=True)
class Sense:
    """What a number claims. ``level``: the clause says where something has come to (增加到)."""

    change: Direction | None = None
    level: bool = False
    word: str = ""
    """``share`` or ``rate``, where a noun before the number says so."""
    per: str = ""
    """For how many of what (万人, 亩), where it is a mean."""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    return last


def _direction(verb: str) -> Direction:
    return "down" if verb in DOWN else "up"


def sense_of_percent(left: str) -> Sense:
    """What a percentage claims after these words."""
    last = {
        name: match
        for name, pattern in (
            ("verb", _VERBS),
            ("rate_of_change", _RATES_OF_CHANGE),
            ("share", _SHARES),
            ("rate", _RATES),
        )
        if (match := _last(pattern, left)) is not None
    }
    if not last:
        return Sense(level=_REACHED.search(left) is not None)
    name = max(last, key=lambda key: (last[key].end(), key == "rate"))
    match = last[name]
    rest = left[match.end() :]
    if name == "verb":
        if _LEVEL.match(rest):
            return Sense(level=True)
        return Sense(_direction(match["verb"])) if _DIRECT.match(rest) else Sense()
    if name == "rate_of_change":
        return Sense("up" if RATES_OF_CHANGE[match.group()] > 0 else "down")
    return Sense(word=name)


def sense_of_points(left: str) -> Sense:
    """What percentage points claim: the change of a rate, or its distance from another one."""
    pace = _PACES.search(left)
    if pace is not None:
        return Sense("up" if pace["faster"] else "down")
    verb, comparison = _last(_VERBS, left), _last(_COMPARISONS, left)
    if verb is None or (comparison is not None and comparison.end() > verb.end()):
        return Sense()
    return Sense(_direction(verb["verb"]))


def sense_of_amount(left: str) -> Sense:
    """What a count or an amount of money claims."""
    per = _last(_PER_HEAD, left)
    if per is not None:
        return Sense(per=PER_HEAD[per.group()])
    verb = _last(_VERBS, left)
    if verb is None:
        return Sense(level=_REACHED.search(left) is not None)
    rest = left[verb.end() :]
    if _LEVEL.match(rest):
        return Sense(level=True)
    word = verb["verb"]
    counts = (
        word in CHANGES_OF_AMOUNT
        and (word in {"新增", "净增"} or not re.search("[的到至]", rest))
        and not _MEAN_OF_THE_NEW.search(rest)
    )
    return Sense(_direction(word)) if counts or _DIRECT.match(rest) else Sense()


def sense_of_multiple(left: str) -> Sense:
    """What a multiple claims: growth by so many times, or being so many times something."""
    verb = _last(_VERBS, left)
    if verb is None:
        return Sense()
    rest = left[verb.end() :]
    if _LEVEL.match(rest):
        return Sense(level=True)
    return Sense(_direction(verb["verb"])) if _DIRECT.match(rest) else Sense()


def kind_of_percent(sense: Sense) -> PhraseKind:
    """The kind of a percentage that claims this."""
    if sense.change:
        return "change_rate"
    if sense.level:
        return "level"
    return "rate" if sense.word == "rate" else "share"
