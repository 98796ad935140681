"""Who hears of a task: the departments, the bureau that issued it, members of the People's Congress."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_by_unit, people_everywhere
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.oversight.models import Task, TaskState
from keqiao.web.oversight.rights import ASSIGN, HANDLE, OVERSEE

TURN = NoticeKind("oversight.turn", pgettext_lazy("notice", "Task to act on"), "watch")
MOVED = NoticeKind("oversight.moved", pgettext_lazy("notice", "Task"), "good")
LATE = NoticeKind("oversight.late", pgettext_lazy("notice", "Task late"), "bad")
KINDS = (TURN, MOVED, LATE)


def departments(task: Task) -> list[User]:
    """Return the people of the lead department and of those that support it."""
    units = [task.lead_id, *task.support.values_list("pk", flat=True)]
    return [person for people in people_by_unit(units, HANDLE).values() for person in people]


def of_step(work: Any) -> None:
    """Tell whose turn it is, and the others that the task came further."""
    task: Task = work.row
    bureau, members = people_everywhere(ASSIGN), people_everywhere(OVERSEE)
    acting = {
        TaskState.ISSUED: departments(task),
        TaskState.WORKING: departments(task),
        TaskState.DECLINED: bureau,
        TaskState.ANSWERED: bureau,
        TaskState.REVIEWED: bureau,
        TaskState.CLOSED: members,
    }[TaskState(task.state)]
    others = members if task.state in {TaskState.ANSWERED, TaskState.REVIEWED} else departments(task)
    sentence = with_reason(message("Task {task}: {news}", task=task.code, news=news_of(task)), work.reason)
    _tell(task, acting, TURN, sentence, work)
    _tell(task, [person for person in others if person not in acting], MOVED, sentence, work)


def of_late(task: Task, day: date) -> int:
    """Remind departments and bureau once of a task that is late or nearly so; return how many were told."""
    left = (task.counted_due - day).days
    if left < 0:
        sentence = message(
            "Task {task} is late: it was due on {day}.", task=task.code, day=str(task.counted_due)
        )
    else:
        sentence = message("Task {task} is due on {day}.", task=task.code, day=str(task.counted_due))
    people = departments(task) + (people_everywhere(ASSIGN) if left < 0 else [])
    stage = "late" if left < 0 else "soon"
    key = f"task-{task.pk}-{task.counted_due:%Y%m%d}-{stage}"
    kind = LATE if left < 0 else TURN
    return notify(people, kind, sentence, link=task.get_absolute_url(), key=key, about=task.code)


def news_of(task: Task) -> Message:
    """Return where a task stands, as a sentence for both languages."""
    news: dict[str, Message] = {
        TaskState.ISSUED: message("It waits for the lead department to accept it."),
        TaskState.DECLINED: message("The lead department declined it."),
        TaskState.WORKING: message("It is under way."),
        TaskState.ANSWERED: message("The written reply waits for the review."),
        TaskState.REVIEWED: message("The reply passed the review; the closing comes next."),
        TaskState.CLOSED: message("It is closed."),
    }
    return news[task.state]


def _tell(task: Task, people: list[User], kind: NoticeKind, sentence: Message, work: Any) -> None:
    others = [person for person in people if work.actor is None or person.pk != work.actor.pk]
    key = f"task-{task.pk}-{kind.code}-{task.edition}-{work.action.name}"
    notify(others, kind, sentence, link=task.get_absolute_url(), key=key, about=task.code)
