"""The work of each day: late tasks are told of, and a closed one whose fact ceased to hold is opened again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from django.db import transaction

from keqiao.web.accounts.actors import Actor
from keqiao.web.oversight import notifications
from keqiao.web.oversight.documents import TASKS as RULES
from keqiao.web.oversight.facts import readings
from keqiao.web.oversight.models import OPEN_STATES, Task, TaskState
from keqiao.web.oversight.procedure import TASKS


def look(today: date) -> tuple[int, int]:
    """Tell of tasks that are late or nearly so, once each, and open closed ones again. Return how many were told and
    how many opened. Running it twice changes nothing.
    """
    rules = RULES.in_force()
    reminded = opened = 0
    near = rules.last_day("watch")
    horizon = today + timedelta(days=-1 if near is None else near)
    for task in Task.objects.with_due().filter(state__in=OPEN_STATES, until__lte=horizon).order_by("pk"):
        reminded += notifications.of_late(task, today)
    since = today - timedelta(days=rules.watch_days)
    closed = Task.objects.filter(state=TaskState.CLOSED, closed_at__date__gte=since)
    for pk in closed.order_by("pk").values_list("pk", flat=True):
        opened += _reopen(pk)
    return reminded, opened


def _reopen(pk: int) -> int:
    """Open a task again if a fact of it does not hold any more."""
    with transaction.atomic():
        task = Task.objects.select_for_update(of=("self",)).filter(pk=pk, state=TaskState.CLOSED).first()
        if task is None:
            return 0
        failed = [r for r in readings(task.facts.select_related("platform")) if r.holds is False]
        if not failed:
            return 0
        work = TASKS.under_way(cast("Actor", None), task, "reopen")
        work.reason = failed[0].fact.condition
        work.finish()
    return 1
