"""The pages of an alliance and of a gathering."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.alliances.forms import GatheringForm, GatheringMinutesForm, MemberForm, ResolutionForms
from keqiao.web.alliances.models import (
    Alliance,
    AllianceGathering,
    AllianceResolution,
    GatheringState,
    ResolutionState,
)
from keqiao.web.alliances.procedure import GATHERINGS, RESOLUTIONS
from keqiao.web.alliances.rights import VIEW
from keqiao.web.alliances.selectors import activity_of, alliance_of, gathering_of, keeps
from keqiao.web.audit.clock import today
from keqiao.web.procedures.history import entries

MOST = 50


def crumbs() -> list[tuple[str, str]]:
    """The way to an alliance."""
    return [(_("Alliances"), reverse("alliances:list"))]


@require_safe
@right_required(VIEW)
def alliance_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One alliance: members, calendar, decisions."""
    return show_alliance(request, alliance_of(request.user, pk))


def show_alliance(
    request: SignedInRequest,
    alliance: Alliance,
    *,
    member_form: MemberForm | None = None,
    plan_form: GatheringForm | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of an alliance; the forms are those that were refused."""
    user = request.user
    own = set(
        AllianceGathering.objects.visible_to(user).filter(alliance=alliance).values_list("pk", flat=True)
    )
    gatherings = list(alliance.gatherings.all()[:MOST])
    resolutions = AllianceResolution.objects.visible_to(user).filter(gathering__alliance=alliance)
    is_keeper = keeps(user, alliance)
    context = {
        "alliance": alliance,
        "activity": activity_of(alliance_of(user, alliance.pk).active_on),  # type: ignore[attr-defined]
        "about": _about(alliance),
        "members": list(alliance.members.filter(left_on=None).select_related("organisation")),
        "former": alliance.members.exclude(left_on=None).count(),
        "gatherings": [(row, row.pk in own) for row in gatherings],
        "open": [
            (row, row.due_on < today())
            for row in resolutions.filter(state=ResolutionState.OPEN).select_related("gathering", "owner")
        ],
        "ended": resolutions.exclude(state=ResolutionState.OPEN).count(),
        "is_keeper": is_keeper,
        "member_form": member_form or (MemberForm(initial={"joined_on": today()}) if is_keeper else None),
        "plan_form": plan_form or (GatheringForm() if is_keeper else None),
        "today": today(),
        "problems": problems or [],
        "crumbs": crumbs(),
    }
    return render(request, "alliances/alliance.html", context, status=status)


def _about(alliance: Alliance) -> list[tuple[str, Any]]:
    rows = [
        (_("Secretary"), alliance.secretary),
        (_("Founded on"), alliance.founded_on.isoformat()),
        (_("Industry cluster"), alliance.cluster),
    ]
    return [(term, value) for term, value in rows if value]


@require_safe
@right_required(VIEW)
def gathering_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One gathering: minutes and decisions."""
    return show_gathering(request, gathering_of(request.user, pk))


def show_gathering(
    request: SignedInRequest,
    row: AllianceGathering,
    *,
    form: GatheringMinutesForm | None = None,
    resolution_forms: Any = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the page of a gathering; the forms are those that were refused."""
    user = request.user
    decisions = GATHERINGS.possible(user, row)
    context = {
        "row": row,
        "status": GATHERINGS.status(row),
        "light": GatheringState.tone_of(row.state),
        "decisions": decisions,
        "form": form
        or (GatheringMinutesForm(initial={"edition": row.edition}) if decisions["hold"] else None),
        "resolution_forms": resolution_forms
        or (ResolutionForms(prefix="resolutions") if decisions["hold"] else None),
        "resolutions": [
            (resolution, RESOLUTIONS.possible(user, resolution), ResolutionState.tone_of(resolution.state))
            for resolution in row.resolutions.select_related("owner", "gathering__alliance__secretary")
        ],
        "entries": entries(GATHERINGS, row.steps.select_related("by")),
        "problems": problems or [],
        "crumbs": [*crumbs(), (str(row.alliance), row.alliance.get_absolute_url())],
    }
    return render(request, "alliances/gathering.html", context, status=status)
