"""The steps of a task after it was issued."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Unit
from keqiao.web.oversight.facts import checked_condition, checked_period
from keqiao.web.oversight.models import (
    ReplyClass,
    Satisfaction,
    Task,
    TaskExtension,
    TaskFact,
    TaskRating,
    TaskReply,
)
from keqiao.web.oversight.models.recommendations import LONGEST_WORDS
from keqiao.web.oversight.procedure import TASKS
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Platform


def accept(actor: Actor, pk: int, *, since: int | None = None) -> Task:
    """Accept a task (签收)."""
    return _plain(actor, pk, "accept", since)


def decline(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> Task:
    """Decline a task within its term (退办), with a reason."""
    return _plain(actor, pk, "decline", since, reason)


def reassign(actor: Actor, pk: int, lead: Unit | None, *, since: int | None = None) -> Task:
    """Give a declined task to a department; its day stays."""
    if lead is None or not lead.is_active:
        raise ValidationError({"lead": _("Choose the department that leads.")})
    with TASKS.acting(actor, pk, "reassign", since=since) as work:
        work.note("lead", str(work.row.lead), str(lead))
        work.row.lead = lead
        work.row.support.remove(lead)
    return work.row


def answer(actor: Actor, pk: int, text: str, result: str, *, since: int | None = None) -> Task:
    """Reply in writing (反馈), with the class of the result."""
    words = words_given(text, _("Write the reply."), LONGEST_WORDS, field="text")
    if result not in ReplyClass.values:
        raise ValidationError({"result": _("Choose the class of the result.")})
    with TASKS.acting(actor, pk, "answer", since=since) as work:
        TaskReply.objects.create(task=work.row, text=words, result=result, by=actor, at=work.at)
        work.note("result", "", result)
    return work.row


def send_back(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> Task:
    """Send the reply back to the department, with a reason."""
    return _plain(actor, pk, "send_back", since, reason)


def review(actor: Actor, pk: int, *, since: int | None = None) -> Task:
    """Let the reply pass the review (复核)."""
    return _plain(actor, pk, "review", since)


def close(actor: Actor, pk: int, *, since: int | None = None) -> Task:
    """Close a task (销号) whose facts hold."""
    return _plain(actor, pk, "close", since)


def reopen(actor: Actor, pk: int, *, since: int | None = None) -> Task:
    """Open a closed task again where a fact ceased to hold."""
    return _plain(actor, pk, "reopen", since)


def extend(actor: Actor, pk: int, until: date | None, reason: str, *, since: int | None = None) -> Task:
    """Grant more time: the day it was due on stays, the extension is kept with reason and grantor."""
    with TASKS.acting(actor, pk, "extend", since=since, reason=reason) as work:
        before = work.row.counted_due
        if until is None or until <= before:
            raise ValidationError({"until": _("Choose a day after %(day)s.") % {"day": before}})
        TaskExtension.objects.create(
            task=work.row, before=before, until=until, reason=work.reason, by=actor, at=work.at
        )
        work.change(extended_to=until)
    return work.row


def tie(
    actor: Actor, pk: int, condition: str, platform: Platform | None, period: str, *, since: int | None = None
) -> Task:
    """Tie a task to a fact: a condition over figures that must hold for it to be closed."""
    text, of = checked_condition(condition), checked_period(period)
    with TASKS.acting(actor, pk, "tie", since=since) as work:
        TaskFact.objects.create(
            task=work.row, condition=text, platform=platform, period=of, by=actor, at=work.at
        )
        work.note("facts", "", f"{text} {platform.code if platform else ''} {of}")
    return work.row


def rate(actor: Actor, pk: int, satisfaction: str, words: str = "", *, since: int | None = None) -> Task:
    """Keep the satisfaction with the reply."""
    if satisfaction not in Satisfaction.values:
        raise ValidationError({"satisfaction": _("Choose how satisfied you are.")})
    said = words_given(words, field="words")
    with TASKS.acting(actor, pk, "rate", since=since) as work:
        TaskRating.objects.create(task=work.row, satisfaction=satisfaction, words=said, by=actor, at=work.at)
        work.note("satisfaction", "", satisfaction)
    return work.row


def ask_again(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> Task:
    """Ask again within the term (再督办): the department takes it up anew."""
    return _plain(actor, pk, "ask_again", since, reason)


def _plain(actor: Actor, pk: int, name: str, since: int | None, reason: str = "") -> Task:
    with TASKS.acting(actor, pk, name, since=since, reason=reason) as work:
        pass
    return work.row
