"""The procedures of questions and of reports.

::

    ask → asked ─answer→ answered ─return→ asked;  asked ─withdraw→ withdrawn
    draw_up → writing ─issue→ issued
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import Decision, decide
from keqiao.web.procedures.action import Action, Reason
from keqiao.web.procedures.declaration import Awaited, Procedure
from keqiao.web.procedures.execution import Acting
from keqiao.web.reports import notifications
from keqiao.web.reports.models import QuestionState, ReportState, StudyQuestion, SurveyReport
from keqiao.web.reports.rights import ANSWER, WRITE

STATUS: dict[str, str | Promise] = {
    QuestionState.ASKED: gettext_lazy("The department answers until the day."),
    QuestionState.ANSWERED: gettext_lazy("Answered; the study group may return it."),
    QuestionState.WITHDRAWN: gettext_lazy("Withdrawn."),
    ReportState.WRITING: gettext_lazy("Being written, section by section."),
    ReportState.ISSUED: gettext_lazy("Issued; it never changes any more."),
}


def permit(user: Actor, right: str, row: Any) -> Decision:
    """Whether the user holds the right; which question is theirs the obstacles say."""
    return decide(user, right)


def _is_asked(user: Actor, row: StudyQuestion) -> str:
    return "" if user.unit_id == row.unit_id else _("The department that is asked answers it.")


def _to_answer(user: Actor) -> QuerySet[StudyQuestion]:
    rows: QuerySet[StudyQuestion] = StudyQuestion.objects.visible_to(user).filter(state=QuestionState.ASKED)
    if not user.has_right(ANSWER) or not user.unit_id:
        return rows.none()
    return rows.filter(unit=user.unit_id)


class QuestionActing(Acting):
    """An action under way on a locked question."""

    row: StudyQuestion

    def entry(self) -> dict[str, Any]:
        """What the audit entry says: no words of the answer."""
        entry = {"study": self.row.study.code, "unit": self.row.unit.code, "state": self.row.state}
        return entry | ({"reason": self.reason} if self.reason else {})


QUESTIONS: Procedure[QuestionActing] = Procedure(
    "questions",
    model=StudyQuestion,
    states=QuestionState,
    status=lambda row: str(STATUS[row.state]),
    work=QuestionActing,
    log="reports.question_",
    permit=permit,
    related=("study", "unit"),
    actions=(
        Action(
            "ask",
            pgettext_lazy("question", "ask"),
            to=QuestionState.ASKED,
            right=WRITE,
            notify=notifications.of_question,
            logged=gettext_lazy("ask a department for a study"),
        ),
        Action(
            "answer",
            pgettext_lazy("question", "answer"),
            at=(QuestionState.ASKED,),
            to=QuestionState.ANSWERED,
            right=ANSWER,
            obstacle=_is_asked,
            stamp="answered",
            notify=notifications.of_answer,
            logged=gettext_lazy("answer a question of a study"),
        ),
        Action(
            "return",
            pgettext_lazy("question", "return the answer"),
            at=(QuestionState.ANSWERED,),
            to=QuestionState.ASKED,
            right=WRITE,
            reason=Reason.REQUIRED,
            notify=notifications.of_question,
            logged=gettext_lazy("return an answer to a question of a study"),
        ),
        Action(
            "withdraw",
            pgettext_lazy("question", "withdraw"),
            at=(QuestionState.ASKED,),
            to=QuestionState.WITHDRAWN,
            right=WRITE,
            reason=Reason.REQUIRED,
            logged=gettext_lazy("withdraw a question of a study"),
        ),
    ),
    awaited=(
        Awaited(
            gettext_lazy("Questions of a study to be answered: %(count)d"),
            actions=("answer",),
            rows=_to_answer,
            url=lambda: f"{reverse('reports:questions')}?state={QuestionState.ASKED}",
        ),
    ),
)


class ReportActing(Acting):
    """An action under way on a locked report."""

    row: SurveyReport


REPORTS: Procedure[ReportActing] = Procedure(
    "reports",
    model=SurveyReport,
    states=ReportState,
    status=lambda row: str(STATUS[row.state]),
    work=ReportActing,
    log="reports.",
    permit=permit,
    related=("study", "snapshot", "diagnosis"),
    actions=(
        Action(
            "draw_up",
            pgettext_lazy("survey report", "draw up"),
            to=ReportState.WRITING,
            right=WRITE,
            logged=gettext_lazy("draw up a survey report"),
        ),
        Action(
            "issue",
            pgettext_lazy("survey report", "issue"),
            at=(ReportState.WRITING,),
            to=ReportState.ISSUED,
            right=WRITE,
            stamp="issued",
            notify=notifications.of_issue,
            logged=gettext_lazy("issue a survey report"),
        ),
    ),
)
