"""Reads of alliances, their light, and who keeps which."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from keqiao.web.accounts.actors import Actor
from keqiao.web.alliances.documents import RULES
from keqiao.web.alliances.models import Alliance, AllianceGathering, GatheringState, GatheringStep
from keqiao.web.alliances.rights import KEEP
from keqiao.web.audit.clock import today
from keqiao.web.audit.models import Entry
from keqiao.web.registry.models import Organisation
from keqiao.web.site.tables import Light


class Activity(NamedTuple):
    """How regularly an alliance meets: a light and a word. ``since``: the last gathering held, or the founding."""

    light: Light
    words: str
    months: int
    since: date


def alliances_for(user: Actor) -> QuerySet[Alliance]:
    """Return the alliances that a user may see; ``active_on``: the last gathering held, ``size``: how many members."""
    rows: QuerySet[Alliance] = Alliance.objects.visible_to(user).select_related("cluster", "secretary")
    return with_activity(rows)


def with_activity(rows: QuerySet[Alliance]) -> QuerySet[Any]:
    """Add ``active_on``, ``held`` (gatherings held in all) and ``size`` to alliances."""
    held = Q(gatherings__state=GatheringState.HELD)
    return rows.annotate(
        active_on=Coalesce(Max("gatherings__on", filter=held), "founded_on"),
        held=Count("gatherings", filter=held, distinct=True),
        size=Count("members", filter=Q(members__left_on=None), distinct=True),
    )


def activity_of(active_on: date, day: date | None = None) -> Activity:
    """Return the light on a day, or today, of an alliance that was last active on another, by the rules in force."""
    rules, now = RULES.in_force(), day or today()
    months = max(
        0, (now.year - active_on.year) * 12 + now.month - active_on.month - (now.day < active_on.day)
    )
    light: Light = (
        "bad" if months >= rules.bad_months else "watch" if months >= rules.watch_months else "good"
    )
    if light == "good":
        return Activity(light, _("Meets regularly"), months, active_on)
    words = ngettext("Nothing for %(months)d month", "Nothing for %(months)d months", months)
    return Activity(light, words % {"months": months}, months, active_on)


def alliance_of(user: Actor, pk: int) -> Alliance:
    """Return an alliance that a user may see. Raises Http404."""
    alliance = alliances_for(user).filter(pk=pk).first()
    if alliance is None:
        raise Http404
    return alliance


def changed_alliances(moment: datetime) -> Q:
    """The condition that an alliance was changed at or after a moment: itself, its members or its gatherings.

    The audit log knows when an alliance and its members were changed.
    """
    entries = Entry.objects.filter(at__gte=moment, target_kind=Alliance._meta.label_lower)
    keys = [int(key) for key in entries.values_list("target_key", flat=True) if key.isdigit()]
    return Q(pk__in=keys) | Q(
        pk__in=GatheringStep.objects.filter(at__gte=moment).values("gathering__alliance")
    )


def gatherings_for(user: Actor) -> QuerySet[AllianceGathering]:
    """Return the gatherings whose minutes a user may read."""
    rows: QuerySet[AllianceGathering] = AllianceGathering.objects.visible_to(user)
    return rows.select_related("alliance", "alliance__secretary")


def gathering_of(user: Actor, pk: int) -> AllianceGathering:
    """Return a gathering whose minutes a user may read. Raises Http404."""
    row = gatherings_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def is_of_unit(user: Actor, organisation: Organisation) -> bool:
    """Whether an organisation is the firm or the platform of the user's unit."""
    if not user.unit_id:
        return False
    of = Q(firm__unit=user.unit_id, firm__withdrawn_at=None)
    of |= Q(platform__unit=user.unit_id, platform__withdrawn_at=None)
    return Organisation.objects.filter(of, pk=organisation.pk).exists()


def keeps(user: Actor, alliance: Alliance) -> bool:
    """Whether the user keeps the alliance: the bureau keeps all, a secretary the own one."""
    scope = user.scope_for(KEEP)
    return scope == "all" or (scope is not None and is_of_unit(user, alliance.secretary))
