"""What figures of one sentence are to one another: from and to, total and parts, criteria, targets, nouns in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from keqiao.engine.phrases.numerals import CHINESE, numeral
from keqiao.engine.phrases.phrase import Phrase, PhraseKind, PhraseRole
from keqiao.engine.phrases.place import SENTENCE_END
from keqiao.engine.phrases.vocabulary import CATEGORIES, COUNTS, TARGETS

_CLAUSE = re.compile(r"[，,。；;：:！？\n（(）)]")
_YEAR = r"(?:(?:19|20)\d{2}年(?:底|末|初)?)?"
_FROM = re.compile(rf"(?:由|从|自){_YEAR}(?:[^，。；\d]{{0,12}}?的)?$")
_TO = re.compile(
    r"(?:增长|增加|提高|提升|上升|下降|减少|降低|扩大|压缩|缩短|增|升|降|减|调整|变为|发展|跃升|回落)?(?:到|至|为|成)(?:了|约|近)?"
    rf"(?:{_YEAR}|目前|现在|当前)的?$"
)
_PART = re.compile(r"其中|包括|含")
_TOTAL_AFTER = re.compile(r"(?:共计|合计|总计|共有|(?<!公)共)[^，。；\d]{0,6}$")
_KIND_OF_THING = re.compile(
    r"^的?(?:重大|重点|产业|工业|大)?(?:企业|项目|单位|平台|机构|人才|人员|产品|合同|技术合同|专家)[^，。；、\d]{0,8}$"
)
_SHORT_NOUN = re.compile(r"^的?[^，。；、\d]{0,8}$")
"""50万元以上大型仪器42台, 10亿元以上12个."""
_IN_ORDER = re.compile(r"分别(?:为|是|有|达到|达|占)?$")
_NOT_A_NOUN = re.compile(r"[，。；：\d]")
_OF_THESE = re.compile(r"^[^，。；\d]{0,12}中[^。；\d]{0,20}占[^，。；\d]{0,4}$")
"""12家受访单位中…占66.67%: the count is the whole of the share."""
_AMONG = re.compile(r"^[^，。；\d]{0,12}中[，,]?[^，。；\d]{1,20}$")
_AMONG_NOUN = re.compile(
    r"(?:^|[，；、,;（(])(?:在)?(?P<noun>[^，。；、：\d中]{2,8})中[，,]?[^，。；、\d]{0,12}$"
)
_NUMBERED = re.compile(r"(?:已|现|共|总计|合计|有|达|到|为|是){0,3}$")
_EACH = re.compile(r"各(?:自)?(?:占|有|为|达|获|得|安排)?$")
_NUMBER_OF_THINGS = re.compile(rf"(?P<number>\d+|{CHINESE})(?:{'|'.join((*COUNTS, *CATEGORIES))})")
_OF_BASE = re.compile(r"^的(?:约|近)?$")
_OF_THE_SAME = re.compile(
    r"^[，,；;](?:共|累计|并|又)?(?:实现|完成|实际|投入|带动|创造|形成|缴纳|上缴|到账)[^，。；\d]{1,10}$"
)
"""其中开发区开票92亿元，…，实现销售收入109.3亿元: another amount of the same, not a further part."""
_TARGET = re.compile(
    rf"(?:{'|'.join(TARGETS)})(?!(?:到位|到|了)?[^，。；\d]{{0,8}}(?:资金|项目|支持|资助|经费))"
)
"""争取 is a target unless what is won are funds (争取上级资金4.2亿元)."""
_SUMS: tuple[PhraseKind, ...] = ("count", "money", "share", "level", "quantity")
_LIMITS = {"at_least", "at_most", "under", "over", "between"}


def with_roles(text: str, figures: list[Phrase]) -> list[Phrase]:
    """The figures, each with what it is to the others of its sentence."""
    sentences = _by_sentence(text, figures)
    steps = (_movements, _totals, _wholes, _ordered_nouns)
    read: list[Phrase] = []
    for members in sentences:
        for step in steps:
            members[:] = step(text, members)
        read += members
    return read


def _by_sentence(text: str, figures: list[Phrase]) -> list[list[Phrase]]:
    ends = [match.start() for match in SENTENCE_END.finditer(text)] + [len(text) + 1]
    sentences: list[list[Phrase]] = [[] for _ in ends]
    at = 0
    for figure in figures:
        while figure.start > ends[at]:
            at += 1
        sentences[at].append(figure)
    return [members for members in sentences if members]


def _movements(text: str, figures: list[Phrase]) -> list[Phrase]:
    """由…提高到…, criteria, targets and what each of several has."""
    moved: list[Phrase] = []
    for at, figure in enumerate(figures):
        begin = figures[at - 1].end if at else max(figure.start - 30, 0)
        left = text[begin : figure.start]
        role: PhraseRole | None = None
        kind, direction = figure.kind, figure.direction
        before = moved[-1] if moved else None
        after = figures[at + 1] if at + 1 < len(figures) else None
        if (
            _FROM.search(left)
            and after is not None
            and after.unit == figure.unit
            and _TO.search(text[figure.end : after.start])
        ):
            role = "from"
        elif before is not None and before.role == "from" and _TO.search(left):
            role = "to"
            kind = before.kind if figure.kind != "range" else "range"
        elif figure.kind == "level":
            role = "to"
        if role is None and _criterion(text, figure, after):
            role = "criterion"
        elif role is None and _is_target(text, figure):
            role = "target"
        times = 1
        if _EACH.search(left):
            number = _NUMBER_OF_THINGS.search(_clause(text, figure))
            times = int(numeral(number["number"]).value) if number else 1
        if role == "to":
            direction = None
        moved.append(replace(figure, kind=kind, direction=direction, role=role, times=times))
    return moved


def _is_target(text: str, figure: Phrase) -> bool:
    """Whether it is meant to be reached: said in its clause, or 力争 before it in the sentence."""
    begin = max((match.end() for match in SENTENCE_END.finditer(text, 0, figure.start)), default=0)
    return _TARGET.search(_clause(text, figure)) is not None or "力争" in text[begin : figure.start]


def _criterion(text: str, figure: Phrase, after: Phrase | None) -> bool:
    """营业收入2000万元以上的企业, 亿元以上企业12家: the figure says which are meant."""
    if figure.qualifier not in _LIMITS or figure.kind not in {"money", "quantity", "count", "rate"}:
        return False
    following = text[figure.end : figure.end + 3]
    if (
        after is not None
        and after.unit != figure.unit
        and (
            _KIND_OF_THING.match(between := text[figure.end : after.start])
            or (figure.kind == "money" and after.kind == "count" and _SHORT_NOUN.match(between))
        )
    ):
        return True
    return following.startswith("的") and not re.match(r"的(?:[，。；、]|$)", following)


def _clause(text: str, figure: Phrase) -> str:
    begin = 0
    for match in _CLAUSE.finditer(text, 0, figure.start):
        begin = match.end()
    return text[begin : figure.start]


def _totals(text: str, figures: list[Phrase]) -> list[Phrase]:
    """其中: the figure of the same unit before it is the total; 共, 合计: what stands before are the parts."""
    figures = list(figures)
    for at in range(len(figures)):
        begin = figures[at - 1].end if at else 0
        left = text[begin : figures[at].start]
        same = [
            other
            for other in range(at)
            if (_alike(figures[other], figures[at]) or _all_that_is_new(text, figures, other, at))
            and not _is_base(text, figures, other)
        ]
        if at and _PART.search(left) and same:
            total = same[-1]
            if figures[total].role is None:
                figures[total] = replace(figures[total], role="total")
            stop = _end_of_parts(text, figures, at)
            for part in range(at, stop):
                same_kind = (
                    _alike(figures[part], figures[total])
                    or _all_that_is_new(text, figures, total, part)
                    or _listed(text, figures, part)
                )
                if whole_of(text, figures, part) not in {None, total}:
                    continue
                if part > at and _OF_THE_SAME.match(text[figures[part - 1].end : figures[part].start]):
                    break
                if same_kind and figures[part].role is None:
                    figures[part] = replace(figures[part], role="part")
        elif at and text[figures[at - 1].end : figures[at - 1].end + 1] == "（" and same[-1:] == [at - 1]:
            figures = _bracketed(text, figures, at)
        elif (
            at
            and _TOTAL_AFTER.search(left)
            and (same := same or _same_changes(figures, at))
            and not any(figures[other].role == "part" for other in same)
        ):
            figures[at] = replace(figures[at], role="total")
            same = _without_restated(figures, same, at)
            for part in same:
                if figures[part].role is None:
                    figures[part] = replace(figures[part], role="part")
    return figures


def _same_changes(figures: Sequence[Phrase], at: int) -> list[int]:
    """分别新增32家、45家、58家，共新增135家: changes of one unit in one direction."""
    total = figures[at]
    return [
        other
        for other in range(at)
        if total.kind == figures[other].kind == "change_amount"
        and total.unit == figures[other].unit
        and total.direction == figures[other].direction
    ]


def _all_that_is_new(text: str, figures: Sequence[Phrase], at: int, part: int) -> bool:
    """新增专利1254件，其中发明312件: what came is the whole where no level stands before it."""
    figure = figures[at]
    return (
        figure.kind == "change_amount"
        and figure.unit == figures[part].unit
        and figures[part].kind in _SUMS
        and re.search("新增|新引进|新认定", text[figures[at - 1].end if at else 0 : figure.start]) is not None
        and not any(before.unit == figure.unit for before in figures[:at])
    )


def _is_base(text: str, figures: Sequence[Phrase], at: int) -> bool:
    """完成预算60999万元的40.4%: what the share before it is of is no total of what follows."""
    after = figures[at + 1] if at + 1 < len(figures) else None
    return (
        after is not None
        and after.kind == "share"
        and _OF_BASE.match(text[figures[at].end : after.start]) is not None
    )


def whole_of(text: str, figures: Sequence[Phrase], at: int) -> int | None:
    """研发人员817人，研发人员中硕博548人: the figure of the noun that this one is among; None where none is."""
    left = text[figures[at - 1].end if at else 0 : figures[at].start]
    said = _AMONG_NOUN.search(left)
    if said is None:
        return None
    for other in range(at - 1, -1, -1):
        before = text[figures[other - 1].end if other else 0 : figures[other].start]
        if figures[other].unit == figures[at].unit and _NUMBERED.sub("", before).endswith(said["noun"]):
            return other
    return None


def _without_restated(figures: list[Phrase], same: list[int], total: int) -> list[int]:
    """13家：甲6家、乙4家、丙3家，共13家: the first says the total already; it is no part, but a total as well."""
    if len(same) < 3 or figures[same[0]].value != figures[total].value or figures[same[0]].role is not None:
        return same
    figures[same[0]] = replace(figures[same[0]], role="total")
    return same[1:]


def _bracketed(text: str, figures: list[Phrase], at: int) -> list[Phrase]:
    """27家（国家级9家、省级18家）: what a bracket right behind a figure lists are its parts."""
    stop = _end_of_parts(text, figures, at)
    parts = [part for part in range(at, stop) if _alike(figures[part], figures[at - 1])]
    if len(parts) < 2 or figures[at - 1].role not in {None, "total", "part"}:
        return figures
    inner = {part: replace(figures[part], role="part") for part in parts if figures[part].role is None}
    if figures[at - 1].role is None:
        inner[at - 1] = replace(figures[at - 1], role="total")
    return [inner.get(place, figure) for place, figure in enumerate(figures)]


def _wholes(text: str, figures: list[Phrase]) -> list[Phrase]:
    """12家单位中…占66.67%: the count before a share of it is its total."""
    figures = list(figures)
    for at, (figure, share) in enumerate(pairwise(figures)):
        if (
            figure.kind == "count"
            and share.kind == "share"
            and figure.role is None
            and _OF_THESE.search(text[figure.end : share.start])
        ):
            figures[at] = replace(figure, role="total")
        elif figure.role is None and _alike(figure, share) and _AMONG.match(text[figure.end : share.start]):
            figures[at] = replace(figure, role="total")
            figures[at + 1] = replace(share, role=share.role or "part")
            for part in range(at + 2, len(figures)):
                between = text[figures[part - 1].end : figures[part].start]
                if not _alike(figures[part], figure) or not re.match(
                    r"^、(?!共|合计|总)[^，。；、：\d]{1,8}$", between
                ):
                    break
                figures[part] = replace(figures[part], role=figures[part].role or "part")
    return figures


def _end_of_parts(text: str, figures: list[Phrase], start: int) -> int:
    """Parts go on to the end of the sentence, or of the bracket that they stand in."""
    close = text.find("）", figures[start].start)
    opened = text.rfind("（", 0, figures[start].start)
    inside = opened >= 0 and "）" not in text[opened : figures[start].start]
    if not inside or close < 0:
        return len(figures)
    return next((at for at in range(start, len(figures)) if figures[at].start > close), len(figures))


def _alike(one: Phrase, other: Phrase) -> bool:
    return one.unit == other.unit and one.unit is not None and one.kind in _SUMS and other.kind in _SUMS


def _listed(text: str, figures: list[Phrase], at: int) -> bool:
    """Whether a figure that lacks its measure word goes on with a list of parts (博士212人、硕士336)."""
    figure, before = figures[at], figures[at - 1]
    return (
        "no_measure_word" in figure.lints
        and before.role == "part"
        and re.match(r"^、[^，。；：\d]{1,12}$", text[before.end : figure.start]) is not None
    )


def _ordered_nouns(text: str, figures: list[Phrase]) -> list[Phrase]:
    """甲和乙分别为…: the nouns go to the figures in their order."""
    figures = list(figures)
    for at, figure in enumerate(figures):
        begin = figures[at - 1].end if at else 0
        said = _IN_ORDER.search(left := text[begin : figure.start])
        if said is None:
            continue
        nouns = [
            noun
            for noun in re.split(
                "[、和及与以]", _NOT_A_NOUN.split(left[: said.start()])[-1].removeprefix("其中")
            )
            if noun
        ]
        members = figures[at : at + len(nouns)]
        if len(members) == len(nouns) >= 2 and len({member.unit for member in members}) == 1:
            figures[at : at + len(nouns)] = [
                replace(member, of=noun) for member, noun in zip(members, nouns, strict=True)
            ]
    return figures
