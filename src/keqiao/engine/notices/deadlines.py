"""Deadlines of a notice: who has to do what by when, each with the words that it was read from.

A day is a deadline where the words say so (前, 截止时间, 至, 延长至, 起…日内); 截至 is the as-of day of a fact, and
days of birth, contract, registration or publication are conditions or history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from keqiao.engine.notices.layout import NoticeLayout, Passage, small_number
from keqiao.engine.notices.moments import DatedMoment, moments
from keqiao.engine.notices.roles import acting_role, is_applicant, issuer_of, role_of_step
from keqiao.working_days import after_working_days

_SENTENCE = re.compile(r"[。；;](?![^（）()]{0,60}[）)])")
"""A mark inside brackets ends no sentence (（地址：…；邮编：…）)."""
_NO_DEADLINE_BEFORE = re.compile(r"(?:截至|截止到|自|从|不(?:得|能)?早于|不得晚于|不晚于|早于)$")
_NO_LATER = re.compile(r"(?:提交|报送|填报|申报|送达|寄达|上传)[^，。；]{0,6}不(?:得)?晚于\s{0,4}$")
_DEADLINE_AFTER = re.compile(
    r"^\s{0,4}(?:[（(][^（）()]{0,12}[）)])?\s{0,4}(?:之前|以前|前|截止|止|为止|(?:系统|平台|通道)?(?:自动|届时|准时)?关闭)"
)
_UNTIL = re.compile(
    r"(?:(?:申报|申领|申请|受理|报名|征集|填报|报送|提交|第[一二三四五六]批次?)(?:时间|期限|材料)?截至|截止(?:时间|日期|日)?(?:为|是|：|:|到|至)?|截至(?:时间|日期)(?:为|是|：|:)?|最迟(?:不超过|于)?|不迟于|(?:顺延|延长|延期|推迟|调整|延)(?:至|到|为)|"
    r"(?:即日|本(?:通知|公告)(?:发布|公布|印发|下发)之日|(?:发布|公告)之日)起?\s{0,4}(?:至|到|-|—{1,2}|–|～))\s{0,4}$"
)
_MOVED = re.compile(r"(?:由|从|自|原定(?:于)?|原为|原计划|原)[^，。；]{0,12}$")
_ORIGINAL = re.compile(r"原(?:定|计划|申报|通知)|原[^，。；]{0,12}?(?:截止|时间)")
"""原定网上申报截止时间为5月15日: a later sentence says to when it is moved."""
_PUT_OFF = re.compile(r"(?:顺延|延长|延期|推迟|调整|延)(?:至|到|为)\s{0,4}$")
_PERIOD = re.compile(
    r"(?:受理|申报|报名|申请|填报|征集|提交|办理|推荐|公示|集中受理|报送|送达|递交|送审|审核|评审|登记|兑现)[^，。；]{0,6}?(?:时间|期限|日期)?(?:为|是|：|:)?(?:自|从|于|在)?\s{0,4}$"
)
_STEPS = re.compile("流程|程序|安排|时间|步骤|进度|阶段")
_IN_BRACKETS = re.compile(
    r"^\s{0,4}(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}\s{0,4}[.．、])?\s{0,4}(?P<step>[\u4e00-\u9fff]{2,16})[（(]\s{0,4}$"
)
"""属地初审（6月23日前）: the step that the term in the brackets is of."""
_TO = re.compile(r"^\s{0,4}(?:起|开始)?[，,]?\s{0,4}(?:至|到|—{1,2}|-|–|～|~)\s{0,4}$")
_HANDS_IN = re.compile(
    "登[录陆]|提交|提出|填报|填写|报送|申报|上传|报名|受理|办理|推荐|审核|初审|寄|送|反馈|发送|通过"
)
_CONDITIONS = re.compile("条件|对象|资格")
_RELATIVE = re.compile(
    r"(?P<base>自本?(?:通知|公告|通告|文件?)(?:发布|公布|印发|下发|发出)之日起|(?:自|在)?[^，。；]{0,16}?(?:之日起|后|以后))\s{0,4}(?P<number>\d{1,3}|[一二三四五六七八九十两]{1,3})\s{0,4}个?(?P<working>工作)?[日天]内"
)
_FROM_THE_NOTICE = re.compile(
    r"(?:本|自|^)(?:本)?(?:通知|公告|通告|文件?)(?:发布|公布|印发|下发|发出)(?:之日起|之日后|后|以后)"
)
_AFTER_A_DEADLINE = re.compile(r"(?:提交|申报|受理|网上申报|填报)?截止(?:时间|日期|日)?后$|(?:提交|申报)截止")
_OF_EACH = re.compile("[每各]个?批")
"""各批次截止日后10个工作日内: as many days as there are batches."""
_POSTPONED = re.compile(
    r"(?:顺延|延长|延期|推迟|延后)(?P<number>\d{1,2}|[一二三四五六七八九十两]{1,3})(?P<working>个工作)?[天日]"
)
_HISTORY = re.compile(
    r"出生|注册|成立|签订|签署|创办|凭证|发票|开工|竣工|取得|获得|以来|以后|之后|（含）以|印发|施行|发布，|年\d{1,2}月\d{1,2}日发布"
)
_EARLIER = re.compile(r"以先到(?:期)?者为准")
_BATCH = re.compile(
    r"(?:^|[，、：:；])\s{0,4}(?P<batch>第[一二三四五六七八九十\d]{1,3}批次?)[：:为（(]?\s{0,4}$"
)
_OF_BATCHES = re.compile("截止|截至|提交|受理|申报|报名|填报|申请|评价")
"""第一批4月20日，第二批6月20日: by when each batch is handed in, where the words or the heading before say so."""
_FORECAST = re.compile("预计|拟于|计划于|暂定|具体(?:时间)?以[^，。；]{0,12}(?:为准|通知)")
"""A day that is not settled yet."""
_MUST = re.compile("[应须请需]")
_CLOSING = re.compile("逾期|过期|届时|系统|以后不再")
"""What happens after a deadline is not what is due."""
_OF_THE_ISSUER = re.compile("公示|(?:专家|集中|会议|网络)?(?:评审|论证|答辩|考察|复核)|结果公布")
_ABOVE = re.compile(
    r"(?:根据|按照?|依据|依照|遵照)[^，。；（）]{0,24}(?:省|国家|上级|部|市)[^，。；（）]{0,16}[（(][^（）()]{0,24}$"
)
"""根据省厅通知要求（申报截止6月15日）: the day is that of who is above, not the one of the applicants here."""


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
    original: bool = False
    """Whether it is told as what was settled before (原定)."""
    replaces: DatedMoment | None = None
    """The moment that an amendment moved."""
    final_for_applicant: bool = False
    weekday_fits: bool = True
    forecast: bool = False
    """Whether the text says that the day is not settled yet (预计, 以正式通知为准)."""


def deadlines_of(notice: NoticeLayout, default_who: str, besides: Sequence[Deadline] = ()) -> list[Deadline]:
    """All deadlines in their order; the last one of the applicant (the first, 以先到期者为准) is marked.

    ``besides`` are those of tables, whose lines are not read as sentences.
    """
    reader = _DeadlineReader(notice.issued_on, default_who, issuer_of(notice))
    for passage in notice.body:
        if any(row.line == passage.line for row in besides):
            reader.rows += [row for row in besides if row.line == passage.line]
            continue
        for sentence in _SENTENCE.split(passage.text):
            if sentence.strip():
                reader.take(sentence, passage)
    read = _without_repeated_ends(reader.rows)
    return _final(read, default_who, any(_EARLIER.search(passage.text) for passage in notice.body))


@dataclass
class _DeadlineReader:
    """Reads sentence after sentence; what a later one leans on (截止后5日内, 顺延两天) is among the rows before."""

    issued_on: date | None
    default_who: str
    issuer: str
    rows: list[Deadline] = field(default_factory=list)

    def take(self, sentence: str, passage: Passage) -> None:
        """Add the rows of a sentence."""
        self._with_days(sentence, passage)
        self._relative(sentence, passage)
        self._postponed(sentence, passage)

    def _role(
        self, passage: Passage, sentence: str, place: tuple[int, int], done: str, *, stop: int = -1
    ) -> str:
        return acting_role(
            passage, sentence, place, done=done, default=self.default_who, issuer=self.issuer, stop=stop
        )

    def _with_days(self, sentence: str, passage: Passage) -> None:
        # 每年3月5日 comes again every year, 次年 is counted from something else: both are left to the officer.
        days = [] if re.search("[次翌]年", sentence) else moments(sentence, self.issued_on)
        days = [day for day in days if not _recurs(sentence, day.start)]
        first = True
        for at, moment in enumerate(days):
            left = sentence[days[at - 1].end if at else 0 : moment.start]
            right = sentence[moment.end : days[at + 1].start if at + 1 < len(days) else len(sentence)]
            clause = sentence[_clause_start(sentence, moment.start) : moment.start]
            ends = bool(at) and not first and bool(_TO.match(left)) and self.rows[-1].start
            begins = (
                at + 1 < len(days)
                and bool(_TO.match(right))
                and (
                    bool(self._step(sentence, moment, passage))
                    or _is_period(sentence, clause, days[at + 1], passage)
                )
            )
            until = bool(_UNTIL.search(clause)) and not _is_as_of(clause, right)
            batch = self._batch(sentence, days, at, passage)
            begins = begins or bool(batch and at + 1 < len(days) and _TO.match(right))
            if not (begins or ends or until or batch or _is_due(clause, right, moment, passage)):
                continue
            step = batch or self._step(sentence, moment if not ends else days[at - 1], passage)
            what = step or _what(sentence, moment)
            above = bool(_ABOVE.search(sentence[: moment.start]))
            comma = sentence.find("，", moment.end)
            # 4月18日至28日，企业…: whoever is named behind the comma acts in the term before it.
            stop = sentence.find("，", comma + 1) if begins else comma
            who = self._role(passage, sentence, (moment.start, moment.end), what, stop=stop)
            who = role_of_step(step, self.default_who, self.issuer) if step else who
            row = Deadline(
                who,
                what,
                moment,
                sentence.strip(),
                passage.line,
                weekday_fits=moment.weekday_fits,
                forecast=bool(_FORECAST.search(sentence)),
            )
            if above:
                row = replace(
                    row, who="上级部门", what=re.sub("(?:截止)?(?:时间)?$", "", re.split("[（(]", clause)[-1])
                )
            elif begins:
                named = _named(clause)
                named = "" if named.endswith(who) or who.endswith(named) else named
                action = step or named or _what(sentence, days[at + 1])
                row = replace(row, what=f"{action}开始", start=True)
            elif ends:
                action = self.rows[-1].what.removesuffix("开始")
                row = replace(row, what=f"{action}截止", who=self.rows[-1].who)
            elif until:
                moved = days[at - 1] if at and _MOVED.search(sentence[: days[at - 1].start]) else None
                if moved is not None and self.rows and self.rows[-1].moment is moved:
                    self.rows.pop()
                name = _named(left) or _named(sentence[: moved.start]) if moved else _named(clause)
                name = (
                    name
                    or what
                    or re.sub("时间$", "", re.split("[：:。]", passage.heading or sentence)[0])[:40]
                )
                row = replace(row, what=name, replaces=_earlier(moved, moment))
                if moved is None:
                    row = self._moved(row, clause)
            if row.who == self.default_who and _OF_THE_ISSUER.match(row.what):
                row = replace(row, who=self.issuer)
            self.rows.append(row)
            first = False

    @staticmethod
    def _batch(sentence: str, days: list[DatedMoment], at: int, passage: Passage) -> str:
        """The batch whose term a moment is; empty where it is none."""
        match = _BATCH.search(sentence[: days[at].start])
        about = f"{passage.heading} {passage.item[:16]} {sentence[: days[0].start]}"
        settled = _OF_BATCHES.search(about) or _STEPS.search(passage.heading)
        return match["batch"] if match and settled else ""

    @staticmethod
    def _step(sentence: str, moment: DatedMoment, passage: Passage) -> str:
        """The step of a procedure whose term stands in brackets behind it; empty where it is none."""
        if not (_STEPS.search(passage.heading) or _STEPS.search(passage.item[:16])):
            return ""
        match = _IN_BRACKETS.match(sentence[: moment.start])
        return match["step"] if match else ""

    def _moved(self, row: Deadline, clause: str) -> Deadline:
        """A deadline that an earlier sentence told as the original one takes its place; the original one is marked."""
        if not _PUT_OFF.search(clause):
            return replace(row, original=bool(_ORIGINAL.search(clause)))
        unnamed = not _named(clause)
        originals = [at for at, before in enumerate(self.rows) if before.original]
        same = [at for at in originals if unnamed or _same_action(self.rows[at].what, row.what)]
        if not same:
            return row
        before = self.rows.pop(same[-1])
        moment = before.moment
        if moment is not None and row.moment is not None:
            moment = _earlier(moment, row.moment)
        return replace(row, what=before.what if unnamed else row.what, replaces=moment)

    def _relative(self, sentence: str, passage: Passage) -> None:
        for match in _RELATIVE.finditer(sentence):
            number = small_number(match["number"])
            begin = match.start() + max(match["base"].rfind("自"), 0)
            words = re.sub(
                r"^[^，]{0,16}?[应须需请]?[在于](?=[各每企申提受])", "", sentence[begin : match.end()]
            )
            base: date | None = None
            if _FROM_THE_NOTICE.search(match["base"]):
                base = self.issued_on
            elif _AFTER_A_DEADLINE.search(match["base"]) and not _OF_EACH.search(match["base"]):
                base = next(
                    (row.moment.day for row in reversed(self.rows) if row.moment and not row.start), None
                )
            what = re.split("[，。；]", sentence[match.end() :].lstrip("，"))[0][:40]
            who = self._role(passage, sentence, (match.end("base"), match.end()), what)
            moment = None
            if base is not None:
                day = (
                    after_working_days(base, number)[0]
                    if match["working"]
                    else DatedMoment(base, 0, 0).later(number).day
                )
                moment = DatedMoment(day, begin, match.end())
            self.rows.append(Deadline(who, what, moment, sentence.strip(), passage.line, derived=words))

    def _postponed(self, sentence: str, passage: Passage) -> None:
        match = _POSTPONED.search(sentence)
        base = next((row for row in reversed(self.rows) if row.moment and not row.start), None)
        if match is None or base is None or base.moment is None or "节假日" in sentence[: match.start()]:
            return
        number = small_number(match["number"])
        if match["working"]:
            moment = replace(base.moment, day=after_working_days(base.moment.day, number)[0])
        else:
            moment = base.moment.later(number)
        who = self._role(passage, sentence, match.span(), "")
        who = base.who if who == self.default_who else who
        row = Deadline(who, base.what, moment, sentence.strip(), passage.line, derived=match.group())
        if base.original:
            self.rows.remove(base)
            row = replace(row, replaces=base.moment)
        self.rows.append(row)


def _recurs(sentence: str, place: int) -> bool:
    """Whether a moment comes again every year, as its clause says."""
    return bool(re.search("每年|常年", sentence[sentence.rfind("，", 0, place) + 1 : place]))


def _is_period(sentence: str, clause: str, end: DatedMoment, passage: Passage) -> bool:
    """Whether a day and the one after it are the term of something that is done."""
    if _PERIOD.search(clause):
        return True
    after = sentence[end.end : end.end + 16]
    return not (
        _HISTORY.search(after) or _CONDITIONS.search(passage.heading) or after.startswith("期间")
    ) and bool(_HANDS_IN.search(after))


def _is_as_of(clause: str, right: str) -> bool:
    """Whether 截止 and a day stand alone in a clause (截止5月31日，未完成的…): 截至 is meant, the day of a fact."""
    return clause.strip() in {"截止", "截止到", "截止至"} and right.lstrip().startswith("，")


def _is_due(clause: str, right: str, moment: DatedMoment, passage: Passage) -> bool:
    """Whether the words around a moment make it one by which something is done."""
    if _NO_LATER.search(clause):
        return True
    if not (_DEADLINE_AFTER.match(right) or moment.time == "下班前"):
        return False
    history = _HISTORY.search(right[:6])
    if history and not (
        _STEPS.search(passage.heading) and _MUST.search(clause) and history.group()[0] == "签"
    ):
        return (
            False  # a day of the past; but what a section of procedure says has to be signed by then is due
        )
    if _CONDITIONS.search(passage.heading) and not _HANDS_IN.search(clause + right[:24]):
        return False
    return not (_NO_DEADLINE_BEFORE.search(clause) or _MOVED.fullmatch(clause.strip()))


def _earlier(moved: DatedMoment | None, moment: DatedMoment) -> DatedMoment | None:
    """The moment before it was moved; without a year it may have passed when the notice was issued."""
    if moved is not None and not moved.year_written and moved.day > moment.day:
        return replace(moved, day=moved.day.replace(year=moved.day.year - 1))
    return moved


def _same_action(original: str, moved: str) -> bool:
    """Whether two names of what is due mean the same (网上申报, 申报)."""
    return bool(original and moved) and (original in moved or moved in original)


def _clause_start(sentence: str, end: int) -> int:
    return max((match.end() for match in re.finditer("[，、]", sentence[:end])), default=0)


def _what(sentence: str, moment: DatedMoment) -> str:
    after = re.sub("（[^（）]{0,60}）", "", sentence[moment.end :])
    after = re.sub(r"^\s{0,4}(?:之前|以前|前|截止|止)?[，,]?(?:将|完成|统一)?", "", after)
    after = _without_open_bracket(re.split("[，。；]", after)[0]).strip()
    if after and not _CLOSING.match(after):
        return after[:40]
    return _named(sentence[_clause_start(sentence, moment.start) : moment.start])[:40]


def _without_open_bracket(text: str) -> str:
    """A text up to the first bracket that is not closed in it."""
    closed = max(text.rfind("）"), text.rfind(")")) + 1
    opened = [at for at in (text.find("（", closed), text.find("(", closed)) if at >= 0]
    return text[: min(opened)] if opened else text


def _named(clause: str) -> str:
    """What a clause that ends before a moment speaks of (网上申报截止时间为, 原定…的项目申报时间延长至)."""
    name = re.sub(
        r"(?:截止|截(?=至))?(?:时间|日期|期限)?(?:由|为|是|：|:|自|从|于|在|[请应须需](?:于|在)?|相应)?(?:原则上)?(?:延长|顺延|调整|推迟|延期|延)?[至到为]?\s{0,4}$",
        "",
        re.split(r"相应|由原?(?:定于?)?(?=\d|$)", clause)[0],
    )
    name = re.sub(
        r"(?:时间|日期|期限)?(?:为|是|：|:)?自?本?(?:通知|公告|通告|文件?)(?:发布|公布|印发|下发|发出)之日起?$",
        "",
        name,
    )
    name = re.sub(r"原?(?:截止)?(?:时间|日期|期限)$|原$", "", name).rstrip("，, ")
    name = re.split(r"截止的|(?<=\d)的|[，。；]|申报时间：|受理时间：", name)[-1]
    name = re.sub(r"^(?:原定(?:于)?|原计划|原)|^现将?|自?即日起?$", "", name)
    name = re.sub(
        r"^\s{0,4}(?:[（(]?[\d一二三四五六七八九十]{1,2}[）)]|\d{1,2}\s{0,4}[.．、])\s{0,4}(?!\d)", "", name
    ).strip("：: ，")
    return (
        ""
        if re.fullmatch(
            "(?:各)?(?:申报|申请)?(?:企业|单位|人)?(?:请|应|须|可)?|即日起?|自即日起?|请|应|须|自?[^，。；]{0,12}之日起?",
            name,
        )
        else name[:40]
    )


def _without_repeated_ends(read: list[Deadline]) -> list[Deadline]:
    """受理时间…至… says in general what 截止时间 says exactly: an end on the day of an exact one is left out."""
    exact = {row.moment.day for row in read if row.moment and not row.what.endswith("截止")}
    return [
        row
        for row in read
        if not (row.what.endswith("截止") and row.moment and not row.moment.time and row.moment.day in exact)
    ]


_CLOSES = re.compile("关闭$|^(?:签订|签署|签约)|协议")


def _final(read: list[Deadline], default_who: str, earlier: bool) -> list[Deadline]:
    own = [
        row
        for row in read
        if row.moment and not row.start and not row.forecast and is_applicant(row.who, default_who)
    ]
    if not own:
        return read
    # A system may stay open longer than anything may be handed in; what is signed comes after it.
    own = [row for row in own if not _CLOSES.search(row.what)] or own

    def order(row: Deadline) -> tuple[date, str]:
        return (row.moment.day, row.moment.time or "99") if row.moment else (date.max, "")

    final = min(own, key=order) if earlier else max(own, key=order)
    return [replace(row, final_for_applicant=True) if row is final else row for row in read]
