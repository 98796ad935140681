"""The light of a task by its days, and which tasks are late: rules that are data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.audit.clock import today
from keqiao.web.evaluations.reading import words
from keqiao.web.oversight.documents import TASKS
from keqiao.web.oversight.models import OPEN_STATES, Task, TaskState


@dataclass(frozen=True)
class TaskLight:
    """A light, its word, and the days beside it."""

    light: str
    sentence: str


def light_of(task: Task, on: date | None = None) -> TaskLight:
    """Return the light of a task on a day (None: today); a closed one shows that it is closed."""
    if task.state == TaskState.CLOSED:
        return TaskLight("good", str(task.get_state_display()))
    left = (task.counted_due - (on or today())).days
    band = TASKS.in_force().band(left)
    days = ngettext("%(count)d day late", "%(count)d days late", -left) if left < 0 else ""
    if left >= 0:
        days = ngettext("%(count)d day left", "%(count)d days left", left)
    return TaskLight(band.light, f"{words(band.words)} {days % {'count': abs(left)}}")


def with_light(rows: Any, light: str) -> Any:
    """Narrow tasks to those that show a light today; ``rows`` have ``until``."""
    rules = TASKS.in_force()
    if light == "closed":
        return rows.filter(state=TaskState.CLOSED)
    days = [day for day in range(-MOST, MOST) if rules.band(day).light == light]
    wanted = rows.filter(state__in=OPEN_STATES)
    if not days:
        return wanted.none()
    first, last = min(days), max(days)
    if first > -MOST:
        wanted = wanted.filter(until__gte=today() + timedelta(days=first))
    if last < MOST - 1:
        wanted = wanted.filter(until__lte=today() + timedelta(days=last))
    return wanted


MOST = 400
"""Days before and after today among which the edges of lights lie."""


def late(rows: QuerySet[Task]) -> Any:
    """Return the tasks whose light is red today."""
    return with_light(rows, "bad")


def light_words() -> list[tuple[str, str]]:
    """Return the lights with their words, for a filter."""
    return [*((band.light, words(band.words)) for band in TASKS.in_force().lights), ("closed", _("closed"))]
