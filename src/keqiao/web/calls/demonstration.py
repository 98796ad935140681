"""The demonstration's upward calls: one told to whom it fits, one that brought money, one in all states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import present, story_at, today
from keqiao.web.calls import services
from keqiao.web.calls.models import CallDeadline, UpwardCall
from keqiao.web.programmes.selectors import in_force, own_subject

NOTICE = """示范省工业和信息化厅关于组织开展{year}年度专精特新中小企业申报工作的通知

示工信〔{year}〕18号

各设区市工业和信息化局：

根据《优质中小企业梯度培育管理办法》，现组织开展{year}年度专精特新中小企业申报。有关事项通知如下。

一、申报条件

（一）从事特定细分市场时间不少于3年；（二）上年度营业收入不低于1500万元；（三）近三年未发生重大安全事故。

二、支持方式

对认定的企业给予一次性奖励30万元。

三、申报程序

申报单位请于{last}17:00前完成网上填报并提交。各设区市工业和信息化局请于{review}下班前将推荐函报省厅，逾期不再受理。

四、申报材料：申报书、上年度审计报告、知识产权证书。

联系人：工信厅中小企业处 0500-8600 3310

示范省工业和信息化厅
{issued}
"""


PROJECT_NOTICE = """示范省科学技术厅关于组织申报{year}年度省科技成果转化专项资金项目的通知

示科资〔{year}〕36号

各设区市科技局，各有关单位：

现组织申报{year}年度省科技成果转化专项资金项目。有关事项通知如下。

一、申报条件

（一）申报单位为在省内注册的新型研发机构；（二）项目成果须已完成小试；（三）自筹资金与省拨款之比不低于2:1。

二、支持方式

每个项目省拨款不超过300万元，分两期按6:4拨付。

三、申报程序

申报单位请于{last}17:00前完成网上填报。设区市科技局请于{review}下班前报送推荐函，每市推荐不超过12项。

四、申报材料：申报书、小试报告、自筹资金承诺书。

联系人：省科技厅成果处 0500-8600 2210

示范省科学技术厅
{issued}
"""
WAYS: dict[str, tuple[str, ...]] = {
    "01": ("hand_in", "recommend", "submit", "approve", "receive", "rate"),
    "02": ("hand_in", "recommend", "submit", "approve"),
    "03": ("hand_in", "recommend", "submit"),
    "04": ("hand_in", "recommend", "submit", "reject"),
    "05": ("hand_in", "recommend"),
    "06": ("hand_in",),
    "07": (),
    "08": ("decline",),
}
"""How far the application of each platform came."""


def add_calls() -> None:
    """Tell the calls by the services that people use."""
    people = {user.username: user for user in User.objects.filter(username__in=("officer", "firm"))}
    officer, firm = people["officer"], people["firm"]
    paid = _call(officer, today() - timedelta(days=260), 30, "project")
    _go(officer, firm, paid)
    current = _call(officer, today() - timedelta(days=6), 30, "qualification")
    services.push(officer, current)
    _projects(officer)


def _call(officer: User, issued: date, days: int, kind: str, notice: str = NOTICE) -> UpwardCall:
    """A call read from a notice, corrected and published on the day after its issue."""
    at = present() - timedelta(days=(today() - issued).days - 1)
    last = issued + timedelta(days=days)
    text = notice.format(
        year=last.year,
        issued=_day(issued),
        last=_day(last),
        review=_day(last + timedelta(days=7)),
    )
    version = next((v for v in in_force() if notice is NOTICE and v.code == "tech_sme"), None)
    with story_at(at):
        call = services.draft(officer, text)
        deadlines = list(CallDeadline.objects.filter(call=call))
        fields = {
            "kind": kind,
            "lead": "工信局" if version else "科技局",
            "support": "科技局、财政局" if version else "发改委、财政局",
            "programme": version,
            "quota": 20,
        }
        services.edit(officer, call.pk, fields, deadlines)
        return services.publish(officer, call.pk)


def _day(day: date) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日"


def _go(officer: User, firm: User, call: UpwardCall) -> None:
    """An application of the firm on its whole way."""
    own = own_subject(firm)
    if own is None:
        return
    at, day = present() - timedelta(days=250), today()
    with story_at(at):
        pk = services.apply(firm, call, own).pk
    steps: tuple[tuple[int, Callable[[], object]], ...] = (
        (
            10,
            lambda: services.hand_in(firm, pk, "细分市场专精特新认定", "申报书\n审计报告", Decimal(300_000)),
        ),
        (15, lambda: services.recommend(officer, pk)),
        (22, lambda: services.submit(officer, pk)),
        (90, lambda: services.approve(officer, pk, day - timedelta(days=165), Decimal(300_000))),
        (120, lambda: services.receive(officer, pk, day - timedelta(days=135), Decimal(300_000))),
        (121, lambda: services.rate(firm, pk, 5, "办理及时")),
    )
    for days, step in steps:
        with story_at(at + timedelta(days=days)):
            step()
    services.close(officer, call.pk)


def _projects(officer: User) -> None:
    """A call for projects of platforms: one application in each state."""
    call = _call(officer, today() - timedelta(days=40), 60, "project", PROJECT_NOTICE)
    at = present() - timedelta(days=35)
    for number, (code, way) in enumerate(WAYS.items()):
        director = User.objects.get(username=f"director_{code}")
        own = own_subject(director)
        if own is None:
            continue
        with story_at(at + timedelta(days=number % 3)):
            pk = services.apply(director, call, own).pk
        amount = Decimal(120 + 20 * number) * 10_000
        steps = _steps(officer, director, pk, amount)
        for done, step in enumerate(way, 1):
            with story_at(at + timedelta(days=5 * done + number % 3)):
                steps[step]()


def _steps(officer: User, director: User, pk: int, amount: Decimal) -> dict[str, Callable[[], object]]:
    """The steps of an application by their names, each on the day on which it is taken."""
    documents = "申报书\n小试报告\n自筹资金承诺书"
    return {
        "hand_in": lambda: services.hand_in(director, pk, "中试熟化与首批应用", documents, amount),
        "recommend": lambda: services.recommend(officer, pk),
        "submit": lambda: services.submit(officer, pk),
        "approve": lambda: services.approve(officer, pk, today(), amount),
        "reject": lambda: services.reject(officer, pk, "专家论证认为小试数据不足。"),
        "receive": lambda: services.receive(officer, pk, today(), amount * 6 / 10),
        "rate": lambda: services.rate(director, pk, 4, "材料一次告知"),
        "decline": lambda: services.decline(director, pk, "本年度暂无成熟项目"),
    }
