"""Who hears of projects and gates: the manager and the people of the platform, and the bureau of what it decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from keqiao.language import Message, message
from keqiao.web.accounts.models import User
from keqiao.web.notices.kinds import NoticeKind
from keqiao.web.notices.selectors import people_everywhere, people_of_unit
from keqiao.web.notices.services import notify, with_reason
from keqiao.web.pipeline.models import GateReview, GateState, PassageState, ProjectPassage
from keqiao.web.pipeline.rights import CONDUCT, DECIDE

PROJECT = NoticeKind("pipeline.project", pgettext_lazy("notice", "Pipeline project"))
GATE = NoticeKind("pipeline.gate", pgettext_lazy("notice", "Gate"), "watch")
DECISION = NoticeKind("pipeline.decision", pgettext_lazy("notice", "Decision at a gate"), "good")
KINDS = (PROJECT, GATE, DECISION)


def of_manager(work: Any) -> None:
    """Tell the new manager, and the one before."""
    passage: ProjectPassage = work.row
    sentence = message("You are the manager of project {project} now.", project=str(passage))
    if passage.manager is not None:
        _tell(work, [passage.manager], PROJECT, sentence)
    before = work.before.get("manager")
    if before:
        people = User.objects.filter(username=before)
        sentence = message("Project {project} has another manager now.", project=str(passage))
        _tell(work, people, PROJECT, with_reason(sentence, work.reason), "-before")


def of_project(work: Any) -> None:
    """Tell everybody of the project that it left the way, or goes on."""
    passage: ProjectPassage = work.row
    news = {
        PassageState.TRANSFERRED: message("Project {project} was given to others.", project=str(passage)),
        PassageState.RUNNING: message("Project {project} goes on.", project=str(passage)),
    }[PassageState(passage.state)]
    _tell(work, people_of(passage), PROJECT, with_reason(news, work.reason))


def of_submission(work: Any) -> None:
    """Tell the bureau that a gate waits for its review."""
    review: GateReview = work.row
    sentence = message("Gate {gate} waits for its review.", gate=str(review))
    _tell(work, people_everywhere(DECIDE), GATE, sentence)


def of_decision(work: Any) -> None:
    """Tell everybody of the project what was decided."""
    review: GateReview = work.row
    news = {
        GateState.PASSED: message("Gate {gate} is passed.", gate=str(review)),
        GateState.SUPPLEMENT: message("At gate {gate} something is still owed.", gate=str(review)),
        GateState.HELD: message("At gate {gate} the project was put on hold.", gate=str(review)),
        GateState.STOPPED: message("At gate {gate} the project was stopped.", gate=str(review)),
    }[GateState(review.state)]
    people = people_of(review.passage)
    _tell(work, people, DECISION, with_reason(news, work.reason))


def people_of(passage: ProjectPassage) -> list[User]:
    """Return the manager and the people of the platform."""
    people = people_of_unit(passage.project.platform.unit_id, CONDUCT)
    if passage.manager is not None:
        people = [*people, passage.manager]
    return list({person.pk: person for person in people}.values())


def _tell(work: Any, people: Iterable[User], kind: NoticeKind, sentence: Message, about: str = "") -> None:
    """Tell people of the row of an action; ``about``: which of several notices of the action it is."""
    row = work.row
    others = [person for person in people if work.actor is None or person.pk != work.actor.pk]
    key = f"{kind.code}-{row.pk}-{row.edition}{about}"
    name = row.code if isinstance(row, GateReview) else row.project.number
    notify(others, kind, sentence, link=row.get_absolute_url(), key=key, about=name)
