"""What a question asks for: measures, scopes and periods, by the longest words of a vocabulary, and what is left over.

Pure: the vocabulary and the names of the city come in, nothing is looked up and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from keqiao.periods import Period
from keqiao.web.dashboards.questions.spoken_periods import spoken_periods, with_digits

GAP = "\0"
"""Stands in the place of what has been understood."""
LEAST = 2
"""So many signs of a measure's name must stand in a question to be offered as a part of it."""
MOST = 8
CHUNK = re.compile(r"[^\s,，、。.?？!！;；:：()（）“”\"'《》\[\]]+")
"""What is written without a blank or a stop."""


@dataclass(frozen=True)
class QuestionLexicon:
    """The words that a question may use.

    ``measures``: words → the codes they mean; words with a blank may stand apart. ``names``: measure → its full names.
    ``scopes``: a name → its code. ``fillers`` say nothing; ``narrowing`` words ask for another figure than the measure
    beside them (占比, 人均); ``bodies`` end the name of somebody (院, 公司).
    """

    measures: Mapping[str, Sequence[str]]
    names: Mapping[str, Sequence[str]]
    scopes: Mapping[str, str]
    fillers: Sequence[str]
    narrowing: Sequence[str]
    bodies: Sequence[str]


@dataclass(frozen=True)
class QuestionReading:
    """What was understood (codes in the order of the question), and the words that were not used."""

    measures: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    unused: tuple[str, ...] = ()
    stopped_by: tuple[str, ...] = ()
    """Of the unused words those that would make another figure: with them no answer is the right one."""

    @property
    def is_answerable(self) -> bool:
        """Whether figures can be given for exactly what was asked."""
        return bool(self.measures) and not self.stopped_by


def read_question(text: str, lexicon: QuestionLexicon, today: date) -> QuestionReading:
    """Return what a question asks for, relative to ``today``."""
    rest = with_digits(unicodedata.normalize("NFKC", text).casefold())
    scopes, rest = _scopes(rest, lexicon)
    spoken = spoken_periods(rest, today)
    for spoken_period in spoken:
        rest = _without(rest, spoken_period.start, spoken_period.end)
    before = rest
    measures, rest = _measures(rest, lexicon)
    unused = list(_unused(rest, lexicon.fillers))
    qualifying = _beside_measures(before, rest, lexicon.fillers)
    if not measures:
        measures, unused = _by_part_of_a_name(unused, lexicon)
    periods = dict.fromkeys(period for spoken_period in spoken for period in spoken_period.periods)
    stopped = [word for word in unused if word in qualifying or _narrows(word, lexicon)]
    return QuestionReading(
        tuple(measures[:MOST]), tuple(scopes), tuple(periods), tuple(dict.fromkeys(unused)), tuple(stopped)
    )


def _scopes(text: str, lexicon: QuestionLexicon) -> tuple[list[str], str]:
    scopes: dict[int, str] = {}
    for name in sorted(lexicon.scopes, key=lambda text: -len(text)):
        for start in _places(text, name.casefold()):
            scopes.setdefault(start, lexicon.scopes[name])
            text = _without(text, start, start + len(name))
    return list(dict.fromkeys(scopes[start] for start in sorted(scopes))), text


def _measures(text: str, lexicon: QuestionLexicon) -> tuple[list[str], str]:
    """Return measures, the longest words first, until no words are left; words that mean several give all of them."""
    lengths: dict[str, int] = {}
    spoken = {words.casefold(): tuple(codes) for words, codes in lexicon.measures.items()}
    for code, names in lexicon.names.items():
        for name in names:
            spoken.setdefault(name.casefold(), (code,))
    for words in sorted(spoken, key=lambda text: (-len(text.replace(" ", "")), " " in text)):
        left = text
        starts = []
        parts = [words] if words in text else words.split()
        for part in parts:
            start = next(_places(left, part), None)
            if start is None:
                break
            starts.append(start)
            left = _without(left, start, start + len(part))
        else:
            if starts:
                text = left
                for code in spoken[words]:
                    lengths.setdefault(code, min(starts))
    return sorted(lengths, key=lambda code: lengths[code]), text


def _places(text: str, word: str) -> Iterator[int]:
    """Yield where a word stands; one in letters or digits only as a whole word."""
    start = text.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        cuts_before = _is_latin(word[0]) and start > 0 and _is_latin(text[start - 1])
        cuts_after = _is_latin(word[-1]) and end < len(text) and _is_latin(text[end])
        if not cuts_before and not cuts_after:
            yield start
        start = text.find(word, start + 1)


def _is_latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + GAP * (end - start) + text[end:]


def _unused(text: str, fillers: Sequence[str]) -> Iterator[str]:
    """Yield what is left between the words understood, without signs and words that say nothing."""
    ordered = sorted((re.escape(word.casefold()) for word in fillers), key=len, reverse=True)
    chinese = "|".join(word for word in ordered if not word[0].isascii())
    english = {word.casefold() for word in fillers if word[0].isascii()}
    empty = re.compile(f"(?:{chinese})*") if chinese else re.compile("")
    ends = re.compile(f"^(?:{chinese})+|(?:{chinese})+$") if chinese else re.compile("(?!)")
    for word in re.split(r"[\s\0,，、。.?？!！;；:：()（）“”\"'《》\[\]]+(?![\d])|[\s\0]+", text):
        if not word or word in english or empty.fullmatch(word) or not any(sign.isalnum() for sign in word):
            continue
        core = ends.sub("", word) if len(word) > LEAST else word
        yield core or word


def _beside_measures(before: str, rest: str, fillers: Sequence[str]) -> set[str]:
    """Return the words left over that are written in one with a measure: they qualify it (女研发人员, 国家级平台数).

    ``before`` is the text in which the measures still stood, ``rest`` the same one without them.
    """
    return {
        word
        for chunk in CHUNK.finditer(rest)
        if before[chunk.start() : chunk.end()] != chunk[0]
        for word in _unused(chunk[0], fillers)
    }


def _by_part_of_a_name(unused: list[str], lexicon: QuestionLexicon) -> tuple[list[str], list[str]]:
    """Return the measures whose names hold all unused words, the shortest name first; no words are left then."""
    if not unused or min(len(word) for word in unused) < LEAST:
        return [], unused
    held = {
        code: min((len(name) for name in names if all(word in name.casefold() for word in unused)), default=0)
        for code, names in lexicon.names.items()
    }
    codes = sorted((code for code, length in held.items() if length), key=lambda code: held[code])
    return (codes, []) if codes else ([], unused)


def _narrows(word: str, lexicon: QuestionLexicon) -> bool:
    """Whether an unknown word may ask for another figure; every Chinese one may (a person, a firm, a field)."""
    if any(sign.isdigit() for sign in word):
        return True
    if len(word) >= LEAST and not word.isascii():
        return True
    if any(part.casefold() in word for part in lexicon.narrowing if not part[0].isascii()):
        return True
    if word in {part.casefold() for part in lexicon.narrowing}:
        return True
    return any(word.endswith(part.casefold()) for part in lexicon.bodies)
