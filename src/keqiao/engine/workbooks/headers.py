"""What each column of a sheet is, and in which row the headers stand.

A header names a measure or attribute by its code, its Chinese or English name, or 名称（单位）; ``@核定`` or
``@verified`` after it marks verified values, ``@`` and any other words an expert whose ratings stand below.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from keqiao.engine.figures import conversion, is_unit, same_text, visible
from keqiao.engine.figures.units import PARTED
from keqiao.engine.schemes.parts import Attribute, Measure
from keqiao.engine.schemes.scheme import Scheme
from keqiao.engine.workbooks.grid import Cell, Grid, Span, as_word, is_blank
from keqiao.engine.workbooks.header_words import (
    COLUMN_LABELS,
    IGNORED_WORDS,
    LONG_FORM,
    NAME_WORDS,
    PERIOD_WORDS,
    REPORTED_WORDS,
    UNIT_WORDS,
    VERIFIED_WORDS,
)
from keqiao.engine.workbooks.heading_groups import row_of_units, with_groups
from keqiao.engine.workbooks.periods import period_of
from keqiao.engine.workbooks.table_lines import is_sum
from keqiao.language import Bilingual

Role = Literal[
    "unit",
    "name",
    "period",
    "attribute",
    "measure",
    "verified",
    "rating",
    "long_measure",
    "long_value",
    "long_verified",
    "long_expert",
    "long_unit",
    "ignored",
    "unknown",
    "ambiguous",
    "other_unit",
    "computed",
]
DEEPEST = 5
"""Rows that a header may reach down."""
SEARCHED_ROWS = 30
"""The headers stand within so many first rows."""

_MARKED = re.compile(
    r"^(?:[*★☆▲△※]+|[0-9]{1,2}[.、)]|\([0-9]{1,2}\)|[一二三四五六七八九十]{1,3}[、.])|[*★☆▲△※]+$"
)
"""Marks and numbers around a heading: *总收入, 1.总收入, （1）总收入, 总收入*."""
_BRACKETS = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$")


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """What one column is. ``code`` names the measure or attribute, ``expert`` the rater, ``text`` what stands there."""

    role: Role
    text: str
    code: str = ""
    expert: str = ""


@dataclass(frozen=True)
class Header:
    """The headings of a sheet and the first row of data below them, counted from 0."""

    headings: tuple[ColumnHeading, ...]
    row: int
    first_data_row: int
    long: bool
    units: Mapping[int, str] = field(default_factory=dict)
    """Units that a row of units below the headings states, by column."""
    spans: tuple[Span, ...] = ()
    """The merged ranges, and the groups of headings that were not merged."""

    def columns(self, *roles: Role) -> list[int]:
        """The columns, from 0, that have one of these roles."""
        return [position for position, heading in enumerate(self.headings) if heading.role in roles]


class HeaderNames:
    """All names under which the parts of a scheme may stand in a header."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.measures: dict[str, Measure] = {measure.code: measure for measure in scheme.measures}
        self.attributes: dict[str, Attribute] = {attribute.code: attribute for attribute in scheme.attributes}
        self._by_name: dict[str, set[str]] = {}
        for part in (*scheme.measures, *scheme.attributes):
            for text in _texts(part.name):
                self._by_name.setdefault(same_text(text), set()).add(part.code)
            unit = part.unit if isinstance(part, Measure) else ""
            for text in _texts(part.name) if unit else ():
                self._by_name.setdefault(same_text(f"{text}({unit})"), set()).add(part.code)
        self._codes = {code.casefold(): code for code in (*self.measures, *self.attributes)}

    @cached_property
    def _unit_words(self) -> set[str]:
        zh = {same_text(self.scheme.unit.zh + tail) for tail in ("", "代码", "编号", "编码")}
        return (
            UNIT_WORDS
            | zh
            | {same_text(self.scheme.unit.in_language("en") + tail) for tail in ("", "code", "id")}
        )

    @cached_property
    def _name_words(self) -> set[str]:
        zh = {same_text(self.scheme.unit.zh + tail) for tail in ("", "名称")}
        return (
            NAME_WORDS | zh | {same_text(self.scheme.unit.in_language("en") + tail) for tail in ("", "name")}
        )

    def find(self, text: str) -> tuple[str, Literal["one", "many", "none", "other_unit"]]:
        """The code of the measure or attribute that a header's text names, and how sure that is."""
        word = same_text(text)
        if word in self._codes:
            return self._codes[word], "one"
        codes = self._by_name.get(word, set())
        if codes:
            return (next(iter(codes)), "one") if len(codes) == 1 else ("", "many")
        inside = _BRACKETS.match(word)
        if inside:
            code, sure = self.find(inside[1])
            if sure == "one" and code in self.measures and inside[2]:
                sentence = inside[2].removeprefix("单位:").removeprefix("unit:")
                same = sentence == code.casefold() or conversion(sentence, self.measures[code].unit) == 1
                return code, "one" if same else "other_unit"
            return code, sure
        return self._with_unit(word) if any(letter in PARTED for letter in word) else ("", "none")

    def _with_unit(self, word: str) -> tuple[str, Literal["one", "many", "none", "other_unit"]]:
        """A name with its unit behind a sign instead of in brackets: 总收入/万元, 总收入，元."""
        for at in (place for place, letter in enumerate(word) if letter in PARTED):
            name, unit = word[:at], word[at + 1 :]
            codes = self._by_name.get(name, set())
            if len(codes) == 1 and is_unit(unit):
                code = next(iter(codes))
                if code in self.measures:
                    return code, "one" if conversion(unit, self.measures[code].unit) == 1 else "other_unit"
        return "", "none"

    def heading(self, text: str) -> ColumnHeading:
        """What a header's text makes its column."""
        text = " ".join(visible(text).split())
        word = same_text(text)
        if self.find(word.partition("@")[0])[1] == "none":
            text, word = self._without_marks(text, word)
        body, at, tail = unicodedata.normalize("NFKC", text).partition("@")
        if not at:
            inside = _BRACKETS.match(word)
            if inside and inside[2] in VERIFIED_WORDS | REPORTED_WORDS:
                return self.heading(f"{inside[1]}@{inside[2]}")
            for ending in ("核定值", "核定"):
                start = word.removesuffix(ending).rstrip("-_")
                if word.endswith(ending) and self.find(word)[1] == "none" and self.find(start)[1] == "one":
                    return self.heading(f"{start}@核定")
        code, sure = self.find(body)
        if sure == "many":
            return ColumnHeading("ambiguous", text)
        if sure == "other_unit":
            return ColumnHeading("other_unit", text, code)
        if sure == "one" and code in self.attributes:
            return ColumnHeading("attribute" if not at else "unknown", text, code)
        if sure == "one":
            return self._of_measure(text, code, tail.strip() if at else "")
        return ColumnHeading(self._other(word), text)

    def _without_marks(self, text: str, word: str) -> tuple[str, str]:
        """The heading without marks and numbers around it, or with a sign before its unit, where it is known so."""
        for other in (
            _MARKED.sub("", word),
            "/".join(text.rsplit(" ", 1)),
            _MARKED.sub("", "/".join(text.rsplit(" ", 1))),
        ):
            if self.find(same_text(other).partition("@")[0])[1] != "none":
                return other, same_text(other)
        return text, word

    def _of_measure(self, text: str, code: str, tail: str) -> ColumnHeading:
        measure = self.measures[code]
        if measure.formula is not None:
            return ColumnHeading("computed", text, code)
        word = same_text(tail)
        if word in VERIFIED_WORDS:
            return ColumnHeading("verified", text, code)
        if not word or word in REPORTED_WORDS:
            return ColumnHeading("measure", text, code)
        return (
            ColumnHeading("rating", text, code, tail)
            if measure.raters is not None
            else ColumnHeading("unknown", text)
        )

    def _other(self, word: str) -> Role:
        if word in PERIOD_WORDS:
            return "period"
        if word in self._unit_words:
            return "unit"
        if word in self._name_words:
            return "name"
        if word in IGNORED_WORDS or not word:
            return "ignored"
        for role, words in LONG_FORM.items():
            if word in words:
                return role  # type: ignore[return-value]
        inside = _BRACKETS.match(word)
        return self._other(inside[1]) if inside and inside[1] else "unknown"


def _texts(name: Bilingual) -> set[str]:
    return {text for text in (name.zh, name.en) if text}


def find_header(grid: Grid, names: HeaderNames) -> Header | None:
    """The header of a sheet, or None where no row names a unit and a measure (wide) or measure and value (long).

    A header over two rows with merged cells is read as one: below a merged group stands the column's own name; a name
    merged downwards counts for both rows; a measure merged over 填报值 and 核定值 is joined with them.
    """
    grid = with_groups(grid)
    best: tuple[int, int, list[ColumnHeading]] | None = None
    for row in range(min(SEARCHED_ROWS, len(grid.rows))):
        headings = [names.heading(text) for text in heading_texts(grid, row)]
        worth = _worth(headings)
        if worth > (best[0] if best else 0):
            best = (worth, row, headings)
    if best is None:
        return None
    _, row, headings = best
    for column, other in enumerate(
        names.heading(text) for text in (heading_texts(grid, row - 1) if row else ())
    ):
        # Above a line of codes the names may tell that the figures stand in another unit.
        if other.role == "other_unit" and column < len(headings) and headings[column].code == other.code:
            headings[column] = other
    long = _is_long(headings)
    below = _continued(grid, row, names, headings) + 1
    while below < len(grid.rows) and (
        _repeats(grid, below, names, headings) or _counts_columns(grid.rows[below])
    ):
        below += 1
    units = row_of_units(grid, below)
    return Header(tuple(one_unit(headings)), row, below + bool(units), long, units, tuple(grid.merged))


def _continued(grid: Grid, row: int, names: HeaderNames, headings: list[ColumnHeading]) -> int:
    """The last row of a header that reaches down by merged cells; columns without a heading take theirs from below."""
    merged = {
        left: bottom for top, left, bottom, right in grid.merged if top <= row < bottom and left == right
    }
    roles = {"unit", "name", "period", "measure", "verified"}
    last = max(
        (bottom for left, bottom in merged.items() if left < len(headings) and headings[left].role in roles),
        default=row,
    )
    last = min(last, row + DEEPEST, len(grid.rows) - 1)
    for below in range(last, row, -1):
        texts = [_text(cell) for cell in grid.rows[below]]
        headings.extend([ColumnHeading("ignored", "")] * (len(texts) - len(headings)))
        for column, text in enumerate(texts):
            if text.strip() and not headings[column].text:
                headings[column] = names.heading(text)
    return last


def heading_texts(grid: Grid, row: int) -> list[str]:
    """The texts of a row as a reader sees them, merged cells filled in from the row above where they reach down."""
    texts = [_text(grid.cell(row, column)) for column in range(len(grid.rows[row]))]
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and right < 16_384:
            texts.extend([""] * (right + 1 - len(texts)))
            if top < row and left == right:
                texts[left] = _text(grid.cell(top, left))
            if bottom == row and left < right and _heads_a_group(grid, row, left):
                texts[left] = ""
        if bottom == row - 1 and right < 16_384:
            _join_group(texts, _text(grid.cell(top, left)), left, right)
    return texts


def _heads_a_group(grid: Grid, row: int, left: int) -> bool:
    """Whether a cell merged sideways heads columns with names of their own in the next row, and no column itself."""
    below = _text(grid.cell(row + 1, left))
    goes_on = any(top <= row < bottom and first == last for top, first, bottom, last in grid.merged)
    return goes_on and bool(below.strip()) and not is_sum(below)


def _join_group(texts: list[str], group: str, left: int, right: int) -> None:
    """Under a merged measure the words 填报值 and 核定值 (and experts' names) belong to that measure.

    Its total stands in the first column without a heading of its own (statistical yearbooks), or below 合计.
    """
    if group and left < len(texts) and not texts[left].strip():
        texts[left] = group
    elif group and sum(map(is_sum, texts[left : right + 1])) == 1:
        texts[left : right + 1] = [group if is_sum(text) else text for text in texts[left : right + 1]]
    for column in range(left, min(right + 1, len(texts))):
        if group and same_text(texts[column]) in VERIFIED_WORDS | REPORTED_WORDS:
            texts[column] = f"{group}@{texts[column]}"


def _text(cell: Cell) -> str:
    cell = as_word(cell)
    if is_blank(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell) if isinstance(cell, str | int | float) else ""


def _worth(headings: Sequence[ColumnHeading]) -> int:
    """How much a row looks like the header: 0 without a unit column or without anything to read."""
    roles = Counter(heading.role for heading in headings)
    if not roles["unit"] + roles["name"]:
        return 0
    if _is_long(headings):
        return 3 + roles["long_measure"] + roles["long_value"] + roles["long_verified"] + roles["period"]
    read = roles["measure"] + roles["verified"] + roles["rating"] + roles["attribute"]
    known = read + roles["ambiguous"] + roles["other_unit"] + roles["computed"]
    return 1 + 2 * read + known + roles["period"] if known else 0


def _is_long(headings: Sequence[ColumnHeading]) -> bool:
    roles = {heading.role for heading in headings}
    return "long_measure" in roles and bool(roles & {"long_value", "long_verified"})


def _repeats(grid: Grid, row: int, names: HeaderNames, headings: Sequence[ColumnHeading]) -> bool:
    """Whether the row below the header names the same columns again (the template's line of codes)."""
    again = [names.heading(_text(grid.cell(row, column))) for column in range(len(grid.rows[row]))]
    same = sum(
        one.role == other.role and one.code == other.code and one.code != ""
        for one, other in zip(again, headings, strict=False)
    )
    return same * 2 > sum(heading.code != "" for heading in headings) > 0


def _counts_columns(line: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: 栏次, 1, 2, 3, or 甲, 乙, 1, 2 as in forms of statistics."""
    texts = [same_text(_text(cell)) for cell in line if not is_blank(cell)]
    numbers = [text for text in texts if text not in COLUMN_LABELS]
    return len(numbers) > 1 and numbers == [str(place) for place in range(1, len(numbers) + 1)]


def one_unit(headings: list[ColumnHeading]) -> list[ColumnHeading]:
    """Where two columns could be the unit (代码 and 平台), the one with the code is it and the other its name."""
    units = [position for position, heading in enumerate(headings) if heading.role == "unit"]
    if len(units) > 1:
        codes = [p for p in units if re.search(r"代码|编码|编号|code|id$", same_text(headings[p].text))]
        keep = codes[0] if codes else units[0]
        for position in units:
            if position != keep:
                other = headings[position]
                headings[position] = ColumnHeading("name", other.text)
    elif not units:
        first = next((p for p, heading in enumerate(headings) if heading.role == "name"), None)
        if first is not None:
            headings[first] = ColumnHeading("unit", headings[first].text)
    return headings


def looks_like_periods(headings: Sequence[ColumnHeading]) -> bool:
    """Whether unknown headers are periods: a table with the years across, which is not a form that is read."""
    unknown = [heading.text for heading in headings if heading.role == "unknown"]
    return len(unknown) > 1 and sum(period_of(text) is not None for text in unknown) * 2 > len(unknown)
