"""What was left open a year ago and what firms need now: tasks answered, extended or overdue, and a survey of needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from keqiao.web.audit.clock import story_at
from keqiao.web.exchange import services as exchange
from keqiao.web.exchange.models import Disclosure, Need, PostingSource
from keqiao.web.oversight.models import Task
from keqiao.web.oversight.models import TaskState as State
from keqiao.web.oversight.services import steps
from keqiao.web.registry.models import Firm

from ..funding import WAN
from .people import on, user

NEEDS = (
    ("电芯极片毛刺在线检测", "极片分切毛刺靠抽检，漏检导致短路，希望在线全检。", 60),
    ("不锈钢酸洗废液资源化", "酸洗废液年处理费用高，希望回收镍铬。", 120),
    ("变压器局放在线监测", "老旧变压器缺少状态监测，要求不停电加装。", 45),
    ("农机电控系统国产化", "进口控制器交期长，希望联合开发。", 80),
    ("碳纤维构件快速固化", "固化周期八小时，希望缩短到两小时。", 150),
    ("焊接机器人离线编程", "小批量多品种，示教时间占一半。", 38),
    ("园区光储协同调度", "自有光伏两兆瓦，电费仍高，希望调度软件。", 55),
    ("锂电回收黑粉除杂", "铝铜杂质超标，影响售价。", 90),
)
"""Title, words, budget in 万元 of the needs that the survey brought."""
PUBLISHED = 5


def answer_tasks() -> None:
    """Last year's tasks: those issued are accepted and answered, a declined one goes to the bureau, one is extended
    once more; what nobody touched is overdue.
    """
    officer, reviewer = user("officer"), user("reviewer")
    handlers = {"bureau": officer, "finance": user("finance"), "talent": user("talent")}
    for number, task in enumerate(Task.objects.select_related("lead").order_by("pk")):
        who = handlers.get(task.lead.code)
        if who is None:
            continue
        if task.state == State.ISSUED:
            with story_at(on(2025, 5, 6)):
                steps.accept(who, task.pk)
            with story_at(on(2025, 6, 4)):
                steps.answer(who, task.pk, "已建立目标清单并报市政府（演示）。", "A")
            with story_at(on(2025, 6, 9)):
                steps.review(reviewer, task.pk)
        elif task.state == State.DECLINED:
            with story_at(on(2025, 5, 7)):
                steps.reassign(reviewer, task.pk, officer.unit)
        elif task.state == State.ANSWERED:
            with story_at(on(2025, 5, 8)):
                steps.review(reviewer, task.pk)
        elif task.state == State.WORKING and number == 0:
            with story_at(on(2025, 5, 20)):
                steps.extend(reviewer, task.pk, date(2025, 12, 31), "方案需与国土空间规划衔接（演示）。")


def survey_needs() -> None:
    """The broker enters what a survey of firms brought; most needs are published, the others wait."""
    broker = user("broker")
    firms = (
        Firm.objects.filter(local=True, organisation__status="existing")
        .select_related("organisation")
        .order_by("-pk")[: len(NEEDS)]
    )
    with story_at(on(2025, 10, 14)):
        for number, ((title, words, budget), firm) in enumerate(zip(NEEDS, firms, strict=True)):
            need = Need(
                kind="technology",
                title=title,
                body=words,
                organisation=firm.organisation,
                budget_high=Decimal(budget * WAN),
                disclosure=Disclosure.PUBLIC,
                contact="企业联系人 0519-80000000",
                source=PostingSource.SURVEY,
            )
            exchange.post(broker, need)
            if number < PUBLISHED:
                exchange.take(broker, Need, need.pk)
                exchange.publish(broker, Need, need.pk)
