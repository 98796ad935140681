"""A task from its issue to its closing: terms, lights, reply, review, facts that close it and open it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.web.oversight.conftest import mechanism

from keqiao.web.audit.clock import story_at
from keqiao.web.notices.models import Notice
from keqiao.web.oversight.documents import TASKS as RULES
from keqiao.web.oversight.lights import light_of, with_light
from keqiao.web.oversight.models import Recommendation, Task, TaskFact
from keqiao.web.oversight.services import daily_look, diagnoses, recommendations, steps
from keqiao.web.registry.models import GovernanceItem


def test_the_journey_from_a_recommendation_to_satisfaction(supervised, as_user):
    """J5: report → recommendation → task → reply → satisfaction, asked again, closed by a fact."""
    client = as_user(supervised.congress)
    kept = client.post(
        "/recommendations/new/",
        {
            "origin": "report",
            "title": "健全用人机制",
            "text": "支持有条件的院所派驻或招引更多管理型人才。",
            "source": "调研报告四（二）三",
            "received_on": "2024-10-08",
        },
    )
    assert kept.status_code == 302
    page = client.get(kept.url).content.decode()
    assert "支持有条件的院所" in page
    assert "lead" not in page  # a member keeps recommendations and issues no task
    sent = {
        "title": "出台管理型人才支持办法",
        "demand": "年内出台",
        "lead": str(supervised.units["talent"].pk),
        "support": [str(supervised.units["finance"].pk)],
        "due_on": str(date.today() + timedelta(days=60)),
        "platform": "P02",
        "condition": "mechanisms_in_place >= 2",
        "period": "2023",
    }
    client = as_user(supervised.officer)
    assert client.post(kept.url, sent | {"condition": "mechanisms >= 2"}).status_code == 422
    issued = client.post(kept.url, sent)
    assert issued.status_code == 302
    task = Task.objects.get()

    def step(user, name, **fields):
        task.refresh_from_db()
        given = {f"{name}-{key}": value for key, value in fields.items()} | {f"{name}-edition": task.edition}
        return as_user(user).post(f"/tasks/{task.pk}/{name}/", given)

    assert step(supervised.finance, "accept").status_code == 403  # it supports, the talent office leads
    assert step(supervised.talent, "accept").status_code == 302
    refused = step(supervised.talent, "answer", text="已形成办法初稿", result="")
    assert refused.status_code == 422
    assert "已形成办法初稿" in refused.content.decode()
    assert step(supervised.talent, "answer", text="已形成办法初稿", result="B").status_code == 302
    page = as_user(supervised.congress).get(f"/tasks/{task.pk}/").content.decode()
    assert "已形成办法初稿" in page
    assert step(supervised.congress, "ask_again", reason="何时出台？").status_code == 403
    assert step(supervised.congress, "rate", satisfaction="not", words="只有初稿").status_code == 302
    assert step(supervised.congress, "ask_again", reason="何时出台？").status_code == 302
    assert step(supervised.talent, "answer", text="办法已印发", result="A").status_code == 302
    assert step(supervised.officer, "review").status_code == 302
    assert step(supervised.officer, "close").status_code == 403  # the fact does not hold yet
    mechanism(supervised.P02, "management", date(2023, 6, 1))
    assert step(supervised.second, "close").status_code == 302
    assert step(supervised.congress, "rate", satisfaction="satisfied", words="").status_code == 302
    task.refresh_from_db()
    assert task.state == "closed"
    assert [reply.result for reply in task.replies.all()] == ["B", "A"]
    assert as_user(supervised.congress).get("/tasks/?light=closed").content.decode().count(task.code) >= 1
    assert step(supervised.congress, "ask_again", reason="再问").status_code == 403  # satisfied


def a_task(supervised, **fields):
    recommendation = Recommendation.objects.first() or recommendations.recommend(
        supervised.congress, "report", "建议", "建议内容"
    )
    given = {
        "title": "事项",
        "demand": "要求",
        "lead": supervised.units["finance"],
        "due_on": date.today() + timedelta(days=60),
        "platform": supervised.P01,
        "condition": "mechanisms_in_place >= 4",
        "period": "2023",
    }
    return recommendations.issue(supervised.officer, recommendation, **(given | fields))


def closed(supervised):
    task = a_task(supervised)
    steps.accept(supervised.finance, task.pk)
    steps.answer(supervised.finance, task.pk, "已办", "A")
    steps.review(supervised.officer, task.pk)
    return steps.close(supervised.officer, task.pk)


def test_the_same_fact_that_closed_a_task_opens_it_again(supervised):
    task = closed(supervised)
    assert daily_look.look(date.today()) == (0, 0)
    with pytest.raises(PermissionDenied):
        steps.reopen(supervised.officer, task.pk)
    GovernanceItem.objects.filter(platform=supervised.P01, kind="market").update(valid_to=date(2022, 12, 31))
    assert daily_look.look(date.today()) == (0, 1)
    task.refresh_from_db()
    assert task.state == "working"
    last = task.steps.order_by("-pk").first()
    assert (last.action, last.by, last.reason) == ("reopen", None, "mechanisms_in_place >= 4")
    assert daily_look.look(date.today()) == (0, 0)


def test_a_task_without_a_fact_is_not_closed(supervised):
    task = a_task(supervised, condition="")
    steps.accept(supervised.finance, task.pk)
    steps.answer(supervised.finance, task.pk, "已办", "A")
    steps.review(supervised.officer, task.pk)
    with pytest.raises(PermissionDenied):
        steps.close(supervised.officer, task.pk)
    steps.tie(supervised.officer, task.pk, "heads_seconded + platform_count_before >= 0", None, "2023")
    steps.close(supervised.officer, task.pk)
    assert TaskFact.objects.get().platform is None


def test_who_wrote_the_reply_does_not_review_it(supervised):
    task = a_task(supervised, lead=supervised.units["bureau"])
    steps.accept(supervised.officer, task.pk)
    steps.answer(supervised.officer, task.pk, "已办", "A")
    with pytest.raises(PermissionDenied):
        steps.review(supervised.officer, task.pk)
    steps.review(supervised.second, task.pk)


def test_a_task_is_declined_within_its_term_only(supervised):
    term = RULES.in_force().decline_days
    task = a_task(supervised)
    late = task.issued_at + timedelta(days=term + 1)
    with story_at(late), pytest.raises(PermissionDenied):
        steps.decline(supervised.finance, task.pk, "不属职责")
    with pytest.raises(ValidationError):
        steps.decline(supervised.finance, task.pk, " ")
    steps.decline(supervised.finance, task.pk, "不属职责")
    steps.reassign(supervised.officer, task.pk, supervised.units["talent"])
    with pytest.raises(PermissionDenied):
        steps.accept(supervised.finance, task.pk)
    steps.accept(supervised.talent, task.pk)


def test_lights_follow_the_days_and_the_day_stays_when_time_is_granted(supervised):
    task = a_task(supervised)
    shown = {
        days: light_of(task, task.due_on - timedelta(days=days)).light for days in (60, 15, 14, 7, 6, 0, -1)
    }
    assert shown == {60: "good", 15: "good", 14: "near", 7: "near", 6: "watch", 0: "watch", -1: "bad"}
    late = task.due_on + timedelta(days=12)
    assert "12" in light_of(task, late).sentence
    until = task.due_on + timedelta(days=30)
    with pytest.raises(ValidationError):
        steps.extend(supervised.officer, task.pk, task.due_on, "需要协商")
    steps.extend(supervised.officer, task.pk, until, "需要协商")
    task.refresh_from_db()
    assert (task.due_on, task.extended_to) == (until - timedelta(days=30), until)
    extension = task.extensions.get()
    assert (extension.by, extension.reason, extension.before) == (supervised.officer, "需要协商", task.due_on)
    assert light_of(task, late).light == "good"
    rows = Task.objects.with_due()
    assert [with_light(rows, light).count() for light in ("good", "near", "watch", "bad", "closed")] == [
        1,
        0,
        0,
        0,
        0,
    ]


def test_red_is_told_once_to_department_and_bureau_and_stands_on_the_cockpit(supervised, as_user):
    task = a_task(supervised)
    Task.objects.filter(pk=task.pk).update(extended_to=date.today() - timedelta(days=3))
    Notice.objects.all().delete()
    told, opened = daily_look.look(date.today())
    people = {notice.recipient for notice in Notice.objects.filter(kind="oversight.late")}
    assert (told, opened) == (len(people), 0)
    assert {supervised.finance, supervised.officer} <= people
    assert daily_look.look(date.today()) == (0, 0)
    page = as_user(supervised.congress).get("/cockpit/").content.decode()
    assert "/tasks/?light=bad" in page


def test_a_light_that_turns_red_makes_its_task(supervised):
    diagnoses.make(supervised.officer, supervised.snapshot, "2022")
    assert not Task.objects.exists()  # nothing turned yet
    second = diagnoses.make(supervised.officer, supervised.snapshot, "2023")
    task = Task.objects.get(rule="S2")
    assert (task.platform, task.lead) == (supervised.P02, supervised.units["finance"])
    assert list(task.support.all()) == [supervised.units["bureau"]]
    assert task.recommendation.diagnosis == second
    assert task.facts.get().condition == "agreement_payment_rate >= 60"
    assert not Task.objects.filter(rule="G2").exists()  # it was red before
    diagnoses.make(supervised.officer, supervised.snapshot, "2023")
    assert Task.objects.filter(rule="S2").count() == 1  # one is under way


def test_a_platform_sees_the_tasks_that_it_leads_and_no_others(supervised, user_with, as_user):
    own = a_task(supervised, lead=supervised.P01.unit)
    other = a_task(supervised)
    director = user_with("platform_director", unit=supervised.P01.unit, username="director_p01")
    client = as_user(director)
    page = client.get("/tasks/").content.decode()
    assert own.code in page
    assert other.code not in page
    assert client.get(f"/tasks/{other.pk}/").status_code == 404
    assert client.get("/recommendations/").status_code == 200
