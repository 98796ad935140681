"""Quotas of a notice: how many each may propose; and how a sentence is cut into clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from keqiao.engine.notices.tracks import Segment
from keqiao.engine.phrases import Phrase, read

POINT = re.compile(r"^\s{0,4}(?:[（(]?\d{1,2}[）)]|\d{1,2}\s{0,4}[.．、])\s{0,4}(?!\d)")
QUOTA = re.compile(
    "推荐数|推荐名额|限报|限额(?!不变)|名额|申报数|只能申报|只可申报|增报|限推荐|可推荐|推荐[^。]{0,16}(?:不超过|不少于)|推荐人选|(?:每家|每校|每个单位)[^，。]{0,8}不超过|(?:每个|每家|各)[^，。；]{1,10}(?:申报|推荐|报送)[^，。；]{0,6}(?:不超过|不少于|不得超过|至少|最多)"
)
_QUOTA_UNITS = {"项", "个", "名", "家", "人", "条"}
_UNLIMITED = re.compile("(?:推荐)?(?:名额|推荐数|数量|申报)?不限$")
_WHOSE = re.compile(
    r"(?P<whose>(?:[^，。；：:、（）]|（[^（）]{0,12}）){1,20}?)(?:各|每家|每个|每人|每校)?(?:可|只能|限报|限|推荐|申报|增报|另增|另|不超过|不少于|不得|本年度|本次|增加|最多|不得超过|共有?|至少){0,8}$"
)


@dataclass(frozen=True)
class QuotaRow:
    """How many may be proposed by whom. ``most`` None with ``unlimited``: without limit."""

    whose: str
    text: str
    line: int
    most: int | None = None
    least: int | None = None
    extra: int | None = None
    each: bool = False
    unlimited: bool = False


def quotas_of(segments: list[Segment]) -> list[QuotaRow]:
    """Quotas in their order, each for those who are named before its number."""
    rows: list[QuotaRow] = []
    for segment in segments:
        for sentence in re.split("。", segment.text):
            of_quotas = re.search("名额|限额|推荐", segment.passage.heading)
            if QUOTA.search(sentence) or (of_quotas and _UNLIMITED.search(sentence)):
                rows += _quotas_of_sentence(sentence, segment)
    return rows


def _quotas_of_sentence(sentence: str, segment: Segment) -> Iterator[QuotaRow]:
    before = ""
    for clause in (part for whole in re.split("；", sentence) for part in clauses(whole)):
        unlimited = _UNLIMITED.search(clause.strip())
        if unlimited:
            whose = clause.strip()[: unlimited.start()]
            yield QuotaRow(whose, sentence.strip(), segment.passage.line, unlimited=True)
            continue
        end = 0
        for figure in read(clause).figures:
            if figure.unit not in _QUOTA_UNITS or figure.value is None:
                continue
            left = re.split("[：:]|、(?![^（(]{0,20}[）)])", clause[end : figure.start])[-1]
            whose = _whose(left, clause[: figure.start], before)
            before, end = whose or before, figure.end
            yield _quota(QuotaRow(whose, sentence.strip(), segment.passage.line), figure, left)


def _whose(left: str, until: str, before: str) -> str:
    """Whose quota a number is: named before it, else by the words before these (每家限报1项)."""
    match = _WHOSE.search(left)
    whose = match["whose"] if match and match["whose"] else before
    if re.fullmatch("(?:各|每家|每个|每人)?(?:可|限|只能)?(?:报|推荐|申报)?", left.strip()) or whose in {
        "每家",
        "每个",
        "每人",
    }:
        parts = re.split("[：:]", until)
        whose = parts[-2] if len(parts) > 1 else before
    whose = POINT.sub("", re.sub("(?:不占|不受).*$", "", whose)).removeprefix("其中")
    return re.sub("^(?:在[\u4e00-\u9fff](?=高校)|各(?=区|县|市|板块|单位))", "", whose).strip()


def _quota(row: QuotaRow, figure: Phrase, left: str) -> QuotaRow:
    number = int(figure.value or 0)
    row = replace(row, each=bool(re.search("各|每|同一|单个|限报", left)))
    if re.search("增报|增加|另增", left):
        return replace(row, extra=number, each=False)
    if figure.qualifier in {"at_least", "over"}:
        return replace(row, least=number)
    return replace(row, most=number)


def clauses(sentence: str) -> Iterator[str]:
    """Return the clauses of a sentence; a comma inside brackets or before what is relaxed divides nothing."""
    depth = begin = 0
    for at, letter in enumerate(sentence):
        depth += (letter in "（(") - (letter in "）)")
        if letter == "，" and depth <= 0 and not re.match("[^，]{0,6}可放宽", sentence[at + 1 :]):
            yield sentence[begin:at]
            begin = at + 1
    yield sentence[begin:]
