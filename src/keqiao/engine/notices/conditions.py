"""Conditions, exclusions and quotas of a notice, clause by clause, each with the words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from keqiao.engine.notices.amounts import plain
from keqiao.engine.notices.layout import small_number
from keqiao.engine.notices.moments import MOMENT, moments
from keqiao.engine.notices.tracks import Segment, Track
from keqiao.engine.phrases import Phrase, read

_CONDITIONS = re.compile("条件|要求|对象|范围|资格")
_OPERATORS = {"at_least": ">=", "over": ">", "at_most": "<=", "under": "<"}
_STANDARDS = re.compile("(?:兑现|支持|奖励|补助|资助|补贴)标准")
_BRACKETS = re.compile(r"（[^（）]{0,60}）")
_RELAXED = re.compile(
    r"(?:^|，)(?P<who>[^，。；]{2,12}?)的?，?(?:[^，。；]{0,6})可放宽(?:至|到)(?P<limit>[^，。；]{1,60})"
)
_OTHERWISE = re.compile(r"（(?P<when>[^（）]{0,60}?)的，(?P<limit>不(?:低于|少于|高于|超过)[^（）]{0,60})）")
_SOFT = re.compile("原则上|一般(?:应|须|需|不)|优先|可放宽|鼓励")
_EXCLUDES = re.compile(
    "不予(?:受理|推荐|兑现|支持|认定|申报)|不得(?:申报|推荐|重复|享受|同时)|不再(?:支持|推荐)|不受理|不列入|取消[^，。]{0,6}资格"
)
_LISTED_CASES = re.compile(r"(?:有|存在)下列(?:情形|情况)之一")
_CASE = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s{0,4}(?P<text>[^；。]{1,60})")
_PERIOD = re.compile(
    r"(?P<period>(?:19|20)\d{2}年度?(?:以来)?(?!\d{1,2}月)|近[一二两三四五\d]{1,2}年(?:内)?|上(?:一)?年度|本年度|申请前一年内)"
)
_FULL_YEARS = re.compile(r"(?P<noun>[^，。；、]{0,14}?)满(?P<years>\d{1,2}|[一二两三四五六七八九十])年")
_LEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).．、]\s{0,4})?(?:[^，。；：]{0,16}[：:])?\s{0,4}(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).．、]\s{0,4})?(?:且|并|或者?|其中|同时)?\s{0,4}(?:(?:19|20)\d{2}年度?(?:以来)?|近[一二两三四五\d]{1,2}年(?:内)?|上(?:一)?年度|本年度)?"
    r"(?:累计|合计|平均|已|应当?|须|需|具有|拥有|建有|完成|达到?|从事|一般|原则上|的|有(?!效|关|限)|年均){0,8}"
)
_TAIL = re.compile(r"(?:为|达到?|在|有|应|须|需|的|累计|合计|不|是|：|:){0,8}$")
_OR = re.compile("^或者?|，或者?")
_QUOTA = re.compile(
    "推荐数|推荐名额|限报|限额(?!不变)|名额|申报数|只能申报|只可申报|增报|限推荐|推荐不超过|可推荐|推荐[^。]{0,12}不少于"
)
_QUOTA_UNITS = {"项", "个", "名", "家", "人"}
_WHOSE = re.compile(
    r"(?P<whose>[^，。；：:、]{1,20}?)(?:各|每家|每个|每人)?(?:可|只能|限|推荐|申报|增报|不超过|不少于|本年度|本次|增加|最多|不得超过|共有?|至少){0,8}$"
)


@dataclass(frozen=True)
class ConditionRow:
    """One condition. ``operator`` is None where it has no figure; ``alternatives`` are those joined by 或."""

    tracks: tuple[Track, ...]
    text: str
    line: int
    measure: str = ""
    operator: str | None = None
    value: Decimal | date | None = None
    unit: str = ""
    period: str = ""
    soft: bool = False
    relaxed_to: Decimal | date | None = None
    relaxed_for: str = ""
    otherwise: Decimal | None = None
    """The limit in the case that ``when`` names (注册资本超过2000万元的，不低于15%)."""
    when: str = ""
    as_of: date | None = None
    """The day on which it has to be so (截至)."""
    alternatives: tuple[ConditionRow, ...] = ()


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


def conditions_of(segments: list[Segment]) -> list[ConditionRow]:
    """The conditions in their order: clauses with limits, and those without figures in sections about conditions."""
    rows: list[ConditionRow] = []
    for segment in segments:
        about = _CONDITIONS.search(segment.passage.heading) or _CONDITIONS.search(segment.passage.item[:16])
        for whole in re.split("[。；]", segment.text):
            sentence, clearly = whole, bool(about)
            if _QUOTA.search(sentence) or _LISTED_CASES.search(sentence):
                continue
            if _STANDARDS.search(segment.passage.heading):
                sentence, clearly = re.split("，(?:按|在)", sentence)[0], True
            if not clearly and not re.search("应(?:当|为|具)|须|不低于|不少于|且", sentence):
                continue
            rows = _of_sentence(rows, sentence, segment, clearly)
    return rows


def _of_sentence(
    rows: list[ConditionRow], sentence: str, segment: Segment, about: bool
) -> list[ConditionRow]:
    """The rows before with those of a sentence; what it relaxes is written to the row before."""
    rows = list(rows)
    begin = len(rows)
    for whole in _clauses(sentence):
        relaxed = _RELAXED.search(whole)
        clause = _BRACKETS.sub("", whole[: relaxed.start()] if relaxed else whole)
        if "公示" in clause or (_EXCLUDES.search(clause) and not re.search("低于|少于", clause)):
            continue
        soft = bool(_SOFT.search(sentence))
        base = ConditionRow(
            segment.tracks, clause.strip(), segment.passage.line, period=_period(clause), soft=soft
        )
        conditions = [*_limits(clause, base), *_days(clause, base)]
        if (
            not conditions
            and about
            and re.search("具有|具备|独立法人|有效期内|未发生|无(?:不良|重大|严重)|为第一|全职|拥护", clause)
        ):
            conditions = [replace(base, measure=_LEAD.sub("", clause.strip())[:40])]
        as_of = next(
            (moment.day for moment in moments(whole, None) if whole[: moment.start].endswith("截至")), None
        )
        if as_of is not None:
            conditions = [replace(row, as_of=as_of) for row in conditions] or [
                replace(base, measure="", as_of=as_of)
            ]
        other = _OTHERWISE.search(whole)
        if other and conditions:
            limit = next((figure.value for figure in read(other["limit"]).figures), None)
            conditions[-1] = replace(conditions[-1], otherwise=limit, when=other["when"])
        if len(conditions) == 2 and "或" in clause and "且" not in clause:
            conditions = [replace(conditions[0], alternatives=(conditions[1],))]
        for row in conditions:
            if len(rows) > begin and _OR.match(clause.strip()):
                rows[-1] = replace(rows[-1], alternatives=(*rows[-1].alternatives, row))
            else:
                rows.append(row)
        if relaxed and rows:
            rows[-1] = _relax(rows[-1], relaxed, whole.strip())
    return rows


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses of a sentence; a comma inside brackets or before what is relaxed divides nothing."""
    depth = begin = 0
    for at, letter in enumerate(sentence):
        depth += (letter in "（(") - (letter in "）)")
        if letter == "，" and depth <= 0 and not re.match("[^，]{0,6}可放宽", sentence[at + 1 :]):
            yield sentence[begin:at]
            begin = at + 1
    yield sentence[begin:]


def _relax(row: ConditionRow, relaxed: re.Match[str], text: str) -> ConditionRow:
    """特别优秀的可放宽至…: the limit for some."""
    row = replace(row, text=row.text if row.text in text else f"{row.text}；{text}")
    day = next((moment.day for moment in moments(relaxed["limit"], None)), None)
    if day is not None:
        return replace(row, relaxed_to=day, relaxed_for=relaxed["who"])
    figure = next(iter(read(relaxed["limit"]).figures), None)
    if figure is None or figure.value is None:
        return row
    scale = {"万元": Decimal(10**4), "亿元": Decimal(10**8)}.get(row.unit, Decimal(1))
    return replace(row, relaxed_to=plain(figure.value / scale), relaxed_for=relaxed["who"])


def _limits(clause: str, base: ConditionRow) -> Iterator[ConditionRow]:
    years = _FULL_YEARS.search(clause)
    if years:
        yield replace(
            base,
            measure=_noun(years["noun"]),
            operator=">=",
            value=Decimal(small_number(years["years"])),
            unit="年",
        )
        return
    end, before = 0, ""
    for figure in read(clause).figures:
        if figure.qualifier in _OPERATORS and figure.value is not None and figure.unit:
            row = _limit(clause, end, figure, base)
            measure = row.measure if clause[end : figure.start].strip("、，且并 ") else before
            yield replace(row, measure=measure or row.measure)
            before = measure
        if figure.unit:
            end = figure.end


def _limit(clause: str, begin: int, figure: Phrase, base: ConditionRow) -> ConditionRow:
    unit = figure.unit or ""
    value = figure.value or Decimal(0)
    if unit == "元":
        unit = "万元" if "万" in figure.span else "亿元" if "亿" in figure.span else "元"
        value /= {"万元": Decimal(10**4), "亿元": Decimal(10**8)}.get(unit, Decimal(1))
    return replace(
        base,
        measure=_counted_noun(clause, begin, figure),
        operator=_OPERATORS[figure.qualifier],
        value=plain(value),
        unit=unit,
    )


def _counted_noun(clause: str, begin: int, figure: Phrase) -> str:
    """The noun before a number; the one after it where a verb leads (企业有2名以上非股东员工)."""
    left, right = clause[begin : figure.start], clause[figure.end :]
    noun = _noun(left)
    if not noun or noun == "其中" or re.search("(?:有|签订|拥有|聘用|缴纳)$", left):
        return _noun(re.split("在|并|的", right)[0]) or _noun(right) or noun
    return noun


def _days(clause: str, base: ConditionRow) -> Iterator[ConditionRow]:
    """1971年1月1日（含）以后出生, 不得晚于2026年9月30日."""
    for moment in moments(clause, None):
        after = clause[moment.end :]
        before = clause[: moment.start]
        if re.match(r"\s{0,4}(?:（含）|\(含\))?(?:以后|之后|以来|起)", after):
            yield replace(
                base,
                measure=_noun(before) or _noun(re.sub(r"^\s{0,4}(?:以后|之后|以来|起)", "", after)),
                operator=">=",
                value=moment.day,
            )
        elif re.search("(?:不得?晚于|不迟于)$", before) or re.match(
            r"\s{0,4}(?:（含）)?(?:以前|之前)(?:出生|成立|注册)", after
        ):
            yield replace(
                base,
                measure=_noun(before.removesuffix("不得晚于").removesuffix("不晚于")),
                operator="<=",
                value=moment.day,
            )


def _noun(text: str) -> str:
    text = MOMENT.sub("", text).split("且")[-1]
    return _TAIL.sub("", _LEAD.sub("", text.strip())).strip("，、的 （）")[:40]


def _period(clause: str) -> str:
    match = _PERIOD.search(clause)
    return match["period"] if match else ""


def exclusions_of(segments: list[Segment]) -> list[tuple[str, int]]:
    """Who or what is not accepted: single clauses, and the cases of a list. With their lines."""
    rows: list[tuple[str, int]] = []
    for segment in segments:
        if _LISTED_CASES.search(segment.text):
            rows += [(match["text"].strip(), segment.passage.line) for match in _CASE.finditer(segment.text)]
            continue
        for sentence in re.split("[。；]", segment.text):
            if _EXCLUDES.search(sentence) and not sentence.strip().startswith("逾期"):
                rows.append((sentence.strip(), segment.passage.line))
    return rows


def quotas_of(segments: list[Segment]) -> list[QuotaRow]:
    """Quotas in their order, each for those who are named before its number."""
    rows: list[QuotaRow] = []
    for segment in segments:
        for sentence in re.split("。", segment.text):
            if not _QUOTA.search(sentence):
                continue
            if re.search("(?:名额|推荐数|数量|申报)不限", sentence):
                whose = re.split("(?:推荐)?(?:名额|推荐数|数量|申报)不限", sentence)[0]
                rows.append(
                    QuotaRow(
                        re.sub("^.*[，、；]", "", whose),
                        sentence.strip(),
                        segment.passage.line,
                        unlimited=True,
                    )
                )
                continue
            rows += _quotas_of_sentence(sentence, segment)
    return rows


def _quotas_of_sentence(sentence: str, segment: Segment) -> Iterator[QuotaRow]:
    end = 0
    before = ""
    for figure in read(sentence).figures:
        if figure.unit not in _QUOTA_UNITS or figure.value is None:
            continue
        left = re.split("[，；：:]", sentence[end : figure.start])[-1]
        match = _WHOSE.search(left)
        whose = match["whose"] if match and match["whose"] else before
        if re.fullmatch("(?:各|每家|每个|每人)?(?:可|限|只能)?(?:报|推荐|申报)?", left.strip()) or whose in {
            "每家",
            "每个",
            "每人",
        }:
            whose = (
                re.split("[，；：:。]", sentence[: figure.start])[-2]
                if re.search("[，；：:]", sentence[: figure.start])
                else before
            )
            whose = re.sub("(?:不占|不受).*$", "", whose)
        whose = re.sub("^(?:在[\u4e00-\u9fff](?=高校)|各(?=区|县|市|板块|单位))", "", whose).strip()
        before, end = whose or before, figure.end
        number = int(figure.value)
        each = bool(re.search("各|每|同一|单个|限报", left))
        row = QuotaRow(whose, sentence.strip(), segment.passage.line, each=each)
        if re.search("增报|增加|另增", left):
            yield replace(row, extra=number, each=False)
        elif figure.qualifier in {"at_least", "over"}:
            yield replace(row, least=number)
        else:
            yield replace(row, most=number)
