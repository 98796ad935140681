"""A draft of a report as plain text: headings by #, bound figures in {{…}}, tables as | rows |.

::

    ---
    title: 关于重大科创平台建设运行情况的调研报告
    subtitle: 市人大常委会课题组
    by: 示范市人民代表大会常务委员会办公室
    date: 2025-09-02
    ---
    ## 发展概况
    全市{{重点科创平台}}现有研发人员{{研发人员}}，**一是**……
    表1 平台名录
    | 平台 | 营业收入（万元） |
    | --- | ---: |
    | 甲院 | 7759 |
    ![图1 营业收入](revenue)
    ## 附件：平台名录
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import yaml

from keqiao.engine.findings import Finding, FindingsError
from keqiao.engine.papers import Align
from keqiao.language import Message, message

LARGEST = 1_000_000
"""Characters of a draft."""
_HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<text>.*)$")
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])\s*")
_ATTACHMENT = re.compile(r"^附件\s{0,4}\d{0,3}\s{0,4}[：:](?P<title>.+)$")
_CAPTION = re.compile(r"^表\s{0,4}\d{0,3}\s{0,4}\S")
_PICTURE = re.compile(r"^!\[(?P<caption>[^\]]{0,80})\]\((?P<name>[^()]{1,60})\)$")
_RULE = re.compile(r"^\|(?:\s*:?-{3,}:?\s*\|)+$")
_FIELDS = {"title": "标题", "subtitle": "副标题", "addressee": "主送", "by": "落款", "date": "日期"}
"""Fields of the head, in English and Chinese."""


@dataclass(frozen=True)
class DraftProblem(Finding):
    """What keeps a draft from being built, and in which line."""

    line: int = 0

    def in_language(self, language: str) -> str:
        """One line: where, what is wrong, what to do."""
        where = message("Line {line}: ", line=self.line).in_language(language) if self.line else ""
        return where + super().in_language(language)


class DraftError(FindingsError[DraftProblem]):
    """A draft cannot be built; all of its problems."""


@dataclass(frozen=True)
class DraftLine:
    """A heading, paragraph or beginning of an attachment, and where it stands."""

    kind: Literal["heading", "subheading", "paragraph", "attachment"]
    text: str
    line: int


@dataclass(frozen=True)
class DraftTable:
    """A table: cells as they were written, the alignment of its columns."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """Each with its line."""
    align: tuple[Align, ...]
    line: int


@dataclass(frozen=True)
class DraftPicture:
    """A picture by its name, and its caption."""

    name: str
    caption: str
    line: int


@dataclass
class ReportDraft:
    """A draft that was read: what stands around the text, and its parts in their order."""

    title: str = ""
    subtitle: str = ""
    addressee: str = ""
    by: str = ""
    on: date | None = None
    parts: list[DraftLine | DraftTable | DraftPicture] = field(default_factory=list)


def read_draft(text: str) -> ReportDraft:
    """Read a draft. Raises :class:`DraftError` for a head that is no YAML, unknown fields and rows of other lengths."""
    if len(text) > LARGEST:
        raise DraftError([_problem(message("The draft has more than {most} characters.", most=LARGEST), 0)])
    lines = text.lstrip("\ufeff").splitlines()
    draft = ReportDraft()
    begin, problems = _head(draft, lines)
    reader = _DraftReader(draft, problems)
    for number, line in enumerate(lines[begin:], begin + 1):
        reader.take(number, line.strip())
    reader.close()
    if not draft.title:
        problems.append(
            _problem(message("The draft has no title."), 1, message("Begin it with a line “# 标题”."))
        )
    if problems:
        raise DraftError(problems)
    return draft


def _head(draft: ReportDraft, lines: list[str]) -> tuple[int, list[DraftProblem]]:
    """Read the fields between two lines of ---; where the text begins."""
    if not lines or lines[0].strip() != "---":
        return 0, []
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        return 0, [
            _problem(message("The fields at the beginning do not end."), 1, message("Close them with ---."))
        ]
    try:
        fields = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.YAMLError:
        fields = None
    if not isinstance(fields, dict):
        return end + 1, [_problem(message("The fields at the beginning are no YAML."), 1)]
    english = {chinese: name for name, chinese in _FIELDS.items()}
    problems = []
    for written, value in fields.items():
        name = english.get(str(written), str(written))
        if name not in _FIELDS:
            sentence = message("There is no field {name}.", name=name)
            known = "、".join(f"{name}（{chinese}）" for name, chinese in _FIELDS.items())
            problems.append(_problem(sentence, 1, message("Use {names}.", names=known)))
        elif name != "date":
            setattr(draft, name, str(value or "").strip())
        elif isinstance(value, date):
            draft.on = value
        else:
            sentence = message("{value} is no day.", value=str(value))
            problems.append(_problem(sentence, 1, message("Write it as 2025-09-02.")))
    return end + 1, problems


class _DraftReader:
    """Takes line after line; rows of a table are gathered until it ends."""

    def __init__(self, draft: ReportDraft, problems: list[DraftProblem]) -> None:
        self._draft, self._problems = draft, problems
        self._rows: list[tuple[int, tuple[str, ...]]] = []
        self._align: tuple[Align, ...] = ()
        self._caption = ""

    def take(self, number: int, line: str) -> None:
        """Add one line of the draft."""
        if line.startswith("|"):
            self._row(number, line)
            return
        self.close_table()
        if not line:
            return
        heading, picture = _HEADING.match(line), _PICTURE.match(line)
        if picture:
            self._put_caption()
            self._draft.parts.append(
                DraftPicture(picture["name"].strip(), picture["caption"].strip(), number)
            )
        elif heading:
            self._heading(number, len(heading["marks"]), heading["text"].strip())
        elif _CAPTION.match(line) and len(line) <= 60 and not line.endswith("。"):
            self._put_caption()
            self._caption = line
        else:
            self._put_caption()
            self._draft.parts.append(DraftLine("paragraph", line, number))

    def _heading(self, number: int, level: int, text: str) -> None:
        self._put_caption()
        attachment = _ATTACHMENT.match(text)
        if attachment:
            self._draft.parts.append(DraftLine("attachment", attachment["title"].strip(), number))
        elif level == 1:
            self._draft.title = self._draft.title or text
        elif level <= 3:
            kind: Literal["heading", "subheading"] = "heading" if level == 2 else "subheading"
            self._draft.parts.append(DraftLine(kind, _NUMBERED.sub("", text), number))
        else:
            self._problems.append(
                _problem(
                    message("Headings have two levels."),
                    number,
                    message("Write 一是 in the paragraph instead."),
                )
            )

    def _row(self, number: int, line: str) -> None:
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if len(self._rows) == 1 and _RULE.match(line):
            self._align = tuple(_align_of(cell) for cell in cells)
        else:
            self._rows.append((number, cells))

    def close_table(self) -> None:
        """End the table whose rows were gathered."""
        if not self._rows:
            return
        (line, heads), *rows = self._rows
        for number, cells in rows:
            if len(cells) != len(heads):
                self._problems.append(
                    _problem(
                        message(
                            "The row has {cells} cells, the head {heads}.", cells=len(cells), heads=len(heads)
                        ),
                        number,
                        message("Give each row as many cells as the head."),
                    )
                )
        align = (self._align + tuple(_align_of("") for _ in heads))[: len(heads)]
        self._draft.parts.append(DraftTable(self._caption, heads, tuple(rows), align, line))
        self._rows, self._align, self._caption = [], (), ""

    def close(self) -> None:
        """End the draft."""
        self.close_table()
        self._put_caption()

    def _put_caption(self) -> None:
        """A line that looked like a caption without a table is a paragraph."""
        if self._caption:
            self._draft.parts.append(DraftLine("paragraph", self._caption, 0))
            self._caption = ""


def _align_of(rule: str) -> Align:
    if rule.startswith(":") and rule.endswith(":"):
        return "center"
    return "right" if rule.endswith(":") else "left"


def _problem(sentence: Message, line: int, remedy: Message | None = None) -> DraftProblem:
    return DraftProblem("error", sentence, remedy=remedy, line=line)
