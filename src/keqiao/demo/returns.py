"""The demonstration's collection of returns: the fourth quarter of 2024, its forms in every state.

It is made by the services that people use, at the times of the story. What the ledger of the demonstration has for the
quarter already arrives filled in and is not asked again; only measures that it keeps by year are typed, so that locking
adds figures of the quarter and changes none that stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import story_at, today
from keqiao.web.notices.models import Notice
from keqiao.web.registry.models import Platform
from keqiao.web.returns import notices
from keqiao.web.returns.models import Collection, Return
from keqiao.web.returns.services import collections, filling, locking, review, submission
from keqiao.web.returns.services.collections import RequestedMeasure
from keqiao.web.returns.services.filling import CellEntry

PERIOD = "2024Q4"
DUE = date(2025, 1, 15)
REQUESTED = (
    RequestedMeasure("rd_headcount"),
    RequestedMeasure("contract_amount"),
    RequestedMeasure("total_expenditure"),
    RequestedMeasure("rd_expenditure"),
    RequestedMeasure("national_recognitions", evidence_required=False, hint="同一奖项由多家共得的，各计一次"),
    RequestedMeasure("serious_incidents", hint="以主管部门认定文件为准；没有的填0"),
    RequestedMeasure("income_products", required=False, hint="本季度产品研发业务的营业收入"),
)
INSTRUCTIONS = (
    "一、本表用于科创平台绩效评价，依据平台合作协议填报，不属于统计调查。\n"
    "二、研发人员、技术合同成交额由台账计算，服务企业数和满意度由供需对接记录计算，如有异议请先更正。\n"
    "三、已在季报中报过的数据不再填报；确有差错的，选择“重新填报”并说明原因。\n"
    "四、每项数据请附佐证材料；涉密材料一律不得上传。"
)
LAST: dict[str, str] = {
    "P01": "locked",
    "P02": "passed",
    "P03": "second_review",
    "P04": "first_review",
    "P05": "submitted",
    "P06": "submitted",
    "P07": "sent_back",
    "P08": "draft",
    "P09": "draft",
    "P10": "draft",
    "P11": "unread",
    "P12": "unread",
    "P13": "unread",
}
"""How far each platform's form has come. Few are told to the end, so that the demonstration is built quickly."""
LATE = {"P03": 2, "P05": 5}
"""Platforms that handed in so many days after the due date."""
LOCKED = date(2025, 4, 1)
"""Facts of the quarter are recorded after the figures of the year were frozen."""
EXTENDED = {"P08": 5, "P09": 20, "P11": 30}
"""Platforms whose due date was moved, to so many days after the demonstration is built: the only ones still in time."""


class Story:
    """The forms of the collection on their way, told step by step."""

    def __init__(self) -> None:
        self.people = {user.username: user for user in User.objects.prefetch_related("roles")}
        self.officer, self.reviewer = self.people["officer"], self.people["reviewer"]

    def clerk(self, code: str) -> User:
        """The clerk of a platform."""
        return self.people[f"clerk_{code[1:]}"]

    def tell(self) -> Collection:
        """Open the collection and bring every form as far as it has come."""
        platforms = list(Platform.objects.current().filter(code__in=LAST))
        collection = Collection(
            title="2024年第四季度科创平台绩效评价填报（演示数据）",
            period=PERIOD,
            form_number="科评Q1表",
            issuer="示范市科技局",
            ground="科创平台合作协议（示范文本）第六条",
            valid_until=date(2026, 12, 31),
            instructions=INSTRUCTIONS,
            due_on=DUE,
        )
        with story_at(at(date(2025, 1, 2))):
            collections.prepare(self.officer, collection, REQUESTED, platforms)
            collection = collections.open_collection(self.officer, collection.pk)
        forms = {
            form.platform.code: form for form in collection.returns.select_related("platform", "collection")
        }
        for number, (code, form) in enumerate(sorted(forms.items())):
            self.follow(form, LAST[code], number)
        return collection

    def follow(self, form: Return, last: str, number: int) -> None:
        """Bring one form as far as it has come."""
        code = form.platform.code
        if last != "unread":
            Return.objects.filter(pk=form.pk).update(read_at=at(date(2025, 1, 3 + number % 4)))
            self.fill(form, last, number)
        if code in EXTENDED:
            later = today() + timedelta(days=EXTENDED[code])
            collections.extend(self.officer, form.pk, later, "平台迁址，财务资料正在整理")
        if last not in {"draft", "unread"}:
            self.hand_in(form, last, number)

    def fill(self, form: Return, last: str, number: int) -> None:
        """Fill a form in; a draft is not complete."""
        given = values(number)
        if last == "draft":
            given.pop("serious_incidents")
        with story_at(at(self.day(form, number), 2)):
            filling.save_cells(self.clerk(form.platform.code), form.pk, given)

    def day(self, form: Return, number: int) -> date:
        """The day on which a form is handed in."""
        return DUE + timedelta(days=LATE.get(form.platform.code, -1 - number % 5))

    def hand_in(self, form: Return, last: str, number: int) -> None:
        """Hand a form in and take the steps of the bureau, each a day later."""
        code, day = form.platform.code, self.day(form, number)
        with story_at(at(day, 3)):
            submission.submit(self.clerk(code), form.pk, f"{form.platform.short_name}负责人")
        if last == "submitted":
            return
        for state, step in self.steps(code):
            day = LOCKED if state == "locked" else day + timedelta(days=1)
            with story_at(at(day, 4)):
                step(form)
            if state == last:
                break

    def steps(self, code: str) -> list[tuple[str, Callable[[Return], None]]]:
        """The steps of the bureau, each with the state it ends in."""
        if LAST[code] == "sent_back":
            return [("first_review", self.begin), ("sent_back", self.send_back)]
        return [
            ("first_review", self.begin),
            ("second_review", self.pass_first),
            ("passed", self.pass_second),
            ("locked", lambda form: locking.lock(self.officer, form.pk)),
        ]

    def begin(self, form: Return) -> None:
        """Begin the first review; at one platform a figure is verified."""
        review.begin(self.officer, form.pk)
        if form.platform.code == "P04":
            reason = "其中1项为省级表彰，核减"
            review.verify(self.officer, form.pk, "national_recognitions", Decimal(0), reason)

    def send_back(self, form: Return) -> None:
        """Send two figures back, each with its reason; the rest stays passed."""
        review.doubt_cells(
            self.officer,
            form.pk,
            {
                "national_recognitions": "与表彰文件不一致，请核对后重报",
                "serious_incidents": "未附主管部门的证明，请补充佐证",
            },
        )
        review.pass_cells(self.officer, form.pk)
        review.send_back(self.officer, form.pk)

    def pass_first(self, form: Return) -> None:
        """Pass the first review."""
        review.pass_cells(self.officer, form.pk)
        review.pass_first(self.officer, form.pk)

    def pass_second(self, form: Return) -> None:
        """Pass the second review, by the second officer."""
        review.pass_cells(self.reviewer, form.pk)
        review.pass_second(self.reviewer, form.pk)


def values(number: int) -> dict[str, CellEntry]:
    """Invented figures of the quarter for a platform by its place in the list."""
    return {
        "national_recognitions": CellEntry(Decimal((number + 1) % 3)),
        "serious_incidents": CellEntry(Decimal(0)),
        "income_products": CellEntry(Decimal(400_000 + 100_000 * (number % 5))),
    }


def at(day: date, hour: int = 1) -> datetime:
    """A moment of a working day: hours are UTC, so 1 is nine o'clock in the demonstration city."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def add_returns() -> Collection:
    """Tell the story; notices of what is long over count as seen, those of the last steps do not."""
    collection = Story().tell()
    forms = collection.returns
    opened = {form.get_absolute_url() for form in forms.exclude(state=Return.State.DRAFT)}
    reviewed = {form.get_absolute_url() for form in forms.exclude(state=Return.State.SUBMITTED)}
    over = Q(kind=notices.OPENED.code, link__in=opened) | Q(kind=notices.TO_REVIEW.code, link__in=reviewed)
    Notice.objects.filter(over).update(seen_at=at(date(2025, 1, 31)))
    return collection
