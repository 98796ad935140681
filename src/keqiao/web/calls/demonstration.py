"""The demonstration's upward calls: one read from a notice and told to whom it fits, one that brought money."""

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


def add_calls() -> None:
    """Tell the calls by the services that people use."""
    people = {user.username: user for user in User.objects.filter(username__in=("officer", "firm"))}
    officer, firm = people["officer"], people["firm"]
    paid = _call(officer, today() - timedelta(days=260), 30, "project")
    _go(officer, firm, paid)
    current = _call(officer, today() - timedelta(days=6), 30, "qualification")
    services.push(officer, current)


def _call(officer: User, issued: date, days: int, kind: str) -> UpwardCall:
    """A call read from a notice, corrected and published on the day after its issue."""
    at = present() - timedelta(days=(today() - issued).days - 1)
    last = issued + timedelta(days=days)
    text = NOTICE.format(
        year=last.year,
        issued=_day(issued),
        last=_day(last),
        review=_day(last + timedelta(days=7)),
    )
    version = next((v for v in in_force() if v.code == "tech_sme"), None)
    with story_at(at):
        call = services.draft(officer, text)
        deadlines = list(CallDeadline.objects.filter(call=call))
        fields = {
            "kind": kind,
            "lead": "工信局",
            "support": "科技局、财政局",
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
