"""The parts of a notice by where they stand: title, number, addressees, sections, annexes, signature, day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

_DIGITS = str.maketrans("０１２３４５６７８９．", "0123456789.")
_CN = "一二三四五六七八九十"
_END_OF_TITLE = re.compile(r"(?:通知|公告|通告|函|意见|办法|细则|指南|启事|方案|决定)(?:（[^）]{0,60}）)?$")
_DOC_NO = re.compile(
    r"^[\u4e00-\u9fff]{1,12}[〔\[（(]\s{0,4}(?:19|20)\d{2}\s{0,4}[〕\]）)]\s{0,4}\d{1,12}\s{0,4}号$"
)
_DAY = re.compile(
    r"^(?P<year>(?:19|20)\d{2}|[〇零○Oo一二三四五六七八九]{4})年(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})日$"
)
_SIGNED = re.compile(r"^(?P<issuer>[^\s\d]{2,30})\s{1,40}(?P<day>\S{6,16}日)$")
_HEADING = re.compile(rf"^(?P<number>[{_CN}]{{1,3}})、\s{{0,4}}(?P<text>.*)$")
_ITEM = re.compile(rf"^[（(](?P<number>[{_CN}]{{1,3}})[）)]\s{{0,4}}(?P<text>.*)$")
_POINT = re.compile(r"^(?P<number>\d{1,2})\s{0,4}[.．、](?!\d)\s{0,4}(?P<text>.*)$")
_ANNEX = re.compile(r"^附\s{0,4}件\s{0,4}(?:\d{1,12})?\s{0,4}[：:]")
_NO_ADDRESSEES = re.compile("^(?:为|根据|按照|现)|(?:如下|通知|公告)[：:]$")
_REMARK = re.compile(r"^[（(](?:此件|信息公开|公开)[^）)]{0,60}[）)]$")
_CN_DIGITS = {letter: str(value) for value, letter in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
    "O": "0",
    "o": "0",
}


@dataclass(frozen=True)
class Passage:
    """One paragraph of the body, with the heading and item that it stands under."""

    line: int
    text: str
    heading: str = ""
    item: str = ""
    """The text of the （一） that it belongs to, or its number where it is one."""
    number: str = ""
    """The number of the heading, such as 二."""


@dataclass
class NoticeLayout:
    """A notice taken apart. ``body`` has no title, number, addressees, annexes or signature."""

    lines: list[str]
    title: str = ""
    doc_no: str | None = None
    addressees: str = ""
    issuers: list[str] = field(default_factory=list)
    issued_on: date | None = None
    public: bool | None = None
    annexes: list[str] = field(default_factory=list)
    body: list[Passage] = field(default_factory=list)


def lay_out(text: str | Sequence[str]) -> NoticeLayout:
    """Take a notice apart by its lines."""
    lines = [
        line.translate(_DIGITS).strip(" \t\u3000\ufeff")
        for line in (text.splitlines() if isinstance(text, str) else text)
    ]
    notice = NoticeLayout(lines)
    rest = [(number, line) for number, line in enumerate(lines, 1) if line]
    rest = _head(notice, rest)
    rest = _foot(notice, rest)
    heading = item = number = ""
    for line, content in rest:
        found_heading, found_item = _HEADING.match(content), _ITEM.match(content)
        if found_heading:
            number, heading, item = found_heading["number"], found_heading["text"], ""
            text_of = found_heading["text"]
        elif found_item:
            item, text_of = content, content
        else:
            text_of = content
        notice.body.append(Passage(line, text_of, heading, item, number))
    return notice


def _head(notice: NoticeLayout, rest: list[tuple[int, str]]) -> list[tuple[int, str]]:
    title: list[str] = []
    for at, (_, line) in enumerate(rest[:6]):
        title.append(line)
        if _END_OF_TITLE.search(line):
            notice.title = "".join(title)
            rest = rest[at + 1 :]
            break
    else:
        if rest:
            notice.title, rest = rest[0][1], rest[1:]
    for _ in range(3):
        if rest and _DOC_NO.match(rest[0][1]):
            notice.doc_no, rest = rest[0][1].replace(" ", ""), rest[1:]
        elif (
            rest
            and not notice.addressees
            and rest[0][1].endswith(("：", ":"))
            and len(rest[0][1]) < 120
            and not _NO_ADDRESSEES.search(rest[0][1])
        ):
            notice.addressees, rest = rest[0][1].rstrip("：:"), rest[1:]
    return rest


def _foot(notice: NoticeLayout, rest: list[tuple[int, str]]) -> list[tuple[int, str]]:
    rest = [line for whole in rest for line in _apart(*whole)]
    last = next((at for at in range(len(rest) - 1, -1, -1) if _DAY.match(rest[at][1].replace(" ", ""))), None)
    if last is not None:
        notice.issued_on = _day(rest[last][1].replace(" ", ""))
        start = last
        while start > 0 and last - start < 4 and _names_an_issuer(rest[start - 1][1]):
            start -= 1
            notice.issuers = [*_issuers(rest[start][1]), *notice.issuers]
        after = rest[last + 1 :]
        notice.public = any("公开" in line for _, line in after if _REMARK.match(line)) or None
        rest = rest[:start] + [(number, line) for number, line in after if not _REMARK.match(line)]
    begin = next((at for at, (_, line) in enumerate(rest) if _ANNEX.match(line)), None)
    if begin is not None:
        stop = begin + 1
        while stop < len(rest) and _POINT.match(rest[stop][1]):
            stop += 1
        for _, line in rest[begin:stop]:
            listed = re.split(r"[；;]\s{0,4}(?=\d{1,2}\s{0,4}[.．、])", _ANNEX.sub("", line).strip())
            notice.annexes += [_POINT.sub(lambda point: point["text"], text) for text in listed]
        rest = rest[:begin] + rest[stop:]
    return rest


def _apart(number: int, line: str) -> list[tuple[int, str]]:
    """A line that holds both the issuer and the day (市科技局 2026年8月5日) as two."""
    match = _SIGNED.match(line)
    if match is None or not _names_an_issuer(match["issuer"]):
        return [(number, line)]
    return [(number, match["issuer"]), (number, match["day"])]


def _names_an_issuer(line: str) -> bool:
    return (
        len(line) <= 60
        and not re.search("[。：；，、\\d]", line)
        and bool(
            re.search(
                "(?:局|厅|委|办|室|部|府|会|院|中心|处|组|科|所|公司|银行|[分支总]行|协会|学会|集团)$", line
            )
        )
    )


def _issuers(line: str) -> list[str]:
    return [name for name in re.split(r"[\s\u3000]{1,20}", line) if name]


def _day(text: str) -> date | None:
    match = _DAY.match(text)
    if match is None:
        return None
    year = "".join(_CN_DIGITS.get(letter, letter) for letter in match["year"])
    try:
        return date(int(year), small_number(match["month"]), small_number(match["day"]))
    except ValueError:
        return None


def small_number(text: str) -> int:
    """A number below 100 in Arabic or Chinese."""
    if text.isdigit() and text.isascii():
        return int(text)
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    digits = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"两": 2}
    return (digits.get(tens, 1) * 10 if "十" in text else 0) + digits.get(ones, 0)
