"""Writes of alliances: found, change, members, gatherings with minutes and decisions, reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from keqiao.web.accounts.actors import Actor
from keqiao.web.accounts.rules import require
from keqiao.web.alliances import notifications
from keqiao.web.alliances.documents import RULES
from keqiao.web.alliances.models import (
    Alliance,
    AllianceGathering,
    AllianceMember,
    AllianceResolution,
    ResolutionState,
)
from keqiao.web.alliances.procedure import GATHERINGS, RESOLUTIONS
from keqiao.web.alliances.rights import KEEP
from keqiao.web.alliances.selectors import activity_of, keeps, with_activity
from keqiao.web.audit.services import record
from keqiao.web.procedures.refusals import ChangedMeanwhile
from keqiao.web.procedures.words import words_given
from keqiao.web.registry.models import Organisation

FIELDS = ("name", "name_en", "cluster", "secretary", "founded_on", "charter")
LONGEST_MINUTES, LONGEST_RESULT = 8000, 1000


@transaction.atomic
def establish(actor: Actor, alliance: Alliance) -> Alliance:
    """Record an alliance; its secretary is its first member. The bureau does it.

    Raises PermissionDenied, ValidationError by field.
    """
    require(actor, KEEP)
    if actor.scope_for(KEEP) != "all":
        raise PermissionDenied(_("Only the bureau records an alliance."))
    alliance.full_clean()
    alliance.save()
    AllianceMember.objects.create(
        alliance=alliance, organisation=alliance.secretary, joined_on=alliance.founded_on
    )
    record(actor, "alliances.found", alliance, {"secretary": str(alliance.secretary)})
    return alliance


@transaction.atomic
def change(actor: Actor, pk: int, fields: Mapping[str, Any], *, since: int | None = None) -> Alliance:
    """Change an alliance; who is secretary only the bureau changes.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    alliance = _locked_alliance(actor, pk)
    if since is not None and since != alliance.edition:
        raise ChangedMeanwhile(_("This was changed since you opened it; look at it again."))
    changed = {name: value for name, value in fields.items() if getattr(alliance, name) != value}
    if "secretary" in changed and actor.scope_for(KEEP) != "all":
        raise ValidationError({"secretary": _("The bureau names the secretary.")})
    if changed:
        for name, value in changed.items():
            setattr(alliance, name, value)
        alliance.full_clean()
        alliance.edition += 1
        alliance.save()
        record(actor, "alliances.change", alliance, {"changed": sorted(changed)})
    return alliance


@transaction.atomic
def join(actor: Actor, pk: int, organisation: Organisation, part: str, joined_on: date) -> AllianceMember:
    """Record a member. Raises Http404, PermissionDenied, ValidationError."""
    alliance = _locked_alliance(actor, pk)
    member = AllianceMember(alliance=alliance, organisation=organisation, part=part, joined_on=joined_on)
    member.clean_fields()
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as error:
        raise ValidationError(_("“%(name)s” is a member already.") % {"name": organisation}) from error
    record(actor, "alliances.join", alliance, {"member": str(organisation), "part": part})
    return member


@transaction.atomic
def leave(actor: Actor, pk: int, member_pk: int, left_on: date) -> None:
    """End a membership. Raises Http404, PermissionDenied, ValidationError."""
    alliance = _locked_alliance(actor, pk)
    member = AllianceMember.objects.filter(alliance=alliance, pk=member_pk, left_on=None).first()
    if member is None:
        raise Http404
    if left_on < member.joined_on:
        raise ValidationError(_("It joined later, on %(day)s.") % {"day": member.joined_on.isoformat()})
    member.left_on = left_on
    member.save(update_fields=["left_on"])
    record(actor, "alliances.leave", alliance, {"member": str(member.organisation)})


def plan(actor: Actor, gathering: AllianceGathering) -> AllianceGathering:
    """Put a gathering into the calendar. Raises PermissionDenied, ValidationError by field."""
    with GATHERINGS.making(actor, gathering, "plan"):
        gathering.clean_fields()
    return gathering


def hold(
    actor: Actor,
    pk: int,
    minutes: str,
    resolutions: Sequence[Mapping[str, Any]] = (),
    *,
    since: int | None = None,
) -> AllianceGathering:
    """Keep the minutes of a gathering with what was decided (words, owner, due_on).

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError by field.
    """
    with transaction.atomic():
        with GATHERINGS.acting(actor, pk, "hold", since=since) as work:
            row = work.row
            row.minutes = words_given(minutes, _("Write the minutes."), LONGEST_MINUTES, field="minutes")
        for fields in resolutions:
            resolve(actor, AllianceResolution(gathering=row, **fields))
    return row


def resolve(actor: Actor, resolution: AllianceResolution) -> AllianceResolution:
    """Record a decision of a gathering that was held. Raises PermissionDenied, ValidationError by field."""
    with RESOLUTIONS.making(actor, resolution, "resolve"):
        resolution.clean_fields()
        if resolution.due_on < resolution.gathering.on:
            raise ValidationError({"due_on": _("This is before the gathering.")})
    return resolution


def cancel(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> None:
    """Cancel a gathering. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with GATHERINGS.acting(actor, pk, "cancel", since=since, reason=reason):
        pass


def complete(actor: Actor, pk: int, result: str, *, since: int | None = None) -> AllianceResolution:
    """Report a decision as done, with what came of it.

    Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError.
    """
    with RESOLUTIONS.acting(actor, pk, "complete", since=since) as work:
        words = words_given(result, _("Say what came of it."), LONGEST_RESULT, field="result")
        work.change(result=words)
    row: AllianceResolution = work.row
    return row


def drop(actor: Actor, pk: int, reason: str, *, since: int | None = None) -> AllianceResolution:
    """Drop a decision with a reason. Raises Http404, PermissionDenied, ChangedMeanwhile, ValidationError."""
    with RESOLUTIONS.acting(actor, pk, "drop", since=since, reason=reason) as work:
        work.row.result = work.reason
    row: AllianceResolution = work.row
    return row


def remind(today: date) -> int:
    """Remind of decisions that are due soon or over, and tell of alliances that no longer meet; return how many people
    were told. The system does it once a day; nobody is told twice of the same.
    """
    soon = today + timedelta(days=RULES.in_force().remind_before)
    due = AllianceResolution.objects.filter(state=ResolutionState.OPEN, due_on__lte=soon)
    count = sum(notifications.of_due(row) for row in due.select_related("gathering__alliance", "owner"))
    for alliance in with_activity(Alliance.objects.select_related("secretary")):
        activity = activity_of(alliance.active_on, today)
        if activity.light != "good":
            count += notifications.of_standstill(alliance, activity.light, activity.since)
    return count


def _locked_alliance(actor: Actor, pk: int) -> Alliance:
    """The locked alliance, for who keeps it. Raises Http404, PermissionDenied."""
    require(actor, KEEP)
    alliance: Alliance | None = (
        Alliance.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("secretary")
        .filter(pk=pk)
        .first()
    )
    if alliance is None:
        raise Http404
    if not keeps(actor, alliance):
        raise PermissionDenied(_("The secretary of the alliance or the bureau does it."))
    return alliance
