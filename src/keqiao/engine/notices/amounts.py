"""What a notice gives: fixed amounts, rates with their base and cap, ranges, instalments; in the unit of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from keqiao.engine.notices.layout import small_number
from keqiao.engine.notices.tracks import Segment, Track
from keqiao.engine.phrases import Phrase, read

_GIVES = re.compile("比例(?:提高|降低)|补助|资助|奖励|奖补|补贴|支持|兑现|给予|拨付|贴息|奖金|津贴|配套")
_CONDITIONS = re.compile("申报条件|基本条件|申报要求|认定条件|申报对象")
_NOT_GIVEN = re.compile("不低于|不少于|注册资本|销售收入|营业收入|年薪|到账|实缴|投入不|设备原值|资金不")
_BASE = re.compile(r"按(?:照)?(?P<base>[^，。；、\d]{2,20})的\s{0,4}$")
_PER = re.compile(r"(?P<per>全年累计|每年|年度累计|按年度|每家|每人|每项|单个项目|每月)")
_YEARS = re.compile(r"连续(?:支持)?(?:不超过|最多|最长)?(?P<years>\d{1,2}|[一二三四五六七八九十])年")
_KIND = re.compile(
    r"(?P<kind>(?:一次性)?[\u4e00-\u9fff]{0,8}(?:补助|资助|奖励|奖补|补贴|贴息|津贴|奖金|经费))"
)
_OPEN_END = re.compile(
    r"(?P<who>[^，。；]{0,12})(?:“一事一议”|一事一议)?[，]?(?:最高)?不设上限|(?P<case>[^，。；]{0,12})“?一事一议”?"
)
_INSTALMENTS = re.compile(
    r"分[一二两三四五六\d]{1,20}(?:期|次|年)(?:拨付|兑现|发放)?[（(](?P<parts>[^）)]{0,60})[）)]"
)
_HIGHEST = re.compile(r"最高|上限|封顶|不超过|限额")


@dataclass(frozen=True)
class SupportRow:
    """One thing that is given, with the words that it was read from."""

    tracks: tuple[Track, ...]
    type: str
    source: str
    line: int
    fixed: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    unit: str = ""
    rate: Decimal | None = None
    rate_plus: Decimal | None = None
    base: str = ""
    per: str = ""
    years_most: int | None = None
    instalments: tuple[Decimal, ...] = ()
    without_limit: bool = False


def support_of(segments: list[Segment]) -> list[SupportRow]:
    """The rows of support in their order; a cap that stands in a clause of its own goes to the rate before it."""
    rows: list[SupportRow] = []
    for segment in segments:
        if _CONDITIONS.search(segment.passage.heading):
            continue
        for sentence in re.split("[。；]", segment.text):
            if _GIVES.search(sentence) or (
                rows and rows[-1].line == segment.passage.line and _HIGHEST.search(sentence)
            ):
                rows = _with_sentence(rows, sentence, segment)
    capped = {(row.line, row.base, track) for row in rows if row.most is not None for track in row.tracks}
    return [
        row
        for row in rows
        if row.rate is None
        or row.most is not None
        or not row.tracks
        or not all((row.line, row.base, track) in capped for track in row.tracks)
    ]


def _with_sentence(rows: list[SupportRow], sentence: str, segment: Segment) -> list[SupportRow]:
    rows = list(rows)
    without_brackets = _INSTALMENTS.sub(lambda match: "（" + " " * (len(match.group()) - 2) + "）", sentence)
    base = SupportRow(segment.tracks, "", sentence.strip(), segment.passage.line)
    open_rate: int | None = None
    for figure in read(without_brackets).figures:
        clause = _clause(without_brackets, figure)
        if figure.kind in {"share", "rate", "level"} and figure.unit == "%":
            named = _BASE.search(without_brackets[: figure.start])
            if named is None and "比例" not in clause:
                continue
            rows.append(
                replace(
                    base,
                    type=_type(without_brackets, figure),
                    rate=figure.value,
                    base=named["base"] if named else "",
                )
            )
            open_rate = len(rows) - 1
        elif figure.kind == "change_points" and figure.value is not None:
            rows.append(
                replace(base, type="比例提高" if figure.value > 0 else "比例降低", rate_plus=figure.value)
            )
        elif (
            figure.kind in {"money", "range", "change_amount", "level", "ratio"}
            and _is_money(figure)
            and not _NOT_GIVEN.search(clause)
        ):
            row = _amount(base, figure, without_brackets)
            previous = open_rate if open_rate is not None else _rate_to_cap(rows, segment)
            if (
                previous is not None
                and row.most is not None
                and row.fixed is None
                and rows[previous].most is None
            ):
                if rows[previous].tracks == segment.tracks or not segment.tracks:
                    rows[previous] = replace(
                        rows[previous], most=row.most, unit=row.unit, per=row.per or rows[previous].per
                    )
                else:
                    rows.append(
                        replace(
                            rows[previous],
                            tracks=segment.tracks,
                            most=row.most,
                            unit=row.unit,
                            source=f"{rows[previous].source}；{sentence.strip()}",
                        )
                    )
            else:
                rows.append(row)
    instalments = _INSTALMENTS.search(sentence)
    if instalments and rows and rows[-1].line == segment.passage.line:
        parts = tuple(
            figure.value
            for figure in read(instalments["parts"]).figures
            if figure.unit == "%" and figure.value is not None
        )
        rows[-1] = replace(rows[-1], instalments=parts)
    return rows


def _rate_to_cap(rows: list[SupportRow], segment: Segment) -> int | None:
    """The rate of the same paragraph whose tracks include those of a cap (B类按30%…，B1最高…)."""
    for at in range(len(rows) - 1, -1, -1):
        row = rows[at]
        if (
            row.line == segment.passage.line
            and row.rate is not None
            and row.tracks
            and set(segment.tracks) <= set(row.tracks)
        ):
            return at
    return None


def _amount(base: SupportRow, figure: Phrase, sentence: str) -> SupportRow:
    per, years = _PER.search(sentence[: figure.start]), _YEARS.match(sentence, figure.end + 1)
    row = replace(
        base,
        type=_type(sentence, figure),
        unit="万元" if "万" in figure.span else "亿元" if "亿" in figure.span else "元",
        per=per["per"] if per else "",
        years_most=small_number(years["years"]) if years else None,
    )
    low, high = figure.interval.low, figure.interval.high
    if figure.qualifier == "between":
        return replace(row, least=_in_unit(low, row.unit), most=_in_unit(high, row.unit))
    value = _in_unit(figure.value, row.unit)
    if figure.qualifier in {"at_most", "under"} or _HIGHEST.search(_clause(sentence, figure)):
        return replace(row, most=value)
    if figure.qualifier in {"at_least", "over"}:
        return replace(row, least=value)
    return replace(row, fixed=value)


def _is_money(figure: Phrase) -> bool:
    return figure.unit is not None and figure.unit.split("/")[0] == "元"


def _in_unit(value: Decimal | None, unit: str) -> Decimal | None:
    scale = {"万元": Decimal(10**4), "亿元": Decimal(10**8)}.get(unit, Decimal(1))
    return None if value is None else plain(value / scale)


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and idle zeros."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _clause(sentence: str, figure: Phrase) -> str:
    begin = max(sentence.rfind(mark, 0, figure.start) for mark in "，；。：") + 1
    return sentence[begin : figure.end]


def _type(sentence: str, figure: Phrase) -> str:
    """The noun of what is given: right after the amount, else the one before it."""
    after = re.match(
        r"(?:以内|的|（[^）]{0,60}）)*(?:给予)?(?P<kind>(?:一次性)?[\u4e00-\u9fff]{0,8}?(?:补助|资助|奖励|奖补|补贴|贴息|津贴|奖金|经费))",
        sentence[figure.end :],
    )
    if after:
        return re.sub("^给予", "", after["kind"])
    within = re.match(
        r"[、，]连续[^，。；]{0,60}?的(?P<kind>[\u4e00-\u9fff]{2,8}(?:补助|资助|奖励|补贴))",
        sentence[figure.end :],
    )
    if within:
        return within["kind"]
    before = [match["kind"].split("给予")[-1] for match in _KIND.finditer(sentence[: figure.start])]
    return before[-1] if before else "兑现" if "兑现" in sentence else "支持"
