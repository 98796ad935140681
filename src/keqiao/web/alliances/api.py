"""Alliances for programs, read only: who they are, how regularly they meet, what they held and decided.

Annotations are evaluated here (no ``from __future__``): schemas are values.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from ninja import Query, Router, Schema

from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.accounts.rules import require
from keqiao.web.alliances.models import (
    AllianceGathering,
    AllianceMember,
    AllianceResolution,
    GatheringStep,
)
from keqiao.web.alliances.rights import VIEW
from keqiao.web.alliances.selectors import activity_of, alliances_for, changed_alliances, gatherings_for
from keqiao.web.site.api_pages import REFUSALS, PageQuery, page_of, page_schema

alliances = Router(tags=["alliances"])


class MemberOut(Schema):
    """An organisation that belongs to an alliance."""

    organisation: str
    part: str
    joined_on: date


class AllianceOut(Schema):
    """An alliance; ``active_on``: the day of the last gathering held, or of the founding; ``light`` by the rules."""

    number: int
    name: str
    cluster: str
    secretary: str
    founded_on: date
    charter: str
    gatherings_held: int
    active_on: date
    light: str
    months_since: int
    members: list[MemberOut]


class ResolutionOut(Schema):
    """What a gathering decided: who does it until when, and what came of it."""

    words: str
    owner: str
    due_on: date
    state: str
    result: str


class GatheringOut(Schema):
    """What an alliance does together on a day."""

    number: int
    alliance: int
    kind: str
    title: str
    on: date
    place: str
    state: str
    minutes: str
    resolutions: list[ResolutionOut]


AlliancePage, GatheringPage = page_schema(AllianceOut), page_schema(GatheringOut)


@alliances.get("/", response={200: AlliancePage, **REFUSALS}, operation_id="listAlliances")
def list_alliances(request: SignedInRequest, query: Query[PageQuery]) -> Any:
    """The alliances; ``changed_since``: those that were changed, or whose members or gatherings were."""
    require(request.user, VIEW)
    rows = alliances_for(request.user).prefetch_related("members__organisation")
    return page_of(rows.order_by("name", "pk"), query, _alliance, changed_alliances)


@alliances.get("/gatherings", response={200: GatheringPage, **REFUSALS}, operation_id="listGatherings")
def list_gatherings(request: SignedInRequest, query: Query[PageQuery]) -> Any:
    """The gatherings whose minutes the caller may read, the latest first."""
    require(request.user, VIEW)
    rows = gatherings_for(request.user).prefetch_related("resolutions__owner")
    return page_of(rows.order_by("-on", "-pk"), query, _gathering, _changed)


def _changed(moment: datetime) -> Q:
    ended = AllianceResolution.objects.filter(ended_at__gte=moment).values("gathering")
    return Q(pk__in=GatheringStep.objects.filter(at__gte=moment).values("gathering")) | Q(pk__in=ended)


def _alliance(row: Any) -> dict[str, Any]:
    activity = activity_of(row.active_on)
    return {
        "number": row.pk,
        "name": row.name,
        "cluster": row.cluster.code if row.cluster else "",
        "secretary": str(row.secretary),
        "founded_on": row.founded_on,
        "charter": row.charter,
        "gatherings_held": row.held,
        "active_on": row.active_on,
        "light": activity.light,
        "months_since": activity.months,
        "members": [_member(member) for member in row.members.all() if member.left_on is None],
    }


def _member(row: AllianceMember) -> dict[str, Any]:
    return {"organisation": str(row.organisation), "part": row.part, "joined_on": row.joined_on}


def _gathering(row: AllianceGathering) -> dict[str, Any]:
    names = ("kind", "title", "on", "place", "state", "minutes")
    return {name: getattr(row, name) for name in names} | {
        "number": row.pk,
        "alliance": row.alliance_id,
        "resolutions": [
            {
                "words": resolution.words,
                "owner": str(resolution.owner),
                "due_on": resolution.due_on,
                "state": resolution.state,
                "result": resolution.result,
            }
            for resolution in row.resolutions.all()
        ],
    }
