"""Experts hear that they are asked, that a due date comes near, that the discussion begins and that it ends."""

from datetime import date, timedelta

from django.utils import timezone, translation

from keqiao.web.experts import services
from keqiao.web.experts.notifications import remind
from keqiao.web.notices.models import Notice
from keqiao.web.procedures.registry import waiting

from .conftest import declare, hand_in


def heard(user):
    """What a user was told, the oldest first."""
    with translation.override("zh-hans"):
        return [notice.words for notice in Notice.objects.filter(recipient=user).order_by("pk")]


def told(user):
    """What waits for a user."""
    with translation.override("zh-hans"):
        return [item.text for item in waiting(user)]


def test_an_expert_is_asked_once(bench, organised, user_with):
    due_on = timezone.localdate() + timedelta(days=9)
    panel = organised(due_on=due_on)
    assert told(bench.second) == told(bench.officer) == [f"待启动评分的专家组：{panel}"]
    assert heard(bench.experts[0]) == told(bench.experts[0]) == []
    services.open_panel(bench.officer, panel.pk)
    late = user_with("expert", username="expert_8")
    services.add_expert(bench.officer, panel.pk, late)
    asked = [f"{panel}：请申报利益关系并评分，截止{due_on}。"]
    assert heard(bench.experts[0]) == heard(late) == asked
    assert told(late) == [f"申报利益关系：{panel}"]
    declare(late, panel)
    assert told(late) == [f"独立评分：{panel}"]


def test_who_has_not_handed_in_is_reminded(bench, organised):
    due_on = timezone.localdate() + timedelta(days=9)
    panel = services.open_panel(bench.officer, organised(due_on=due_on).pk)
    declare(bench.experts[0], panel)
    hand_in(bench.experts[0], panel, 80)
    first, other = bench.experts[:2]
    before = {user: len(heard(user)) for user in (first, other)}
    days: list[date] = [due_on + timedelta(days=left) for left in (-9, -8, -7, -7, -6, -2, 0, 1, 2)]
    for day in days:
        remind(day)
    due = f"{panel}：评分截止日为{due_on}，请按时提交。"
    assert heard(other)[before[other] :] == [due, due, due, f"{panel}：评分已于{due_on}到期，请尽快提交。"]
    assert len(heard(first)) == before[first]


def test_the_discussion_and_the_end(bench, discussion):
    expert = bench.experts[0]
    assert heard(expert)[-1] == f"{discussion}：独立评分已结束，进入讨论。"
    assert told(expert) == [f"讨论、修改或确认评分：{discussion}"]
    assert told(bench.second) == []
    for one in bench.experts:
        services.give_scores(one, discussion.pk, {}, hand_in=True)
    assert told(bench.second) == [f"待结束的专家组：{discussion}"]
    assert told(bench.officer) == told(expert) == []
    services.close(bench.second, discussion.pk)
    assert heard(expert)[-1] == f"{discussion}：评分已结束，感谢支持。"
    assert told(bench.second) == []


def test_why_a_panel_is_dissolved(bench, scoring):
    services.dissolve(bench.second, scoring.pk, "评审方案调整")
    assert heard(bench.experts[3])[-1] == f"{scoring}：专家组已撤销。理由：评审方案调整"
