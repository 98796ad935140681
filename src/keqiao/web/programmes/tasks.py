"""The background work of the room: whom each programme fits, on demand, each day, and when a programme is new."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from keqiao.web.audit.clock import today
from keqiao.web.jobs.progress import Progress
from keqiao.web.programmes.assessments import assess, assess_all
from keqiao.web.programmes.models import ProgrammeVersion


def assess_programmes(progress: Progress) -> str:
    """Compare all programmes in force with their subjects; the job leads to the results."""
    progress.update(0.02, gettext_noop("Comparing programmes with their subjects"))
    assess_all(progress)
    return reverse("programmes:results")


def assess_today(day: date) -> int:
    """Compare all programmes: days of application and ages of answers move on."""
    return assess_all(day=day)


def take_in_new() -> int:
    """Compare the programmes that came into force and were not compared yet; return how many."""
    new = ProgrammeVersion.objects.in_force(today()).filter(Q(assessment=None))
    return len([assess(version) for version in new])
