"""The page of an event: for participants their timetable and code, for the organiser everybody and the next step."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import Actor, SignedInRequest
from keqiao.web.accounts.signing_in.codes import picture
from keqiao.web.meetings.forms import PairRuleForm, ParticipationForm
from keqiao.web.meetings.lists import light_of
from keqiao.web.meetings.models import (
    EventParticipation,
    EventState,
    MatchmakingEvent,
    MeetingOutcome,
    PairRule,
)
from keqiao.web.meetings.procedure import EVENTS, PARTICIPATIONS, organises, status
from keqiao.web.meetings.rights import ORGANISE, TAKE_PART, VIEW
from keqiao.web.meetings.selectors import event_of, figures_of, meetings_for, own_participation
from keqiao.web.procedures.history import StepInWords, entries, field_changes
from keqiao.web.site.tables import Column, Table

ACTIONS = ("edit", "plan", "publish", "hold", "cancel")


def crumbs() -> list[tuple[str, str]]:
    """The way to an event."""
    return [(_("Matchmaking events"), reverse("meetings:list"))]


@require_safe
@right_required(VIEW)
def event_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One event."""
    return show(request, event_of(request.user, pk))


def show(
    request: SignedInRequest,
    event: MatchmakingEvent,
    *,
    form: ParticipationForm | None = None,
    pair_form: PairRuleForm | None = None,
    problems: list[str] | None = None,
    typed: dict[str, Any] | None = None,
    code: int = 200,
) -> HttpResponse:
    """Answer with the page of an event; ``form`` and ``typed`` are what a refused form held."""
    user = request.user
    is_organiser = user.has_right(ORGANISE) and organises(user, event)
    own = own_participation(user, event)
    sees_all = is_organiser or user.scope_for(VIEW) == "all"
    is_public = event.state in (EventState.PUBLISHED, EventState.HELD)
    meetings = list(meetings_for(user, event).filter(cancelled=False)) if sees_all or is_public else []
    mine = [] if own is None else [row for row in meetings if own.pk in (row.demand_id, row.supply_id)]
    decisions = EVENTS.possible(user, event)
    context = {
        "event": event,
        "status": status(event),
        "light": light_of(event.state),
        "about": _about(event),
        "decisions": decisions,
        "not_now": EVENTS.not_now(user, decisions, ACTIONS) if is_organiser else [],
        "is_organiser": is_organiser,
        "own": own,
        "mine": [(row, row.supply if own and row.demand_id == own.pk else row.demand) for row in mine],
        "qr": picture(check_in_address(request, own)) if own and _shows_code(own) else "",
        "form": form if form is not None else _form(request, event, own),
        "may_withdraw": own is not None and bool(PARTICIPATIONS.decide(user, own, "withdraw")),
        "participants": _participants(event) if sees_all else None,
        "pair_rules": _pair_rules(user, event),
        "pair_form": (pair_form or PairRuleForm(event)) if decisions["pair"] else None,
        "missable": event.participations.coming().select_related("organisation")
        if is_organiser and event.state == EventState.PUBLISHED
        else [],
        "slots": list(enumerate(event.slot_times())),
        "timetable": meetings if sees_all else [],
        "outcomes": MeetingOutcome.choices,
        "counted": figures_of(event) if sees_all and is_public else None,
        "entries": _history(event) if sees_all else [],
        "problems": problems or [],
        "typed": typed or {},
        "crumbs": crumbs(),
    }
    return render(request, "meetings/event.html", context, status=code)


def check_in_address(request: HttpRequest, row: EventParticipation) -> str:
    """Return the address that the phone of a participant shows as a picture."""
    return request.build_absolute_uri(f"{reverse('meetings:check_in')}?code={row.code}")


def _shows_code(own: EventParticipation) -> bool:
    return own.state == EventParticipation.State.SIGNED and own.event.state == EventState.PUBLISHED


def _form(
    request: SignedInRequest, event: MatchmakingEvent, own: EventParticipation | None
) -> ParticipationForm | None:
    if not request.user.has_right(TAKE_PART):
        return None
    if own is None:
        row = EventParticipation(event=event)
        return ParticipationForm(event, None) if PARTICIPATIONS.decide(request.user, row, "sign_up") else None
    return ParticipationForm(event, own) if PARTICIPATIONS.decide(request.user, own, "change") else None


def _about(event: MatchmakingEvent) -> list[tuple[str, Any]]:
    times = event.slot_times()
    return [
        (_("When"), f"{event.on.isoformat()} {times[0].partition('–')[0]}–{times[-1].partition('–')[2]}"),
        (_("Where"), event.place),
        (
            _("Meetings"),
            _("%(slots)d times %(minutes)d minutes, %(tables)d tables")
            % {"slots": event.slots, "minutes": event.minutes, "tables": event.tables},
        ),
        (_("Organiser"), event.announced_by or ""),
    ]


def _history(event: MatchmakingEvent) -> list[StepInWords]:
    labels = {
        "timetable": _("Number of meetings"),
        "must_meet": pgettext("pair", "has to meet"),
        "must_not_meet": pgettext("pair", "must not meet"),
    }
    steps = event.steps.select_related("by")
    return entries(EVENTS, steps, lambda step: field_changes(EVENTS, step, labels))


def _pair_rules(user: Actor, event: MatchmakingEvent) -> QuerySet[PairRule]:
    rows: QuerySet[PairRule] = PairRule.objects.visible_to(user).filter(event=event)
    return rows.select_related("demand__organisation", "supply__organisation")


def _participants(event: MatchmakingEvent) -> Table:
    rows = [
        {
            "name": str(row.organisation),
            "side": row.get_side_display(),
            "state": row.get_state_display(),
            "wishes": sum(1 for wish in row.wishes.all() if wish.wanted),
        }
        for row in event.participations.select_related("organisation").prefetch_related("wishes")
    ]
    columns = [
        Column("name", _("Organisation")),
        Column("side", _("Side")),
        Column("state", _("Participation")),
        Column("wishes", _("Wishes"), "number"),
    ]
    return Table(_("Participants"), columns, rows, name="participants", stacked=True)
