"""Tasks and recommendations as pages and lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.oversight.facts import CITY, readings
from keqiao.web.oversight.lights import light_of
from keqiao.web.oversight.models import Recommendation, Task, TaskFact, TaskState
from keqiao.web.oversight.procedure import TASKS
from keqiao.web.oversight.workplace import OFFERS
from keqiao.web.procedures import history
from keqiao.web.procedures.offering import ActionForm, offered
from keqiao.web.site.numbers import number
from keqiao.web.site.punctuation import bracketed, listed
from keqiao.web.site.tables import Cell, Column, Table

WAY = (TaskState.ISSUED, TaskState.WORKING, TaskState.ANSWERED, TaskState.REVIEWED, TaskState.CLOSED)


def tasks_table(tasks: Iterable[Task]) -> Table:
    """Return a list of tasks."""
    rows = []
    for task in tasks:
        light = light_of(task)
        rows.append(
            {
                "code": Cell(task.code, url=task.get_absolute_url()),
                "title": Cell(task.title, url=task.get_absolute_url()),
                "light": Cell(light.sentence, light=light.light),  # type: ignore[arg-type]
                "state": task.get_state_display(),
                "lead": str(task.lead),
                "support": listed(task.support.all()),
                "due_on": task.due_on,
                "extended_to": task.extended_to,
                "origin": task.recommendation.get_origin_display(),
                "platform": str(task.platform or ""),
                "issued_at": task.issued_at,
            }
        )
    columns = [
        Column("code", pgettext("task", "Task")),
        Column("title", pgettext("task", "Title")),
        Column("light", _("Light and days")),
        Column("state", pgettext("task", "State")),
        Column("lead", _("Lead department")),
        Column("support", _("Supporting departments"), secondary=True),
        Column("due_on", _("Due on"), "date"),
        Column("extended_to", _("Extended to"), "date"),
        Column("origin", _("Origin")),
        Column("platform", _("Platform")),
        Column("issued_at", _("Issued on"), "date", secondary=True),
    ]
    return Table(_("Tasks"), columns, rows, name="tasks", stacked=True)


def recommendations_table(recommendations: Iterable[Any]) -> Table:
    """Return a list of recommendations; ``open_tasks`` and ``all_tasks`` are counted."""
    rows = [
        {
            "code": Cell(row.code, url=row.get_absolute_url()),
            "title": Cell(row.title, url=row.get_absolute_url()),
            "origin": row.get_origin_display(),
            "source": row.source,
            "received_on": row.received_on,
            "all_tasks": row.all_tasks,
            "open_tasks": row.open_tasks,
        }
        for row in recommendations
    ]
    columns = [
        Column("code", pgettext("recommendation", "Recommendation")),
        Column("title", pgettext("recommendation", "Title")),
        Column("origin", _("Origin")),
        Column("source", _("Document and place")),
        Column("received_on", pgettext("recommendation", "Received on"), "date"),
        Column("all_tasks", _("Tasks"), "number"),
        Column("open_tasks", _("Not closed"), "number"),
    ]
    return Table(_("Recommendations"), columns, rows, name="recommendations", stacked=True)


def facts_table(facts: Iterable[TaskFact]) -> Table:
    """Return the facts of a task as the figures are now, each figure leading to its rows."""
    rows = []
    for reading in readings(facts):
        figures = [
            (bracketed(measure, measure.display_unit), measure.in_display_unit(value), url)
            for measure, value, url in reading.figures
        ]
        name, value, url = figures[0] if figures else ("", None, "")
        rows.append(
            {
                "condition": reading.fact.condition,
                "scope": str(reading.fact.platform or _("the city")),
                "period": reading.fact.period,
                "holds": Cell(reading.sentence, light=reading.light),  # type: ignore[arg-type]
                "figure": Cell(name, text=f"{name} {number(value)}", url=url) if name else "",
            }
        )
    columns = [
        Column("condition", pgettext("task", "Condition")),
        Column("scope", _("Of")),
        Column("period", _("Period")),
        Column("holds", _("Now")),
        Column("figure", pgettext("task", "Figure")),
    ]
    return Table(_("Facts that the task is closed by"), columns, rows, name="facts", stacked=True)


def task_context(user: Actor, task: Task, bound: Mapping[str, ActionForm] | None = None) -> dict[str, Any]:
    """Return what the page of a task needs. ``bound``: forms that were refused, by name of the step."""
    decisions = TASKS.possible(user, task)
    main, aside = offered(
        TASKS,
        user,
        task,
        OFFERS,
        url=lambda name: reverse("oversight:step", args=(task.pk, name)),
        bound=bound or {},
    )
    light = light_of(task)
    state = TaskState.ISSUED if task.state == TaskState.DECLINED else TaskState(task.state)
    reached = WAY.index(state)
    places = ["behind" if at < reached else "here" if at == reached else "ahead" for at in range(len(WAY))]
    return {
        "task": task,
        "status": TASKS.status(task),
        "light": light,
        "way": [(str(step.label), place) for step, place in zip(WAY, places, strict=True)],
        "support": listed(task.support.all()),
        "extensions": list(task.extensions.select_related("by")),
        "replies": list(task.replies.select_related("by").order_by("-pk")),
        "ratings": list(task.ratings.select_related("by").order_by("-pk")),
        "facts": facts_table(task.facts.select_related("platform")),
        "main": main,
        "aside": aside,
        "not_now": TASKS.not_now(user, decisions, [offer.name for offer in OFFERS]),
        "entries": history.entries(TASKS, task.steps.select_related("by").order_by("-pk")),
    }


def scope_code(fact: TaskFact) -> str:
    """Return the scope of a fact in addresses."""
    return fact.platform.code if fact.platform is not None else CITY


def recommendation_context(user: Actor, recommendation: Recommendation) -> dict[str, Any]:
    """Return what the page of a recommendation needs."""
    tasks = Task.objects.visible_to(user).filter(recommendation=recommendation)
    rows = list(tasks.select_related("lead", "platform", "recommendation").prefetch_related("support"))
    finding = ""
    if recommendation.diagnosis is not None and recommendation.rule:
        finding = reverse("oversight:finding", args=(recommendation.diagnosis.code, recommendation.rule))
    return {
        "recommendation": recommendation,
        "table": tasks_table(rows) if rows else None,
        "finding_url": finding,
    }
