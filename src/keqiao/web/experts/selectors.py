"""Reading panels, always as far as a reader may see them.

The bureau and auditors see every panel; an expert sees the panels they sit on, once these were opened. Scores are
sealed until the independent round has ended: before that nobody sees more than their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.models import Role, User
from keqiao.web.experts.models import ExpertPanel, PanelPlatform, PanelSeat
from keqiao.web.experts.states import DECIDE, DRAFTS, SCORE
from keqiao.web.facts.models import Measure
from keqiao.web.registry.models import Platform

State = ExpertPanel.State


def sees_all(user: Actor) -> bool:
    """Tell whether a user sees every panel: those who organise them and those who audit."""
    return user.has_right(DECIDE) or user.scope_for(DRAFTS) == Role.Scope.ALL


def visible_panels(user: Actor) -> QuerySet[ExpertPanel]:
    """Return the panels that ``user`` may open."""
    panels = ExpertPanel.objects.select_related("measure", "chair", "created_by", "corrects")
    if not user.is_authenticated:
        return panels.none()
    if sees_all(user):
        return panels
    if user.has_right(SCORE):
        seated = PanelSeat.objects.filter(expert=user).values("panel")
        return panels.filter(pk__in=seated, opened_at__isnull=False)
    return panels.none()


def listed_panels(user: Actor) -> QuerySet[ExpertPanel]:
    """Return the visible panels with counts: platforms, experts, handed in (first and second round)."""
    return visible_panels(user).annotate(
        platform_count=Count("platforms", distinct=True),
        seat_count=Count("seats", distinct=True),
        first_count=Count("seats", filter=Q(seats__first_at__isnull=False), distinct=True),
        second_count=Count("seats", filter=Q(seats__second_at__isnull=False), distinct=True),
    )


def own_seats(user: Actor) -> dict[int, PanelSeat]:
    """Return the seats of an expert by panel."""
    return {seat.panel_id: seat for seat in PanelSeat.objects.filter(expert=user)}


def seat_of(user: Actor, panel: ExpertPanel) -> PanelSeat | None:
    """Return the seat of a user on a panel, if any."""
    return panel.seats.filter(expert=user).first()


def possible_experts() -> list[User]:
    """Return who may sit on a panel: active people with the right to score, and no part in running or auditing it."""
    people = User.objects.filter(is_active=True).select_related("unit").prefetch_related("roles")
    return [user for user in people.order_by("username") if may_sit(user)]


def may_sit(user: Actor) -> bool:
    """Tell whether a person may sit on a panel."""
    return user.is_active and user.has_right(SCORE) and not user.has_right(DECIDE) and not sees_all(user)


def taken(
    measure: Measure, period: str, platforms: Iterable[Platform], panel: ExpertPanel
) -> list[PanelPlatform]:
    """Return where platforms stand already in another panel of the measure and period that is open, or closed with a
    result. Panels that ``panel`` puts right, directly or by steps, do not count.
    """
    earlier = _put_right(panel)
    rows = PanelPlatform.objects.filter(
        platform__in=list(platforms), panel__measure=measure, panel__period=period
    ).exclude(panel__in=[*earlier, panel.pk or 0])
    rows = rows.exclude(panel__state=State.DISSOLVED).exclude(panel__state=State.CLOSED, fact=None)
    return list(rows.select_related("panel", "platform"))


def _put_right(panel: ExpertPanel) -> list[int]:
    """Return the panels that one puts right, by steps."""
    found: list[int] = []
    step = panel.corrects
    while step is not None and step.pk not in found:
        found.append(step.pk)
        step = step.corrects
    return found


def closed_panel(
    measure_code: str, platform: Platform, period: str, known_at: datetime
) -> PanelPlatform | None:
    """Return the newest closed panel's row for a measure, platform and period whose result was known at a moment."""
    rows = PanelPlatform.objects.filter(
        panel__measure__code=measure_code, panel__period=period, platform=platform, panel__state=State.CLOSED
    ).filter(fact__recorded_at__lte=known_at)
    return rows.select_related("panel").order_by("-fact__recorded_at", "-pk").first()
