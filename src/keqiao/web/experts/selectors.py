"""Reading panels, always as far as a reader may see them.

The bureau and auditors see every panel; an expert sees the panels they sit on, once these were opened. Scores are
sealed until the independent round has ended: before that nobody sees more than their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.holders import holders
from keqiao.web.accounts.models import Role, User
from keqiao.web.experts.models import ExpertPanel, PanelSeat, PanelSubject
from keqiao.web.experts.rights import DECIDE, DRAFTS, SCORE
from keqiao.web.registry.models import Platform

State = ExpertPanel.State
PLATFORM = "platform"
"""The kind of subjects whose results are facts."""


def sees_all(user: Actor) -> bool:
    """Tell whether a user sees every panel: those who organise them and those who audit."""
    return user.has_right(DECIDE) or user.scope_for(DRAFTS) == Role.Scope.ALL


def sees_names(user: Actor, panel: ExpertPanel) -> bool:
    """Tell whether a user may see who gave which score: auditors once scores are open; who organises or closes panels,
    and could still state a conflict of interest against a score, only once the panel has ended.
    """
    if not sees_all(user) or panel.first_ended_at is None:
        return False
    return not user.has_right(DECIDE) or panel.state in {State.CLOSED, State.DISSOLVED}


def visible_panels(user: Actor) -> QuerySet[ExpertPanel]:
    """Return the panels that ``user`` may open."""
    panels: QuerySet[ExpertPanel] = ExpertPanel.objects.visible_to(user)
    return panels.select_related("measure", "chair", "created_by", "corrects")


def listed_panels(user: Actor) -> QuerySet[ExpertPanel]:
    """Return the visible panels with counts: subjects, experts, handed in (first and second round)."""
    return visible_panels(user).annotate(
        subject_count=Count("subjects", distinct=True),
        seat_count=Count("seats", distinct=True),
        first_count=Count("seats", filter=Q(seats__first_at__isnull=False), distinct=True),
        second_count=Count("seats", filter=Q(seats__second_at__isnull=False), distinct=True),
    )


def work_first(user: Actor) -> Case:
    """Return an order of panels: those on which an expert has something to do before the others."""
    seats = PanelSeat.objects.filter(panel=OuterRef("pk"), expert=user)
    scoring = Q(state=State.SCORING) & Exists(seats)
    discussing = Q(state=State.DISCUSSION) & Exists(seats.filter(first_at__isnull=False))
    return Case(When(scoring | discussing, then=Value(0)), default=Value(1))


def own_seats(user: Actor) -> dict[int, PanelSeat]:
    """Return the seats of an expert by panel."""
    return {seat.panel_id: seat for seat in PanelSeat.objects.filter(expert=user)}


def possible_experts() -> list[User]:
    """Return who may sit on a panel: active people with the right to score, and no part in running or auditing it."""
    people = holders(SCORE).select_related("unit").prefetch_related("roles").order_by("username")
    return [user for user in people if may_sit(user)]


def may_sit(user: Actor) -> bool:
    """Tell whether a person may sit on a panel."""
    return user.is_active and user.has_right(SCORE) and not user.has_right(DECIDE) and not sees_all(user)


def taken(panel: ExpertPanel, keys: Iterable[int]) -> list[PanelSubject]:
    """Return where subjects stand already in another panel of the same measure and period that is open, or closed with
    a result. Panels that ``panel`` puts right, directly or by steps, do not count.
    """
    rows = PanelSubject.objects.filter(
        key__in=list(keys),
        panel__subject_kind=panel.subject_kind,
        panel__measure=panel.measure,
        panel__period=panel.period,
    ).exclude(panel__in=[*_put_right(panel), panel.pk or 0])
    rows = rows.exclude(panel__state=State.DISSOLVED).exclude(panel__state=State.CLOSED, value=None)
    return list(rows.select_related("panel"))


def _put_right(panel: ExpertPanel) -> list[int]:
    """Return the panels that one puts right, by steps."""
    keys: list[int] = []
    step = panel.corrects
    while step is not None and step.pk not in keys:
        keys.append(step.pk)
        step = step.corrects
    return keys


def closed_panel(
    measure_code: str, platform: Platform, period: str, known_at: datetime
) -> PanelSubject | None:
    """Return the newest closed panel's row for a measure, platform and period whose result was known at a moment."""
    rows = PanelSubject.objects.filter(
        panel__measure__code=measure_code,
        panel__period=period,
        panel__subject_kind=PLATFORM,
        key=platform.pk,
        panel__state=State.CLOSED,
    ).filter(fact__recorded_at__lte=known_at)
    return rows.select_related("panel").order_by("-fact__recorded_at", "-pk").first()
