"""What a notice gives: fixed amounts, rates with their base and cap, ranges, instalments; in the unit of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from keqiao.engine.notices.layout import Passage, small_number
from keqiao.engine.notices.tracks import Segment, Track
from keqiao.engine.phrases import Phrase, read

_GIVES = re.compile(
    "比例(?:提高|降低)|补助|资助|奖励|奖补|补贴|支持|兑现|兑付|申领|给予|拨付|贴息|奖金|津贴|配套|(?:省|市|区|县|中央)拨"
)
_GIVES_NOT = re.compile(
    "不予(?:补贴|补助|支持|兑现|奖励|资助|受理|拨付|兑付|贴息|奖补|安排|发放)|不(?:再)?(?:享受|纳入|拨付|兑付)"
)
_PAST = re.compile("截至[^，]{1,12}，|(?:已|共|累计)(?:有|发放|授信|兑现|拨付|支持|投入)")
_PRICED = re.compile("(?:支持|资助|补助|奖励|补贴|经费)[^：]{0,12}：.{0,60}(?:每[项家人个]|[：:])")
"""A section about money whose items only name a price (软课题：每项5万元)."""
_AMOUNT_ITEM = re.compile("额度|标准|比例|金额|限额")
"""An item about amounts, whose sentences need no verb of giving (（二）申领额度。企业每年最高5万元)."""
_CONDITIONS = re.compile("申报条件|基本条件|申报要求|认定条件|申报对象")
_NOT_GIVEN = re.compile(
    "不低于|不少于|注册资本|本金|余额|面额|单价|销售收入|营业收入|年薪|到账|实缴|投入不|设备原值|资金不"
)
_LEAST_GIVEN = re.compile("(?:补贴|补助|资助|奖励|支持|贴息)(?:金?额度?|标准|总额)?(?:不低于|不少于)")
_BASE = re.compile(r"按(?:照)?(?P<base>(?:20\d{2}年度?)?[^，。；、\d]{2,20})的\s{0,4}(?:不超过|最高)?$")
_BASE_GIVEN = re.compile(
    r"(?:给予|补贴|补助|奖励|资助)(?P<base>(?!最高|不超过|一次性|其|最多)[\u4e00-\u9fff]{2,12}?)的?\s{0,4}$"
)
_OF_WHAT = re.compile(r"^.*?(?:不超过|不高于|最高|不低于)")
_RATE = re.compile(r"(?:给予|补贴|补助|奖励|资助|贴息|支持|按照?)\s{0,4}$")
_NO_RATE = re.compile("用于|占比|比重|股份|持股|增长|以上|以下")
_CLASS = re.compile(
    r"(?:^|[，、：；])(?P<name>(?:[\u4e00-\u9fff]{1,6}类)?[A-Z]\d?类|[特一二三]等奖|(?:国家|省|市|县|区)级)[^，。；、\d]{0,8}$"
)
_CASE_OF = re.compile(
    r"(?:^|[，；：])(?P<name>(?!按|其中)[^，。；：、\d]{2,24}的)，?(?:再|可)?(?:一次性)?(?:给予|奖励|补助|资助|补贴|申领|享受)(?:最高|不超过|一次性)?[^，。；、\d]{0,4}$"
)
_KIND_OF = re.compile(
    r"(?:^|[，；：])(?P<name>[\u4e00-\u9fff]{2,16}(?:企业|机构|平台|单位|中心|人才))(?:每年|每家|可)?(?:最高|不超过)?$"
)
_NAMES = re.compile(r"(?P<names>(?:[^，。；：、\d]{2,14}、){1,5}[^，。；：、\d]{2,20})(?:，|的|分别)")
_RELAXED_FOR = re.compile(r"(?:^|[，；：])(?P<name>[^，。；：、\d]{2,16}?)可?(?:适当)?放宽(?:至|到)$")
_PART = re.compile(r"(?:其中|首年|首期|第[一二三四五]年|次年)[^，。；]{0,8}$")
_PROPORTION = re.compile(
    r"(?P<parts>\d{1,3}(?:\s?[:：∶]\s?\d{1,3}){1,5})\s{0,4}(?:的?比例|(?:分期)?(?:拨付|发放|兑现|支付|给付))"
)
_PER = re.compile(
    r"(?P<per>每(?:平方米|亩|吨|人|家|项|个)每[年月]|每平方米|每亩|全年累计|每年|年度累计|按年度|每家|每人|每项|单个项目|每月)"
)
_YEARS = re.compile(r"连续(?:支持)?(?:不超过|最多|最长)?(?P<years>\d{1,2}|[一二三四五六七八九十])年")
_KIND = re.compile(
    r"(?P<kind>(?:一次性)?[\u4e00-\u9fff]{0,8}(?:补助|资助|奖励|奖补|补贴|贴息|津贴|奖金|经费))"
)
_KIND_ALONE = re.compile("^(?:给予|分别|[万亿]?元|的|[名个家件类人]|项(?!目))+(?=.)")
_OPEN_END = re.compile(
    r"(?P<who>[^，。；]{0,12})(?:“一事一议”|一事一议)?[，]?(?:最高)?不设上限|(?P<case>[^，。；]{0,12})“?一事一议”?"
)
_INSTALMENTS = re.compile(
    r"分[一二两三四五六\d]{1,20}(?:期|次|年)(?:拨付|兑现|发放)?[（(](?P<parts>[^）)]{0,60})[）)]"
)
_FROM = re.compile(r"(?:由|从|原)[^，。；\d]{0,6}$")
_CHANGED_TO = re.compile("(?:提高|提升|增加|上调|调整|调高|降低|降|下调|调减|变更|更正|修改)(?:到|至|为)")
_BEFORE_A_CHANGE = re.compile(
    r"(?:由|从|原)[^，。；]{0,16}(?:提高|提升|增加|上调|调整|调高|降低|降|下调|调减|变更)(?:到|至|为)$"
)
_BAND = re.compile(
    r"(?:以[上下内外])?(?:[（(][^（）()]{0,16}[）)])?(?:以[上下内])?(?:至|到|、|-|—|[\d.]{1,12}[万亿]?元|以[上下内]|[（(][^（）()]{0,16}[）)]|的){0,8}部分"
)
_HIGHEST = re.compile(r"最高|上限|封顶|不超过|限额|放宽(?:至|到)")
_RAISED_BY = re.compile(r"(?:上浮|上调|下浮|下调|调高|提高|增加额度)\s{0,4}$")
"""By so much a limit changes (首贷户上浮5万元): no amount that is given; what it comes to is left to a person."""
_LISTED_NAME = re.compile(
    r"(?:^|[、，：；）])(?P<name>(?!其中|最高|不超过|给予|奖励|资助|补助|补贴|[每共约另])(?:(?![每可至到]|一般|最高|不超过)[\u4e00-\u9fff]){2,8}?)(?:给予|补贴|补助|资助|奖励)?$"
)
"""博士60万元、硕士20万元: the name that stands right before an amount of a list."""


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
    when: str = ""
    """The case or class it is for (A类, 首次突破1亿元的)."""
    part: bool = False
    """Whether it is a part of the amount before (其中首年5万元)."""


def support_of(segments: list[Segment]) -> list[SupportRow]:
    """The rows of support in their order; a cap that stands in a clause of its own goes to the rate before it."""
    rows: list[SupportRow] = []
    for segment in segments:
        if _CONDITIONS.search(segment.passage.heading):
            continue
        for sentence in re.split("[。；]", segment.text):
            if not _PAST.search(sentence) and (
                _GIVES.search(_GIVES_NOT.sub("", sentence))
                or _PRICED.search(f"{segment.passage.heading}：{sentence}")
                or _AMOUNT_ITEM.search(re.split("[。：，]", segment.passage.item)[0])
                or (rows and rows[-1].line == segment.passage.line and _HIGHEST.search(sentence))
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
    """The rows before with those of a sentence; a cap goes to the rate that it limits."""
    begin = len(rows)
    rows = list(rows)
    without_brackets = _INSTALMENTS.sub(lambda match: "（" + " " * (len(match.group()) - 2) + "）", sentence)
    cases: list[Phrase] = []
    when, band = "", (0, 0)
    open_rate: int | None = None
    for figure in read(without_brackets).figures:
        if figure.start < band[0] or _is_replaced(without_brackets, figure):
            continue
        if band[1] and figure.start > band[1]:  # a band says nothing of the clauses after it
            when, band, open_rate = "", (0, 0), None
        if _is_refused(without_brackets, figure) or _is_raise(without_brackets, figure):
            continue
        end = end_of_band(without_brackets, figure)
        if end:
            when = _clause(without_brackets, figure) + without_brackets[figure.end : end]
            comma = without_brackets.find("，", end + 1)
            band = (end, comma if comma >= 0 else len(without_brackets))
            continue
        if _is_case(without_brackets, figure):
            cases.append(figure)
            when = _whole_clause(without_brackets, figure)
            continue
        base = SupportRow(
            segment.tracks,
            "",
            sentence.strip(),
            segment.passage.line,
            when=when or _class_of(without_brackets, figure),
            part=bool(_PART.search(without_brackets[: figure.start])),
        )
        if figure.kind in {"share", "rate", "level"} and figure.unit == "%":
            left = without_brackets[: figure.start]
            named = (
                _BASE.search(left)
                or (not _NO_RATE.search(_clause(without_brackets, figure)) and _BASE_GIVEN.search(left))
                or None
            )
            if named is None and not _is_rate(without_brackets, figure):
                continue
            rows.append(
                replace(
                    base,
                    type=_type(without_brackets, figure),
                    rate=figure.value,
                    base=_OF_WHAT.sub("", named["base"]) if named else "",
                )
            )
            open_rate = len(rows) - 1
        elif figure.kind == "change_points" and figure.value is not None:
            rows.append(
                replace(base, type="比例提高" if figure.value > 0 else "比例降低", rate_plus=figure.value)
            )
        elif _is_amount(without_brackets, figure):
            row = _amount(base, figure, without_brackets)
            rate = open_rate if open_rate is not None else _rate_to_cap(rows, segment)
            if rate is not None and row.most is not None and row.fixed is None and rows[rate].most is None:
                rows = _with_cap(rows, rate, row, segment)
            else:
                rows.append(row)
    rows = _each_its_listed_name(rows, begin, without_brackets)
    return _paid_in_parts(_each_its_case(rows, begin, cases, sentence), begin, sentence)


def _with_cap(rows: list[SupportRow], rate: int, cap: SupportRow, segment: Segment) -> list[SupportRow]:
    """The rows with a cap at its rate; a cap of one track alone stands as that track's own rate."""
    rows = list(rows)
    limited = replace(
        rows[rate], most=cap.most, unit=cap.unit, years_most=cap.years_most or rows[rate].years_most
    )
    if rows[rate].tracks == segment.tracks or not segment.tracks:
        rows[rate] = replace(limited, per=cap.per or rows[rate].per)
    else:
        rows.append(replace(limited, tracks=segment.tracks, source=f"{rows[rate].source}；{cap.source}"))
    return rows


def _each_its_case(
    rows: list[SupportRow], begin: int, cases: list[Phrase], sentence: str
) -> list[SupportRow]:
    """突破1亿元、5亿元的，分别给予20万元、50万元: to each amount the case that stands at its place."""
    if "分别" not in sentence:
        return rows
    if not cases:
        return _each_its_name(rows, begin, sentence)
    if len(rows) - begin != len(cases):
        return rows
    return [
        *rows[:begin],
        *(replace(row, when=case.span) for row, case in zip(rows[begin:], cases, strict=True)),
    ]


def _each_its_listed_name(rows: list[SupportRow], begin: int, sentence: str) -> list[SupportRow]:
    """博士60万元、硕士20万元: to each amount the name right before it, where every amount of the list has one."""
    money = [figure for figure in read(sentence).figures if _is_money(figure)]
    names = [_LISTED_NAME.search(sentence[: figure.start]) for figure in money]
    of_sentence = rows[begin:]
    if (
        len(money) < 2
        or len(of_sentence) != len(money)
        or any(row.when for row in of_sentence)
        or not all(names)
    ):
        return rows
    return [
        *rows[:begin],
        *(replace(row, when=name["name"]) for row, name in zip(of_sentence, names, strict=True) if name),
    ]


def _each_its_name(rows: list[SupportRow], begin: int, sentence: str) -> list[SupportRow]:
    """国家级、省级、市级中心，分别给予100万元、50万元、20万元: to each amount the name at its place."""
    listed = _NAMES.search(sentence[: sentence.find("分别")] + "分别")
    names = (
        [name.removesuffix("的") for name in re.sub("^对", "", listed["names"]).split("、")] if listed else []
    )
    if not 1 < len(names) <= len(rows) - begin:
        return rows
    # What stands behind the amounts listed (…，同一企业累计不超过1500万元) is of none of the names.
    end, kind = begin + len(names), rows[begin + len(names) - 1].type
    each = [replace(row, when=name, type=kind) for row, name in zip(rows[begin:end], names, strict=True)]
    return [*rows[:begin], *each, *rows[end:]]


def _paid_in_parts(rows: list[SupportRow], begin: int, sentence: str) -> list[SupportRow]:
    """The last row of the sentence with its instalments in percent, given as shares or as a proportion."""
    if len(rows) == begin:
        return rows
    parts: tuple[Decimal, ...] = ()
    instalments, proportion = _INSTALMENTS.search(sentence), _PROPORTION.search(sentence)
    if instalments:
        figures = read(instalments["parts"]).figures
        parts = tuple(figure.value for figure in figures if figure.unit == "%" and figure.value is not None)
    elif proportion and re.search(r"分[一二两三四五六\d]{1,3}(?:期|次|年)", sentence):
        shares = [Decimal(part) for part in re.split(r"\s?[:：∶]\s?", proportion["parts"])]
        if sum(shares):
            parts = tuple(plain((100 * share / sum(shares)).quantize(Decimal("0.01"))) for share in shares)
    return [*rows[:-1], replace(rows[-1], instalments=parts)] if parts else rows


def _is_case(sentence: str, figure: Phrase) -> bool:
    """Whether a figure says for whom (对引进社会资本1亿元以上的，) rather than how much."""
    whole = _whole_clause(sentence, figure)
    ends = ("的", "的企业", "的单位", "的项目", "的平台", "的机构", "的载体", "的人才", "的个人")
    return whole.endswith(ends) and not _GIVES.search(_clause(sentence, figure))


def _is_refused(sentence: str, figure: Phrase) -> bool:
    """Whether nothing is given in the case of a figure (不足1万元的不予补助)."""
    whole, after = _whole_clause(sentence, figure), re.split("[，；。]", sentence[figure.end :])
    refused = _GIVES_NOT.search(after[0]) or (
        len(after) > 1 and whole.endswith("的") and _GIVES_NOT.match(after[1].strip())
    )
    return bool(refused)


def _is_raise(sentence: str, figure: Phrase) -> bool:
    """Whether a figure is by how much a limit of money changes (首贷户上浮5万元)."""
    return _is_money(figure) and bool(_RAISED_BY.search(sentence[: figure.start]))


def end_of_band(text: str, figure: Phrase) -> int:
    """Where the words end that make a figure the edge of a band (500万元以下的部分); 0 where they do not."""
    match = _BAND.match(text, figure.end)
    return match.end() if match else 0


def _is_replaced(sentence: str, figure: Phrase) -> bool:
    """Whether a figure is the one before a change (由500万元提高到800万元)."""
    return bool(_FROM.search(sentence[: figure.start]) and _CHANGED_TO.match(sentence[figure.end :]))


def _is_rate(sentence: str, figure: Phrase) -> bool:
    clause = _clause(sentence, figure).split("部分")[-1]
    if _NO_RATE.search(clause + sentence[figure.end : figure.end + 2]):
        return False
    shared_out = "比例" in clause and _GIVES.search(clause)
    return bool(shared_out or _RATE.search(sentence[: figure.start]))


def _is_amount(sentence: str, figure: Phrase) -> bool:
    return (
        figure.kind in {"money", "range", "change_amount", "level", "ratio"}
        and _is_money(figure)
        and (
            not _NOT_GIVEN.search(_clause(sentence, figure))
            or bool(_LEAST_GIVEN.search(_clause(sentence, figure)))
        )
    )


def _class_of(sentence: str, figure: Phrase) -> str:
    left = _BEFORE_A_CHANGE.sub("", sentence[: figure.start])
    match = _RELAXED_FOR.search(left) or _CLASS.search(left) or _CASE_OF.search(left) or _KIND_OF.search(left)
    return match["name"] if match else ""


def _whole_clause(sentence: str, figure: Phrase) -> str:
    """The clause around a figure, to its end."""
    return _clause(sentence, figure) + re.split("[，；。：]", sentence[figure.end :])[0]


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
    # What is said before another amount is of that one.
    per, years = (
        _PER.search(sentence, sentence.rfind("元", 0, figure.start) + 1, figure.start),
        _YEARS.match(sentence, figure.end + 1),
    )
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


def row_of_amount(figure: Phrase, text: str, passage: Passage) -> SupportRow | None:
    """The amount that a figure of a cell says; None where it is no money."""
    if not _is_money(figure):
        return None
    return _amount(SupportRow((), "", text, passage.line), figure, text)


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
        r"(?:以内|的|（[^）]{0,60}）)*(?:给予)?(?P<kind>(?:一次性)?[\u4e00-\u9fff]{0,8}?(?:补助|资助|奖励|奖补|补贴|贴息|津贴|奖金|经费|配套))",
        sentence[figure.end :],
    )
    if after:
        return _KIND_ALONE.sub("", after["kind"])
    within = re.match(
        r"[、，]连续[^，。；]{0,60}?的(?P<kind>[\u4e00-\u9fff]{2,8}(?:补助|资助|奖励|补贴))",
        sentence[figure.end :],
    )
    if within:
        return within["kind"]
    kinds = (match["kind"].split("给予")[-1] for match in _KIND.finditer(sentence[: figure.start]))
    before = [_KIND_ALONE.sub("", kind) for kind in kinds]
    return before[-1] if before else "兑现" if "兑现" in sentence else "支持"
