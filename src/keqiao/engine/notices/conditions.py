"""Conditions and exclusions of a notice, clause by clause, each with the words that it was read from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from keqiao.engine.notices.amounts import end_of_band, plain
from keqiao.engine.notices.layout import small_number
from keqiao.engine.notices.moments import MOMENT, moments
from keqiao.engine.notices.quotas import POINT, QUOTA, clauses
from keqiao.engine.notices.tracks import Segment, Track
from keqiao.engine.phrases import Phrase, read
from keqiao.engine.phrases.qualifiers import WORDS_BEFORE
from keqiao.engine.phrases.vocabulary import alternatives

_CONDITIONS = re.compile("条件|要求|对象|范围|资格")
_OF_OTHERS = re.compile(
    "安排|时间|程序|流程|步骤|联系|报送|材料|(?:有关|工作|组织|其他)(?:要求|事项)|组织实施|其他"
)
"""Headings of sections that tell offices what to do, not applicants what to be."""
_OPERATORS = {"at_least": ">=", "over": ">", "at_most": "<=", "under": "<"}
_GIVEN = re.compile("(?:支持|奖励|补助|资助|补贴|扶持)(?:政策|方式|措施|内容|标准|额度)")
_CLASSES = re.compile("类别|类型|申报范围|支持范围")
_STANDARDS = re.compile("(?:兑现|支持|奖励|补助|资助|补贴)标准")
_BRACKETS = re.compile(r"（[^（）]{0,60}）")
_RELAXED = re.compile(
    r"(?:^|，)(?P<who>[^，。；\d]{2,16}?)(?:(?:的，?|，)[^，。；的]{0,6}?)?可放宽(?:至|到)(?P<limit>[^，。；]{1,60})"
)
_OTHERWISE = re.compile(r"（(?P<when>[^（）]{0,60}?)的，(?P<limit>不(?:低于|少于|高于|超过)[^（）]{0,60})）")
_SOFT = re.compile("原则上|优先|可放宽|鼓励|一般(?:应|须|需|不)")
_SOFT_TOO = re.compile("^(?:且|并且?|同时)")
"""原则上 governs what is joined to its clause, not what else the sentence says."""
_EXCLUDES = re.compile(
    "不予(?:受理|推荐|兑现|支持|认定|申报|补贴|补助|资助|奖励|拨付|兑付|贴息|奖补|安排|发放)|不(?:得|能|可)(?:再次|再|以[^，。]{0,8})?(?:申报|申请|推荐|重复|享受|同时)|"
    "不再(?:支持|推荐|申报|受理|享受)|(?<!暂)不受理|不(?:列入|纳入|支持|享受)|取消[^，。]{0,6}资格"
)
_LISTED_CASES = re.compile(r"(?:有|存在)下列(?:情形|情况)之一")
_CASE = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s{0,4}(?P<text>[^；。]{1,60})")
_PERIOD = re.compile(
    r"(?P<period>(?:19|20)\d{2}年[度末底]?(?:以来)?(?!\d{1,2}月)|近[一二两三四五\d]{1,2}年(?:内)?|上(?:一)?年度|本年度|申请前一年内)"
)
_FULL_YEARS = re.compile(
    r"(?P<noun>[^，。；、]{0,14}?)(?<![不未])满(?P<years>\d{1,2}|[一二两三四五六七八九十])年"
)
_LEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).．、]\s{0,4})?(?:[^，。；：]{0,16}[：:])?\s{0,4}(?:[（(]?[一二三四五六七八九十\d]{1,2}[）).．、]\s{0,4})?(?:且|并|但|或者?|其中|同时)?\s{0,4}(?:(?:19|20)\d{2}年[度末底]?(?:以来)?|近[一二两三四五\d]{1,2}年(?:内)?|上(?:一)?年度|本年度)?"
    r"(?:累计|合计|平均|已|应当?|须|需|具有|拥有|建有|完成|达到?|从事|一般|原则上|的|有(?!效|关|限)|年均){0,8}"
)
_TAIL = re.compile(r"(?:为|达到?|在|有|应|须|需|的|累计|合计|不得?|是|均|原则上|一般|：|:){0,8}$")
_SHARE_OF = re.compile(rf"(?P<word>{alternatives(WORDS_BEFORE)})[^，。；、\d]{{1,14}}的$")
_OR = re.compile("^或者?|，或者?")
_ALSO = re.compile("^(?:但|且|并且?|同时)")
_MEASURED = frozenset({"元", "万元", "亿元", "%"})
"""Units of what a sentence about quotas asks besides."""
_QUALITIES = re.compile(
    "具有|具备|独立法人|有效期内|未发生|无(?:不良|重大|严重)|为第一|全职|拥护|未列入|拥有|建有|取得|获得|通过[^，。；]{2,}(?:认定|认证|贯标|验收|备案|评价)|"
    "属于|入选|(?:达到|为|不低于)[^，。；]{0,10}(?:[一二三四五六七八九十A-Z]级|[A-Z]类)(?:及)?以上|信用(?:记录|状况)?良好"
)
"""Words of what is asked without a figure."""
SHORTEST_POINT = 10
"""A shorter point is the heading of those below it (（一）基本条件)."""
_OF_SUPPORT = re.compile("(?:补贴|补助|资助|奖励|贴息)(?:金?额度?|资?金|标准|总额|比例)?$|期限$")
"""What is limited is the support, not who gets it."""
_GRADE = re.compile(r"(?:为|评为|定为|确定为)(?:优秀|良好|优|良|[A-D][类级等]|[一二三]等)(?!及?以上)")
"""A figure that grades (85分以上为优秀) is no condition of who may apply."""
_THING_GIVEN = re.compile("免租|免费|提供|给予[^，。；]{0,12}(?:场所|用房|公寓|住房)")
"""What is given in kind has its own limits (三年免租场所，面积不超过500平方米)."""
_CHOICE = re.compile(
    r"(?:以下|下列|如下)[^。；：]{0,10}?(?:之一|任[意何]?一[项条个种]|(?:至少|任意|任选|不少于|其中|中的?|的){1,3}"
    r"(?P<least>\d|[两二三四五六])[项条个种])[^。；：]{0,10}[：:]?$"
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
    together: tuple[ConditionRow, ...] = ()
    """Those that an alternative asks besides itself (或营业收入1000万元以下，但融资2000万元以上)."""
    least: int = 1
    """So many of this row and its alternatives must be met (以下条件中的两项)."""

    def every(self) -> Iterator[ConditionRow]:
        """This row, its alternatives and what they ask besides."""
        yield replace(self, alternatives=(), together=())
        for row in (*self.alternatives, *self.together):
            yield from row.every()


def conditions_of(segments: list[Segment]) -> list[ConditionRow]:
    """The conditions in their order: clauses with limits, and those without figures in sections about conditions."""
    rows: list[ConditionRow] = []
    choice: _Choice | None = None
    for segment in segments:
        of_others = _is_of_others(segment)
        about = _asks(segment)
        for whole in _sentences(segment.text):
            sentence, clearly = whole, bool(about)
            lead = None if _refuses(sentence) else _CHOICE.search(sentence)
            if choice is not None and sentence.strip() and not POINT.match(sentence.strip()):
                rows += choice.rows()
                choice = None
            if lead:
                choice = _Choice(small_number(lead["least"] or "1"))
                sentence = sentence[: sentence.rfind("，", 0, lead.start()) + 1].rstrip("，")
            elif choice is not None and sentence.strip():
                choice.members.append(_of_sentence([], sentence, segment, about=True))
                continue
            if _LISTED_CASES.search(sentence) or _THING_GIVEN.search(sentence):
                continue
            of_quotas = bool(QUOTA.search(sentence))
            if _STANDARDS.search(segment.passage.heading):
                sentence, clearly = re.split("，(?:按|在)", sentence)[0], True
            if not clearly and (
                _GIVEN.search(segment.passage.heading)
                or not re.search(
                    "(?:企业|单位|人|项目)[^，]{0,6}(?:应|须)"
                    if of_others
                    else "应(?:当|为|具)|须|不低于|不少于|且",
                    sentence,
                )
            ):
                continue
            before, rows = len(rows), _of_sentence(rows, sentence, segment, clearly)
            rows[before:] = [
                row
                for row in rows[before:]
                if (not of_quotas or row.unit in _MEASURED) and not _OF_SUPPORT.search(row.measure)
            ]
    return rows if choice is None else rows + choice.rows()


def _is_of_others(segment: Segment) -> bool:
    return not segment.passage.heading or bool(_OF_OTHERS.search(segment.passage.heading))


def _asks(segment: Segment) -> bool:
    """Whether a passage stands in a section about who may apply."""
    return not _is_of_others(segment) and bool(
        _CONDITIONS.search(segment.passage.heading)
        or _CONDITIONS.search(segment.passage.item[:16])
        or (segment.tracks and _CLASSES.search(segment.passage.heading))
    )


def silent_points(segments: list[Segment], lines: Collection[int]) -> list[tuple[str, int]]:
    """The points of sections about conditions of whose line nothing was read (``lines``: those that were), with their
    line: a condition without a figure that no word here knows.
    """
    return [
        (segment.text.strip(), segment.passage.line)
        for segment in segments
        if _asks(segment)
        and segment.passage.line not in lines
        and POINT.match(segment.text.strip())
        and len(segment.text.strip()) >= SHORTEST_POINT
        and not segment.text.rstrip().endswith(("：", ":"))
    ]


def _refuses(sentence: str) -> bool:
    return bool(_LISTED_CASES.search(sentence) or _EXCLUDES.search(sentence))


def _sentences(text: str) -> list[str]:
    """The sentences of a paragraph; the points behind 以下条件之一： are sentences of their own."""
    return [
        part
        for sentence in re.split("[。；]", text)
        for part in re.split(r"(?<=[：:])(?=\s{0,4}(?:[（(]?[1１一][）)]|1[.．、]|①))", sentence)
    ]


@dataclass
class _Choice:
    """Points of which some are enough (满足以下条件之一：), each with the rows that hold together in it."""

    least: int
    members: list[list[ConditionRow]] = field(default_factory=list)

    def rows(self) -> list[ConditionRow]:
        """One row with the other points as its alternatives; what a single point says stands for itself."""
        read = [rows for rows in self.members if rows]
        if len(read) < 2:
            return [row for rows in read for row in rows]
        first, *others = (replace(rows[0], together=(*rows[0].together, *rows[1:])) for rows in read)
        return [replace(first, alternatives=(*first.alternatives, *others), least=self.least)]


def _of_sentence(
    rows: list[ConditionRow], sentence: str, segment: Segment, about: bool
) -> list[ConditionRow]:
    """The rows before with those of a sentence; what it relaxes is written to the row before."""
    rows = list(rows)
    begin, soft, case = len(rows), False, ""
    excludes = bool(_EXCLUDES.search(sentence))
    parts = list(clauses(sentence))
    for at, whole in enumerate(parts, 1):
        relaxed = _RELAXED.search(whole)
        clause = _BRACKETS.sub("", whole[: relaxed.start()] if relaxed else whole)
        soft = bool(_SOFT.search(whole)) or (soft and bool(_SOFT_TOO.match(clause.strip())))
        refused = bool(_EXCLUDES.search(clause)) or (clause.strip().endswith("的") and excludes)
        if "公示" in clause or _GRADE.search(clause) or (refused and len(parts) > 2):
            continue
        if (
            at < len(parts)
            and not refused
            and clause.strip().endswith("的")
            and not _OR.match(clause.strip())
        ):
            case = POINT.sub("", clause).strip()  # what follows holds in this case
            continue
        base = ConditionRow(
            segment.tracks,
            POINT.sub("", clause).strip(),
            segment.passage.line,
            period=_period(clause),
            soft=soft,
            when=case,
        )
        conditions = [*_limits(clause, base), *_days(clause, base)]
        if refused:
            conditions = _allowed(conditions)
        leads = clause.rstrip().endswith(("：", ":"))
        if not (conditions or refused or leads) and about and _QUALITIES.search(clause):
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
        if case and rows and rows[-1].when:  # …的，不低于6%；…的，不低于4%
            conditions = [replace(row, measure=row.measure or rows[-1].measure) for row in conditions]
        for row in conditions:
            if len(rows) > begin and _OR.match(clause.strip()):
                rows[-1] = replace(rows[-1], alternatives=(*rows[-1].alternatives, row))
            elif len(rows) > begin and rows[-1].alternatives and _ALSO.match(clause.strip()):
                rows[-1] = _together(rows[-1], row)
            else:
                rows.append(row)
        if relaxed and rows:
            rows[-1] = _relax(rows[-1], relaxed, whole.strip())
    return rows


_ALLOWED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _allowed(refused: list[ConditionRow]) -> list[ConditionRow]:
    """What the refusal of a case asks for (低于60分的不予推荐: at least 60); of several figures together nothing is
    said of any one.
    """
    if len(refused) != 1 or refused[0].operator not in _ALLOWED or isinstance(refused[0].value, date):
        return []
    return [replace(refused[0], operator=_ALLOWED[refused[0].operator])]


def _together(row: ConditionRow, besides: ConditionRow) -> ConditionRow:
    """The row whose last alternative asks ``besides`` too."""
    last = row.alternatives[-1]
    return replace(
        row, alternatives=(*row.alternatives[:-1], replace(last, together=(*last.together, besides)))
    )


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
    if figure.unit != ("元" if scale > 1 else row.unit):  # it relaxes something else
        return row
    return replace(
        row, relaxed_to=plain(figure.value / scale), relaxed_for=relaxed["who"].removeprefix("其中")
    )


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
    for written in read(clause).figures:
        figure = _share_of(clause, end, written)
        if end_of_band(clause, figure):
            continue
        if figure.qualifier in _OPERATORS and figure.value is not None and figure.unit:
            row = _limit(clause, end, figure, base)
            measure = row.measure if clause[end : figure.start].strip("、，且并 ") else before
            yield replace(row, measure=measure or row.measure)
            before = measure
        if figure.unit:
            end = figure.end


def _share_of(clause: str, begin: int, figure: Phrase) -> Phrase:
    """不超过总投资的30%: the word of the limit stands before what it is a share of."""
    match = _SHARE_OF.search(clause, begin, figure.start)
    if match is None or figure.qualifier != "exact" or figure.unit != "%":
        return figure
    return replace(figure, qualifier=WORDS_BEFORE[match["word"]], start=match.start())


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
            if _EXCLUDES.search(sentence) and "逾期" not in sentence:
                rows.append((POINT.sub("", sentence).strip(), segment.passage.line))
    return rows
