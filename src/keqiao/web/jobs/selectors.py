"""Reading jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from keqiao.web.jobs.models import Job


def visible_to(user: Any) -> QuerySet[Job]:
    """The jobs that ``user`` started: nobody looks into another's work."""
    return Job.objects.filter(Job.visibility.condition(Job, user))
