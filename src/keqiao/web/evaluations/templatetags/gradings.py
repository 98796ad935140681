"""Grades that were decided, on pages of runs: ``{% load gradings %}``, then {% decided_grade … as decided %}."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from keqiao.web.audit.clock import BUREAU
from keqiao.web.evaluations.deciding.selectors import FinalGrade, final_grade
from keqiao.web.evaluations.models import Run
from keqiao.web.registry.models import Platform

register = template.Library()


@register.simple_tag
def decided_grade(platform: Platform, run: Run, period: str) -> FinalGrade | None:
    """Return the final grade of a platform in a period by the indicator system of a run; None before there is one."""
    return final_grade(platform, period, scheme_code=run.scheme.code)


@register.filter
def in_words(found: FinalGrade) -> str:
    """Return a final grade with the number of the grading and its day: 优秀 (2024-G01, 2025-04-02)."""
    day = timezone.localdate(found.at, BUREAU).isoformat() if found.at else "—"
    return _("%(grade)s (%(grading)s, %(day)s)") % {
        "grade": found.grade or "—",
        "grading": found.decision.code,
        "day": day,
    }
