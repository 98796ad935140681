"""What a reading leaves to the officer: clauses with a figure or a day that went into no row of their line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from keqiao.engine.notices.layout import NoticeLayout, Passage
from keqiao.engine.notices.moments import moments
from keqiao.engine.notices.tables import cells_of
from keqiao.engine.phrases import Phrase, read

_BESIDES = re.compile("一式|联系|咨询|电话|邮箱|网址|附件|以下简称|印发|现转给|传真|地址")
"""Words of sentences whose numbers are read elsewhere, or are none."""
_NAMED_DOCUMENT = re.compile(r"《[^《》]{1,60}》(?:（[^（）]{1,40}）)?")
_DAY = re.compile(r"\d{1,2}\s{0,4}月\s{0,4}\d{1,2}\s{0,4}日")
_VAGUE_DAY = re.compile(
    r"\d{1,2}\s{0,4}月(?:份)?(?:[上中下]旬|初|中旬?|前)|(?:本|下|次|每|当)(?:月|周|季度|年)[^，。；]{0,4}前|(?<!\d)(?:年|季|月)底前|"
    r"(?:[周]|星期)[一二三四五六日天][^，。；（）]{0,6}前|第[一二三四1-4]季度[^，。；]{0,4}前|[一二三四]季度(?:末|底)?前"
)
"""When it is due is said, but no day (6月上旬前, 本周五前)."""
_TERM = re.compile(
    r"(?P<number>\d{1,3}|[一二三四五六七八九十两]{1,3})\s{0,4}个?(?:工作|自然)?[日天](?:之)?内|第\s{0,2}\d{1,3}\s{0,2}个?(?:工作|自然)日"
)
_ORDER = frozenset({"号", "份", "条款", "页", None})
_COUNTED = frozenset({"项", "个", "名", "家", "人", "条"})
_SCALES = (Decimal(1), Decimal(10) ** 4, Decimal(10) ** 8)


@dataclass
class TakenValues:
    """The values of one line that went into rows: days, and numbers by what they measure (元, %, 名, 年, …)."""

    days: set[date] = field(default_factory=set)
    numbers: set[tuple[str, Decimal]] = field(default_factory=set)
    words: str = ""
    """Words that rows kept as they stand."""

    def add(self, unit: str, *values: Decimal | date | int | None) -> None:
        """Values of a row; amounts in the unit of the text or in 元."""
        self.days.update(value for value in values if isinstance(value, date))
        self.numbers.update(
            (_dimension(unit), Decimal(value))
            for value in values
            if value is not None and not isinstance(value, date)
        )

    def add_words(self, text: str) -> None:
        """The figures of words that a row kept as they stand."""
        self.words += f"{text}\n"
        for figure in read(text).figures:
            self.add(figure.unit or "", figure.value, figure.interval.low, figure.interval.high)

    def hold(self, figure: Phrase) -> bool:
        """Whether the figure (each end of a range) is among them."""
        ends = [figure.value] if figure.value is not None else [figure.interval.low, figure.interval.high]
        dimension = _dimension(figure.unit or "")
        scales = _SCALES if dimension == "元" else _SCALES[:1]
        return all(
            end is None or any((dimension, end / scale) in self.numbers for scale in scales) for end in ends
        )


def _dimension(unit: str) -> str:
    plain = unit.split("/", maxsplit=1)[0]
    return "元" if plain in {"元", "万元", "亿元"} else "名" if plain in _COUNTED else plain


@dataclass(frozen=True)
class Unread:
    """A clause with a figure or a day from which no row was taken."""

    text: str
    line: int


def unread_of(
    notice: NoticeLayout, taken: Mapping[int, TakenValues], whole: Iterable[tuple[str, int]]
) -> list[Unread]:
    """The clauses that are left, in their order.

    ``taken`` are the values of all rows by line; ``whole`` are sentences that were taken as they stand (exclusions,
    corrections), with their line.
    """
    sentences = list(whole)
    rows: list[Unread] = []
    for passage in notice.body:
        if _BESIDES.search(passage.heading):
            continue
        kept = [text for text, line in sentences if line == passage.line]
        if cells_of(passage.text):
            if _row_is_left(passage.text, notice, taken.get(passage.line, TakenValues())):
                rows.append(Unread(passage.text, passage.line))
            continue
        for sentence in _sentences(passage):
            if any(part and (part in sentence or sentence in part) for part in kept):
                continue
            rows += [
                Unread(clause, passage.line)
                for clause in _clauses(sentence)
                if not _BESIDES.search(clause)
                and _is_left(clause, notice, taken.get(passage.line, TakenValues()))
            ]
    return rows


def _row_is_left(text: str, notice: NoticeLayout, taken: TakenValues) -> bool:
    """Whether a row of a table holds a number or a day that went into no row; the first cell may be its order."""
    values = {number for _unit, number in taken.numbers}
    for at, cell in enumerate(cells_of(text)):
        if _is_left(cell, notice, taken):
            return True
        plain = cell.replace(",", "")
        if (
            at
            and re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?%?", plain)
            and Decimal(plain.rstrip("%")) not in values
        ):
            return True
    return False


def _sentences(passage: Passage) -> Iterator[str]:
    yield from (part.strip() for part in re.split("[。；]", passage.text) if part.strip())


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses of a sentence; what stands in brackets belongs to its clause."""
    depth = begin = 0
    for at, letter in enumerate(sentence):
        depth = max(depth + (letter in "（(") - (letter in "）)"), 0)
        if letter == "，" and not depth:
            yield sentence[begin:at].strip()
            begin = at + 1
    yield sentence[begin:].strip()


def _is_left(clause: str, notice: NoticeLayout, taken: TakenValues) -> bool:
    bare = _NAMED_DOCUMENT.sub("", clause)
    days = moments(bare, notice.issued_on)
    if any(moment.day not in taken.days for moment in days) or (not days and _DAY.search(bare)):
        return True
    if _VAGUE_DAY.search(_DAY.sub("", bare)) or any(
        match.group() not in taken.words for match in _TERM.finditer(bare)
    ):
        return True
    return any(figure.unit not in _ORDER and not taken.hold(figure) for figure in read(bare).figures)
