"""Reads of studies, questions and reports, through what a user may see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.audit.clock import today
from keqiao.web.reports.documents import OUTLINE
from keqiao.web.reports.models import (
    QuestionState,
    ReportSection,
    Study,
    StudyQuestion,
    SurveyReport,
)
from keqiao.web.site.tables import Light


class QuestionLight(NamedTuple):
    """The light of a question and its word."""

    light: Light
    words: str


def studies_for(user: Actor) -> QuerySet[Study]:
    """Return the studies that a user may see; ``asked`` and ``late`` count their questions."""
    waiting = Q(questions__state=QuestionState.ASKED)
    rows: QuerySet[Study] = Study.objects.visible_to(user).select_related("snapshot", "opened_by")
    return rows.annotate(
        asked=Count("questions", filter=waiting, distinct=True),
        late=Count("questions", filter=waiting & Q(questions__due_on__lt=today()), distinct=True),
        drawn=Count("reports", distinct=True),
    )


def study_of(user: Actor, pk: int) -> Study:
    """Return a study. Raises Http404."""
    study = studies_for(user).filter(pk=pk).first()
    if study is None:
        raise Http404
    return study


def questions_for(user: Actor) -> QuerySet[StudyQuestion]:
    """Return the questions that a user may see."""
    rows: QuerySet[StudyQuestion] = StudyQuestion.objects.visible_to(user)
    return rows.select_related("study", "unit", "answered_by")


def question_of(user: Actor, pk: int) -> StudyQuestion:
    """Return a question. Raises Http404."""
    question = questions_for(user).filter(pk=pk).first()
    if question is None:
        raise Http404
    return question


def light_of(question: StudyQuestion, on: date | None = None) -> QuestionLight:
    """Return the light of a question: late, due soon, in time, answered."""
    # Read whatever the row: a page asks as often with one row as with many.
    soon = OUTLINE.in_force().remind_before
    if question.state != QuestionState.ASKED:
        tone = QuestionState.tone_of(question.state)
        return QuestionLight("good" if tone == "good" else "none", str(question.get_state_display()))
    left = (question.due_on - (on or today())).days
    if left < 0:
        return QuestionLight(
            "bad", ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
        )
    sentence = ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}
    return QuestionLight("watch" if left <= soon else "good", sentence)


def with_light(rows: QuerySet[StudyQuestion], light: str) -> QuerySet[StudyQuestion]:
    """Narrow questions to those that show a light today."""
    day = today()
    soon = day + timedelta(days=OUTLINE.in_force().remind_before)
    waiting = rows.filter(state=QuestionState.ASKED)
    narrowed = {
        "bad": waiting.filter(due_on__lt=day),
        "watch": waiting.filter(due_on__gte=day, due_on__lte=soon),
        "good": waiting.filter(due_on__gt=soon) | rows.filter(state=QuestionState.ANSWERED),
    }
    return narrowed.get(light, rows)


def lights() -> list[tuple[str, str]]:
    """Return the lights of questions in words, for a filter."""
    return [("bad", _("late")), ("watch", _("due soon")), ("good", _("in time or answered"))]


def reports_for(user: Actor) -> QuerySet[SurveyReport]:
    """Return the reports that a user may see, the newest first."""
    rows: QuerySet[SurveyReport] = SurveyReport.objects.visible_to(user)
    return rows.select_related("study", "snapshot", "flows_snapshot", "diagnosis", "drawn_up_by", "issued_by")


def report_of(user: Actor, pk: int) -> SurveyReport:
    """Return a report. Raises Http404."""
    report = reports_for(user).filter(pk=pk).first()
    if report is None:
        raise Http404
    return report


def section_of(user: Actor, pk: int, position: int) -> ReportSection:
    """Return a section of a report. Raises Http404."""
    rows = ReportSection.objects.visible_to(user).select_related("report", "report__study")
    section: ReportSection | None = rows.filter(report=pk, position=position).first()
    if section is None:
        raise Http404
    return section
