"""Reading jobs."""

from __future__ import annotations

from django.db.models import QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.jobs.models import Job


def visible_to(user: Actor) -> QuerySet[Job]:
    """The jobs that ``user`` started: nobody looks into another's work."""
    return Job.objects.filter(Job.visibility.condition(Job, user))


def under_way(user: Actor, question: str) -> Job | None:
    """Return the job of ``user`` that computes the answer to a question (:mod:`keqiao.web.jobs.results`) now."""
    return (
        visible_to(user).filter(question=question, state__in=(Job.State.WAITING, Job.State.RUNNING)).first()
    )
