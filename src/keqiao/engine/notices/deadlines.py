"""Deadlines of a notice: who has to do what by when, each with the words that it was read from.

A day is a deadline where the words say so (前, 截止时间, 至, 延长至, 起…日内); 截至 is the as-of day of a fact, and
days of birth, contract, registration or publication are conditions or history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from keqiao.engine.notices.layout import NoticeLayout, Passage, small_number
from keqiao.engine.notices.moments import DatedMoment, moments
from keqiao.working_days import after_working_days

_SENTENCE = re.compile(r"[。；;]")
_ROLES = (
    r"各?辖市[（(]区[）)]科技局|各?(?:市|县|区|县区|市县|板块|镇街?|街道|园区|高新区|开发区|功能区)?(?:科技|工信|人社|发改|经济发展|教育)[局委]|各?板块|"
    r"各?推荐单位|各?主管部门|各?归口(?:管理)?(?:部门|单位)|(?:在[\u4e00-\u9fff])?高校、科研院所|高校院所|各?(?:辖)?[县市区]{1,2}(?=审核|推荐|初审|汇总)|"
    r"申报单位|申报企业|申报人|申请人|申请单位|用人单位|依托单位|承担单位|企业|项目单位|各?有关单位|(?:港澳台|境外)(?:申报|申请)?(?:单位|人)"
)
_WHO = re.compile(_ROLES)
_NO_DEADLINE_BEFORE = re.compile(r"(?:截至|截止到|自|从|于|不(?:得|能)?早于|不得晚于|不晚于|早于)$")
_DEADLINE_AFTER = re.compile(r"^\s{0,4}(?:之前|以前|前|截止|止|为止)")
_UNTIL = re.compile(
    r"(?:截止(?:时间|日期|日)?(?:为|是|：|:|到|至)?|最迟(?:不超过|于)?|不迟于|(?:顺延|延长|延期|推迟|调整|延)(?:至|到|为))\s{0,4}$"
)
_PERIOD = re.compile(
    r"(?:受理|申报|报名|申请|填报|征集|提交|办理|推荐|公示|集中受理)[^，。；]{0,6}?(?:时间|期限|日期)?(?:为|是|：|:)?(?:自|从)?\s{0,4}$"
)
_TO = re.compile(r"^\s{0,4}(?:起)?\s{0,4}(?:至|到|—{1,2}|-|–|～)\s{0,4}$")
_RELATIVE = re.compile(
    r"(?P<base>自本(?:通知|公告)(?:发布|公布|印发|下发)之日起|(?:自|在)?[^，。；]{0,16}?(?:之日起|后|以后))\s{0,4}(?P<number>\d{1,3}|[一二三四五六七八九十两]{1,3})\s{0,4}个?(?P<working>工作)?[日天]内"
)
_FROM_THE_NOTICE = re.compile(r"本(?:通知|公告)(?:发布|公布|印发|下发)")
_AFTER_A_DEADLINE = re.compile(r"(?:提交|申报|受理|网上申报|填报)?截止(?:时间|日期)?后$|(?:提交|申报)截止")
_POSTPONED = re.compile(r"顺延(?P<number>\d{1,2}|[一二三四五六七八九十两]{1,3})(?P<working>个工作)?[天日]")
_HISTORY = re.compile(
    r"出生|注册|成立|签订|签署|创办|凭证|发票|开工|竣工|取得|获得|以来|以后|之后|（含）以|印发|施行|发布，|年\d{1,2}月\d{1,2}日发布"
)
_EARLIER = re.compile(r"以先到(?:期)?者为准")


@dataclass(frozen=True)
class Deadline:
    """One deadline. ``at`` is None where it depends on each case (``derived`` says on what)."""

    who: str
    what: str
    moment: DatedMoment | None
    source: str
    line: int
    derived: str = ""
    start: bool = False
    """Whether something begins then."""
    replaces: DatedMoment | None = None
    """The moment that an amendment moved."""
    final_for_applicant: bool = False
    weekday_fits: bool = True


def deadlines_of(notice: NoticeLayout, default_who: str) -> list[Deadline]:
    """All deadlines in their order; the last one of the applicant (the first, 以先到期者为准) is marked."""
    read: list[Deadline] = []
    for passage in notice.body:
        for sentence in _sentences(passage.text):
            read += _of_sentence(sentence, passage, notice.issued_on, default_who, read)
    read = _without_repeated_ends(read)
    return _final(read, default_who, any(_EARLIER.search(passage.text) for passage in notice.body))


def _sentences(text: str) -> Iterator[str]:
    yield from (part for part in _SENTENCE.split(text) if part.strip())


def _of_sentence(
    sentence: str, passage: Passage, issued_on: date | None, default_who: str, before: list[Deadline]
) -> list[Deadline]:
    read: list[Deadline] = []
    # 每年3月5日 comes again every year: it is left to the officer.
    days = [] if re.search("每年|常年", sentence) else moments(sentence, issued_on)
    for at, moment in enumerate(days):
        left = sentence[days[at - 1].end if at else 0 : moment.start]
        right = sentence[moment.end : days[at + 1].start if at + 1 < len(days) else len(sentence)]
        clause = sentence[_clause_start(sentence, moment.start) : moment.start]
        follows = at + 1 < len(days) and _TO.match(right)
        what = _what(sentence, moment)
        who = _who(sentence, moment.start, moment.end, default_who, sentence.find("，", moment.end))
        row = Deadline(who, what, moment, sentence.strip(), passage.line, weekday_fits=moment.weekday_fits)
        if follows and _PERIOD.search(clause):
            read.append(replace(row, what=_named(clause) + "开始", start=True))
        elif at and _TO.match(left) and read and read[-1].start:
            read.append(replace(row, what=read[-1].what.removesuffix("开始") + "截止", who=read[-1].who))
        elif _UNTIL.search(clause):
            moved = re.search(r"由\s{0,4}$", sentence[: days[at - 1].start]) if at else None
            read.append(replace(row, what=_named(clause), replaces=days[at - 1] if moved else None))
        elif _is_due(clause, right, moment):
            read.append(row)
    read += _relative(sentence, passage, issued_on, default_who, [*before, *read])
    return read + _postponed(sentence, passage, [*before, *read])


def _is_due(clause: str, right: str, moment: DatedMoment) -> bool:
    """Whether the words around a moment make it one by which something is done."""
    if not (_DEADLINE_AFTER.match(right) or moment.time == "下班前") or _HISTORY.search(right[:6]):
        return False
    match = re.search("(?:[请应须将]|局|单位|部门|板块|企业|人)于$", clause)
    return not _NO_DEADLINE_BEFORE.search(clause.removesuffix("于") if match else clause)


def _relative(
    sentence: str, passage: Passage, issued_on: date | None, default_who: str, before: list[Deadline]
) -> list[Deadline]:
    read: list[Deadline] = []
    for match in _RELATIVE.finditer(sentence):
        number = small_number(match["number"])
        words = match.group()
        base: date | None = None
        if _FROM_THE_NOTICE.search(match["base"]):
            base = issued_on
        elif _AFTER_A_DEADLINE.search(match["base"]):
            base = next(
                (row.moment.day for row in reversed([*before, *read]) if row.moment and not row.start), None
            )
        who = _who(sentence, match.end("base"), match.end(), default_who)
        moment = None
        if base is not None:
            day = (
                after_working_days(base, number)[0]
                if match["working"]
                else DatedMoment(base, 0, 0).later(number).day
            )
            moment = DatedMoment(day, match.start(), match.end())
        what = re.split("[，。；]", sentence[match.end() :].lstrip("，"))[0][:40]
        read.append(Deadline(who, what, moment, sentence.strip(), passage.line, derived=words))
    return read


def _postponed(sentence: str, passage: Passage, before: list[Deadline]) -> list[Deadline]:
    match = _POSTPONED.search(sentence)
    base = next((row for row in reversed(before) if row.moment and not row.start), None)
    if match is None or base is None or base.moment is None or "节假日" in sentence[: match.start()]:
        return []
    number = small_number(match["number"])
    if match["working"]:
        moment = replace(base.moment, day=after_working_days(base.moment.day, number)[0])
    else:
        moment = base.moment.later(number)
    who = _who(sentence, match.start(), match.end(), base.who)
    return [Deadline(who, base.what, moment, sentence.strip(), passage.line, derived=match.group())]


def _clause_start(sentence: str, end: int) -> int:
    return max((match.end() for match in re.finditer("[，、]", sentence[:end])), default=0)


def _who(sentence: str, start: int, end: int, default: str, stop: int = -1) -> str:
    """Who has to act: named before in the clause, else soon after, not beyond ``stop``."""
    begin = 0
    for match in re.finditer("[，]", sentence[:start]):
        begin = match.end()
    near = [match.group() for match in _WHO.finditer(sentence, begin, start)]
    if not near:
        reach = min(len(sentence) if stop < 0 else stop, end + 24)
        near = [match.group() for match in _WHO.finditer(sentence, end, reach)][:1]
    return _plain_role(near[-1]) if near else default


def _plain_role(role: str) -> str:
    return re.sub("^(?:各|在[\u4e00-\u9fff](?=高校))", "", role)


def _what(sentence: str, moment: DatedMoment) -> str:
    after = re.sub(r"^\s{0,4}(?:之前|以前|前|截止|止)?[，,]?(?:将|完成|统一)?", "", sentence[moment.end :])
    after = re.split("[，。；]", after)[0].strip()
    if after:
        return after[:40]
    return _named(sentence[_clause_start(sentence, moment.start) : moment.start])[:40]


def _named(clause: str) -> str:
    return re.sub(
        r"(?:截止)?(?:时间|日期|期限)?(?:由|为|是|：|:|自|从|相应)?(?:延长|顺延)?[至到]?\s{0,4}$",
        "",
        clause.split("由2", maxsplit=1)[0],
    ).strip("：: ，")[:40]


def _without_repeated_ends(read: list[Deadline]) -> list[Deadline]:
    """受理时间…至… says in general what 截止时间 says exactly: an end on the day of an exact one is left out."""
    exact = {row.moment.day for row in read if row.moment and not row.what.endswith("截止")}
    return [
        row
        for row in read
        if not (row.what.endswith("截止") and row.moment and not row.moment.time and row.moment.day in exact)
    ]


def _final(read: list[Deadline], default_who: str, earlier: bool) -> list[Deadline]:
    own = [
        row
        for row in read
        if row.moment and not row.start and (row.who == default_who or row.who.startswith(("申报", "申请")))
    ]
    if not own:
        return read

    def order(row: Deadline) -> tuple[date, str]:
        return (row.moment.day, row.moment.time or "99") if row.moment else (date.max, "")

    final = min(own, key=order) if earlier else max(own, key=order)
    return [replace(row, final_for_applicant=True) if row is final else row for row in read]
