"""Keep recommendations and issue the tasks that they become."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.accounts.rules import require_one
from keqiao.web.audit.clock import present, today
from keqiao.web.audit.services import record
from keqiao.web.oversight.facts import checked_condition, checked_period
from keqiao.web.oversight.models import Diagnosis, Recommendation, Task, TaskFact
from keqiao.web.oversight.models.recommendations import LONGEST_WORDS
from keqiao.web.oversight.procedure import TASKS
from keqiao.web.oversight.rights import ASSIGN, OVERSEE
from keqiao.web.procedures.numbering import next_code, numbered
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Platform


def recommend(
    actor: Actor,
    origin: str,
    title: str,
    text: str,
    *,
    source: str = "",
    received_on: date | None = None,
    diagnosis: Diagnosis | None = None,
    rule: str = "",
) -> Recommendation:
    """Keep a recommendation as it was written. Raises PermissionDenied, ValidationError."""
    require_one(actor, (ASSIGN, OVERSEE))
    day = received_on or today()
    if day > today():
        raise ValidationError({"received_on": _("This day has not come yet.")})
    given = Recommendation(
        origin=origin,
        title=words_given(title, _("Name the recommendation."), 200, field="title"),
        text=words_given(text, _("Write down what is recommended."), LONGEST_WORDS, field="text"),
        source=words_given(source, most=300, field="source"),
        received_on=day,
        diagnosis=diagnosis,
        rule=rule,
        added_by=actor,
        added_at=present(),
    )

    def stored() -> Recommendation:
        given.pk, given._state.adding = None, True
        given.code = next_code(Recommendation, timezone.localtime(present()).strftime("R%Y-"), 3)
        given.save()
        return given

    with transaction.atomic():
        row = numbered(stored)
        record(actor, "oversight.recommend", row, {"origin": origin, "rule": rule})
    return row


def issue(
    actor: Actor,
    recommendation: Recommendation,
    *,
    title: str,
    demand: str,
    lead: Unit | None,
    support: Iterable[Unit] = (),
    due_on: date | None,
    platform: Platform | None = None,
    rule: str = "",
    condition: str = "",
    period: str = "",
) -> Task:
    """Issue a task; with a ``condition`` it is tied to a fact from the beginning.

    Raises PermissionDenied, ValidationError.
    """
    if lead is None or not lead.is_active:
        raise ValidationError({"lead": _("Choose the department that leads.")})
    if due_on is None or due_on <= timezone.localdate(present()):
        raise ValidationError({"due_on": _("Give a day to come until which it is to be done.")})
    task = Task(
        recommendation=recommendation,
        title=words_given(title, _("Name the task."), 200, field="title"),
        demand=words_given(demand, _("Say what is to be done."), LONGEST_WORDS, field="demand"),
        lead=lead,
        due_on=due_on,
        platform=platform,
        rule=rule,
        issued_at=present(),
    )
    text, of = (checked_condition(condition), checked_period(period)) if condition.strip() else ("", "")

    def stored() -> Task:
        task.pk, task._state.adding = None, True
        task.code = next_code(Task, timezone.localtime(present()).strftime("T%Y-"), 3)
        task.save()
        return task

    with transaction.atomic():
        row = numbered(stored)
        row.support.set(unit for unit in support if unit.pk != lead.pk)
        if text:
            TaskFact.objects.create(
                task=row, condition=text, platform=platform, period=of, by=actor, at=present()
            )
        with TASKS.making(actor, row, "issue") as work:
            work.is_new = True
            work.detail["lead"] = lead.code
    return row
