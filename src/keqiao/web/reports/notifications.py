"""Who hears of studies: the department that is asked, the group of an answer, readers of a report that was issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import message
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.reports.models import ParagraphState, StudyQuestion
from keqiao.web.reports.rights import ANSWER, VIEW

QUESTION = NoticeKind("reports.question", pgettext_lazy("notice", "Question of a study"), "watch")
LATE = NoticeKind("reports.late", pgettext_lazy("notice", "Question of a study overdue"), "bad")
ANSWERED = NoticeKind("reports.answer", pgettext_lazy("notice", "Answer to a question"), "accent")
ISSUED = NoticeKind("reports.issued", pgettext_lazy("notice", "Survey report issued"), "good")
PARAGRAPH = NoticeKind(
    "reports.paragraph", pgettext_lazy("notice", "Paragraph for reports decided"), "accent"
)
KINDS = (QUESTION, LATE, ANSWERED, ISSUED, PARAGRAPH)


def of_question(work: Any) -> None:
    """Tell the department that it is asked, or asked again."""
    row: StudyQuestion = work.row
    sentence = message(
        "{study} asks until {day}: {question}",
        study=row.study.title,
        day=str(row.due_on),
        question=str(row),
    )
    key = f"reports-question-{row.pk}-{row.edition}"
    people = people_of_unit(row.unit_id, ANSWER)
    notify(
        people,
        QUESTION,
        with_reason(sentence, work.reason),
        link=row.get_absolute_url(),
        key=key,
        about=row.study.code,
    )


def of_answer(work: Any) -> None:
    """Tell the study group that a question was answered."""
    row: StudyQuestion = work.row
    sentence = message("{unit} has answered: {question}", unit=str(row.unit), question=str(row))
    people = [row.study.opened_by, *row.study.members.all()]
    key = f"reports-answer-{row.pk}-{row.edition}"
    notify(people, ANSWERED, sentence, link=row.get_absolute_url(), key=key, about=row.study.code)


def of_due(row: StudyQuestion, today: date) -> int:
    """Remind the department of a question that is due soon or late; return how many were told."""
    is_late = row.due_on < today
    kind = LATE if is_late else QUESTION
    sentence = message("Due on {day}: {question}", day=str(row.due_on), question=str(row))
    key = f"reports-due-{row.pk}-{row.due_on}-{is_late}"
    people = people_of_unit(row.unit_id, ANSWER)
    return notify(people, kind, sentence, link=row.get_absolute_url(), key=key, about=row.study.code)


def of_issue(work: Any) -> None:
    """Tell who reads reports that one was issued."""
    row = work.row
    sentence = message("{title} was issued.", title=row.title)
    people = people_everywhere(VIEW)
    notify(
        people, ISSUED, sentence, link=row.get_absolute_url(), key=f"reports-issued-{row.pk}", about=row.code
    )


def of_paragraph(work: Any) -> None:
    """Tell who proposed a paragraph what another person decided."""
    row = work.row
    if row.state == ParagraphState.APPROVED:
        sentence = message("The paragraph {title} was approved; reports may insert it.", title=row.title)
    else:
        sentence = message("The paragraph {title} was refused.", title=row.title)
    notify(
        [row.proposed_by],
        PARAGRAPH,
        with_reason(sentence, work.reason),
        link=row.get_absolute_url(),
        key=f"reports-paragraph-{row.pk}-{row.edition}",
        about=row.code,
    )
