"""What the lists of projects and gates are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import User
from keqiao.web.audit.clock import today
from keqiao.web.pipeline.documents import GATE_RULES
from keqiao.web.pipeline.models import (
    DECIDED_GATES,
    OPEN_GATES,
    Deliverable,
    GateCode,
    GateReview,
    GateState,
    PassageState,
    ProjectPassage,
    Stage,
)
from keqiao.web.registry.models import Direction
from keqiao.web.site.lists import Filter, in_words, with_value, with_words

MINE, NOBODY = "mine", "nobody"
OPEN, ON_BOARD_STATE = "open", "on_board"
OPEN_STATES = (PassageState.RUNNING, PassageState.HELD)
TOGETHER = {OPEN: OPEN_STATES, ON_BOARD_STATE: (*OPEN_STATES, PassageState.COMPLETED)}
"""States that figures count together: of projects that are not over, and of those on the board."""
ON_BOARD = ("q", "field", "platform", "manager", "due")
"""Filters of the board."""
SEGMENTS: dict[str, tuple[str, ...]] = {
    "supply": (Stage.LEAD, Stage.PROOF),
    "application": (Stage.PILOT,),
    "growth": (Stage.INCUBATION,),
    "cluster": (Stage.INDUSTRY, Stage.COMPLETED),
}
"""Segments of the chain of innovation, and the stages of each."""


def segment_words() -> dict[str, str]:
    """Return what the segments are called."""
    return {
        "supply": _("Supply of technology by platforms"),
        "application": _("Application in firms"),
        "growth": _("Growth into an industry"),
        "cluster": _("Building of clusters"),
    }


def list_url(**filters: str) -> str:
    """Return the address of the projects behind a figure."""
    return f"{reverse('pipeline:list')}?{urlencode(filters)}"


def filters(user: Actor, visible: QuerySet[ProjectPassage]) -> list[Filter]:
    """Return the filters of the list of projects, for this reader."""
    words = with_words("project__number", "project__title", "project__title_en")
    platforms = visible.order_by().values_list("project__platform__code", "project__platform__short_name")
    people = User.objects.filter(pk__in=visible.order_by().exclude(manager=None).values("manager"))
    managers = [(MINE, _("mine")), (NOBODY, pgettext("manager", "nobody yet"))]
    managers += [(str(person.pk), str(person)) for person in people.order_by("display_name", "pk")]
    dues = [("overdue", _("overdue")), ("owing", _("something is owed")), ("at_gate", _("before a gate"))]
    return [
        Filter("q", _("Number or title"), kind="words", apply=words),
        Filter("stage", pgettext("project", "Stage"), choices=in_words(Stage), apply=with_value("stage")),
        Filter("segment", _("Segment"), choices=list(segment_words().items()), apply=_in_segment),
        Filter("state", pgettext("project", "State"), choices=_states(), apply=_in_state),
        Filter(
            "field",
            _("Field of technology"),
            choices=in_words(Direction.Strategic),
            apply=with_value("project__field"),
        ),
        Filter(
            "platform",
            _("Platform"),
            choices=sorted(set(platforms)),
            apply=with_value("project__platform__code"),
        ),
        Filter("manager", _("Project manager"), choices=managers, apply=_managed_by(user)),
        Filter("due", pgettext("project", "Open"), choices=dues, apply=_due),
        Filter("passed", _("Passed the gate"), choices=in_words(GateCode), apply=_passed),
        Filter("reviewed", _("Reviewed at the gate"), choices=in_words(GateCode), apply=_reviewed),
    ]


def gate_filters(user: Actor) -> list[Filter]:
    """Return the filters of the list of reviews."""
    states = [("decided", _("decided")), *in_words(GateState)]
    words = with_words("code", "passage__project__number", "passage__project__title")
    return [
        Filter("q", _("Number or title"), kind="words", apply=words),
        Filter("gate", _("Gate"), choices=in_words(GateCode), apply=with_value("gate")),
        Filter("state", pgettext("gate", "State"), choices=states, apply=_gate_state),
        Filter("year", _("Decided in"), choices=_years(user), apply=_decided_in),
        Filter("manager", _("Project manager"), choices=_managers(user), apply=with_value("manager_id")),
    ]


def _states() -> list[tuple[str, str]]:
    """The states, and those of them that figures count together."""
    together = [(OPEN, _("under way or on hold")), (ON_BOARD_STATE, _("on the board"))]
    return [*together, *in_words(PassageState)]


def _in_state(rows: QuerySet[ProjectPassage], state: str) -> QuerySet[ProjectPassage]:
    return rows.filter(state__in=TOGETHER.get(state, (state,)))


def _in_segment(rows: QuerySet[ProjectPassage], segment: str) -> QuerySet[ProjectPassage]:
    return rows.filter(stage__in=SEGMENTS[segment])


def _managed_by(user: Actor) -> Callable[[Any, str], Any]:
    def apply(rows: QuerySet[ProjectPassage], manager: str) -> QuerySet[ProjectPassage]:
        if manager == MINE:
            return rows.filter(manager=user)
        return rows.filter(manager=None) if manager == NOBODY else rows.filter(manager__pk=manager)

    return apply


def _due(rows: QuerySet[ProjectPassage], what: str) -> QuerySet[ProjectPassage]:
    if what == "overdue":
        return rows.filter(Q(due_on__lt=today()), state=PassageState.RUNNING)
    if what == "owing":
        return rows.filter(pk__in=Deliverable.objects.filter(delivered_at=None).values("passage"))
    return rows.filter(pk__in=GateReview.objects.filter(state__in=OPEN_GATES).values("passage"))


def _passed(rows: QuerySet[ProjectPassage], gate: str) -> QuerySet[ProjectPassage]:
    reviews = GateReview.objects.filter(gate=gate, state=GateState.PASSED)
    return rows.filter(pk__in=reviews.values("passage"))


def _reviewed(rows: QuerySet[ProjectPassage], gate: str) -> QuerySet[ProjectPassage]:
    reviews = GateReview.objects.filter(gate=gate, state__in=DECIDED_GATES)
    return rows.filter(pk__in=reviews.values("passage"))


def _gate_state(rows: QuerySet[GateReview], state: str) -> QuerySet[GateReview]:
    return rows.filter(state__in=DECIDED_GATES) if state == "decided" else rows.filter(state=state)


def _years(user: Actor) -> list[tuple[str, str]]:
    rows = GateReview.objects.visible_to(user).exclude(decided_at=None).order_by()
    years = set(rows.values_list("decided_at__year", flat=True).distinct())
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def _decided_in(rows: QuerySet[GateReview], year: str) -> QuerySet[GateReview]:
    return rows.filter(decided_at__year=int(year))


def _managers(user: Actor) -> list[tuple[str, str]]:
    keys = GateReview.objects.visible_to(user).exclude(manager=None).order_by().values("manager")
    people = User.objects.filter(pk__in=keys).order_by("display_name", "pk")
    return [(str(person.pk), str(person)) for person in people]


def qualification_words(code: str) -> str:
    """Return what a qualification is called; its code where the rules in force have it no more."""
    known = GATE_RULES.in_force().managers.qualification.get(code)
    return str(known.name) if known is not None else code
