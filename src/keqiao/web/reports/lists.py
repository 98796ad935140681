"""The lists of the room: studies, questions, reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.reports import selectors
from keqiao.web.reports.models import QuestionState, ReportState, Study, StudyQuestion, SurveyReport
from keqiao.web.reports.rights import QUESTIONS, VIEW, WRITE
from keqiao.web.site.lists import Filter, ListPage, ListView, in_words, with_value, with_words
from keqiao.web.site.tables import Cell, Column, Table


class StudyList(ListView):
    """Studies, the newest first."""

    right = VIEW
    template_name = "reports/studies.html"
    export, file_name = "reports.export", "studies"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "asked": "asked",
        "late": "late",
        "drawn": "drawn",
        "opened_at": "opened_at",
    }

    def filters(self) -> list[Filter]:
        """Words."""
        return [Filter("q", _("Code or title"), kind="words", apply=with_words("code", "title"))]

    def rows(self, wanted: ListPage) -> QuerySet[Study]:
        """The studies."""
        return selectors.studies_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        columns = [
            Column("code", _("Code")),
            Column("title", _("Study")),
            Column("snapshot", _("Snapshot")),
            Column("asked", _("Questions to be answered"), "number"),
            Column("late", _("of these late"), "number"),
            Column("drawn", _("Reports"), "number"),
            Column("opened_at", pgettext("study", "Opened"), "date"),
        ]
        printed = [
            {
                "code": Cell(row.code, url=row.get_absolute_url()),
                "title": row.title,
                "snapshot": row.snapshot.code if row.snapshot else "",
                "asked": row.asked,
                "late": row.late,
                "drawn": row.drawn,
                "opened_at": row.opened_at,
            }
            for row in rows
        ]
        return Table(_("Studies"), columns, printed, name="studies", stacked=True)

    def context(self, wanted: ListPage, page: Page[Any]) -> dict[str, Any]:
        """Whether the reader opens studies."""
        return {"may_write": self.request.user.has_right(WRITE)}


class QuestionList(ListView):
    """Questions to departments with their lights."""

    right = QUESTIONS
    export, file_name = "reports.export", "questions"
    orders: ClassVar = {"due_on": "due_on", "unit": "unit__name", "study": "study__code", "state": "state"}

    def filters(self) -> list[Filter]:
        """Light, state, words."""
        return [
            Filter("q", _("Words"), kind="words", apply=with_words("words", "unit__name", "study__title")),
            Filter("light", _("Light"), choices=selectors.lights(), apply=selectors.with_light),
            Filter("state", _("State"), choices=in_words(QuestionState), apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[StudyQuestion]:
        """The questions."""
        return selectors.questions_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return questions_table(rows)


def questions_table(rows: Iterable[StudyQuestion]) -> Table:
    """Return questions with who is asked, until when, and their light."""
    columns = [
        Column("words", pgettext("question", "Question")),
        Column("unit", pgettext("question", "Who is asked")),
        Column("study", _("Study")),
        Column("due_on", _("Due on"), "date"),
        Column("state", _("State")),
    ]
    printed = []
    for row in rows:
        light = selectors.light_of(row)
        printed.append(
            {
                "words": Cell(str(row), url=row.get_absolute_url()),
                "unit": str(row.unit),
                "study": row.study.code,
                "due_on": row.due_on,
                "state": Cell(row.state, text=light.words, light=light.light),
            }
        )
    return Table(_("Questions to departments"), columns, printed, name="questions", stacked=True)


class ReportList(ListView):
    """Survey reports, the newest first."""

    right = VIEW
    export, file_name = "reports.export", "reports"
    orders: ClassVar = {
        "code": "code",
        "title": "title",
        "as_of": "as_of",
        "state": "state",
        "drawn_up_at": "drawn_up_at",
        "issued_at": "issued_at",
    }

    def filters(self) -> list[Filter]:
        """State, words."""
        return [
            Filter("q", _("Code or title"), kind="words", apply=with_words("code", "title")),
            Filter("state", _("State"), choices=in_words(ReportState), apply=with_value("state")),
        ]

    def rows(self, wanted: ListPage) -> QuerySet[SurveyReport]:
        """The reports."""
        return selectors.reports_for(self.request.user)

    def table(self, rows: Iterable[Any]) -> Table:
        """Print them."""
        return reports_table(rows)


def reports_table(rows: Iterable[SurveyReport]) -> Table:
    """Return reports with snapshot and state."""
    columns = [
        Column("code", _("Code")),
        Column("title", pgettext("survey report", "Title")),
        Column("as_of", _("Stocks as of")),
        Column("snapshot", _("Snapshot")),
        Column("state", _("State")),
        Column("drawn_up_at", _("Drawn up"), "date"),
        Column("issued_at", pgettext("survey report", "Issued"), "date"),
    ]
    printed = [
        {
            "code": Cell(row.code, url=row.get_absolute_url()),
            "title": row.title,
            "as_of": row.as_of,
            "snapshot": Cell(row.snapshot.code, url=row.snapshot.get_absolute_url()),
            "state": Cell(
                row.state,
                text=str(row.get_state_display()),
                light="good" if row.state == ReportState.ISSUED else "none",
            ),
            "drawn_up_at": row.drawn_up_at,
            "issued_at": row.issued_at,
        }
        for row in rows
    ]
    return Table(_("Survey reports"), columns, printed, name="reports", stacked=True)
