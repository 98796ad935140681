"""Who hears of a grading: the people of the platforms, of their grades; who deals with objections, and who objected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from keqiao.language import Bilingual, Message, message
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.grading.models import GradeLine, Grading, Objection
from keqiao.web.grading.selectors import DECIDE, SHOWN_TO_ALL, VIEW, lines_of
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_by_unit, people_everywhere, people_of_unit
from keqiao.web.notices.services import give, notice, notify
from keqiao.web.site.stored_sentences import both

PUBLISHED = NoticeKind("grading.published", pgettext_lazy("notice", "Grades published"), "watch")
FINAL = NoticeKind("grading.final", pgettext_lazy("notice", "Grades decided"), "good")
WITHDRAWN = NoticeKind("grading.withdrawn", pgettext_lazy("notice", "Grading withdrawn"), "watch")
OBJECTION = NoticeKind("grading.objection", pgettext_lazy("notice", "Objection"), "watch")
KINDS = (PUBLISHED, FINAL, WITHDRAWN, OBJECTION)


def of_publicity(work: Any) -> None:
    """Tell the people of each platform that its grade is published, once the first day has come."""
    _tell_published(work.row, today())


def tell_published(day: date) -> None:
    """Tell of every publicity that runs on a day; who heard of it hears nothing again."""
    running = Grading.objects.filter(state__in=SHOWN_TO_ALL, publicity_from__lte=day, publicity_to__gte=day)
    for grading in running.select_related("run__scheme"):
        _tell_published(grading, day)


def _tell_published(grading: Grading, day: date) -> None:
    first, last = grading.publicity_from, grading.publicity_to
    if first is None or last is None or first > day:
        return  # before the first day nobody outside knows of it
    _tell_platforms(
        grading,
        PUBLISHED,
        f"published-{first:%Y%m%d}-{last:%Y%m%d}",
        lambda line: message(
            "{grading}: the grades are published; {platform} gets {grade}. Objections until {day}.",
            **_names(grading, line),
            day=last.isoformat(),
        ),
    )


def of_new_ground(work: Any) -> None:
    """Tell of the publicity that begins again; where it goes on, only those whose objections were upheld."""
    grading: Grading = work.row
    if work.after["published_again"]:
        _tell_published(grading, today())
        return
    for objection in grading.objections.filter(new_run=grading.run).select_related("platform"):
        sentence = message(
            "{grading}: a new run answers the objection of {platform}; no rank and no grade changed.",
            grading=grading.code,
            platform=both(objection.platform),
        )
        _tell_objectors(objection, sentence, f"run-{grading.run_id}")


def of_final_grades(work: Any) -> None:
    """Tell the people of each platform what was decided."""
    grading: Grading = work.row
    _tell_platforms(
        grading,
        FINAL,
        "final",
        lambda line: message(
            "{grading}: the grades are decided; {platform} gets {grade}.", **_names(grading, line)
        ),
    )


def of_withdrawal(work: Any) -> None:
    """Tell those who knew of the grades that they no longer stand."""
    grading: Grading = work.row
    if grading.publicity_from is None or grading.publicity_from > today():
        return
    _tell_platforms(
        grading,
        WITHDRAWN,
        "withdrawn",
        lambda line: message(
            "{grading}: the grading was withdrawn; its grades do not stand.", grading=grading.code
        ),
        link=reverse("grading:gradings"),
    )


def of_objection(work: Any) -> None:
    """Tell the bureau that an objection was lodged."""
    objection: Objection = work.row
    sentence = message(
        "{grading}: {platform} has lodged an objection.",
        grading=objection.grading.code,
        platform=both(objection.platform),
    )
    _tell(people_everywhere(DECIDE), objection, sentence, "lodged")


def of_answer(work: Any) -> None:
    """Tell who objected, and the others who speak for the platform, how the objection was answered."""
    objection: Objection = work.row
    values = {"grading": objection.grading.code, "platform": both(objection.platform)}
    sentence = message("{grading}: the objection of {platform} is dismissed.", **values)
    if objection.state == Objection.State.UPHELD:
        sentence = message(
            "{grading}: the objection of {platform} is upheld; a new run is to follow.", **values
        )
    _tell_objectors(objection, sentence, "answered")


def _tell_objectors(objection: Objection, sentence: Message, key: str) -> None:
    people = people_of_unit(objection.unit_id, VIEW)
    _tell([objection.lodged_by, *people], objection, sentence, key)


def _tell(people: Iterable[User], objection: Objection, sentence: Message, key: str) -> None:
    notify(
        people,
        OBJECTION,
        sentence,
        link=objection.get_absolute_url(),
        key=f"objection-{objection.pk}-{key}",
        about=str(objection.grading),
    )


def _tell_platforms(grading: Grading, kind: NoticeKind, key: str, sentence: Any, link: str = "") -> None:
    """Give the people of every platform of a grading the sentence on its line."""
    lines = list(lines_of(grading))
    people = people_by_unit((line.platform.unit_id for line in lines), VIEW)
    give(
        [
            notice(
                person,
                kind,
                sentence(line),
                link=link or grading.get_absolute_url(),
                key=f"grading-{grading.pk}-{key}-{line.platform.code}",
                about=str(grading),
            )
            for line in lines
            for person in people.get(line.platform.unit_id or 0, ())
        ]
    )


def _names(grading: Grading, line: GradeLine) -> dict[str, Any]:
    grade = Bilingual(zh=line.grade_zh or "—", en=line.grade_en)
    return {"grading": grading.code, "platform": both(line.platform), "grade": grade}
