"""Pages of the organiser: announce, change, the steps of an event, the door, who is not there, deals from meetings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keqiao.web.accounts.access import right_required
from keqiao.web.accounts.actors import SignedInRequest
from keqiao.web.jobs import services as jobs
from keqiao.web.meetings import pages
from keqiao.web.meetings.forms import DoorCodeForm, EventForm, MeetingDealForm, PairRuleForm
from keqiao.web.meetings.models import EventMeeting, EventParticipation, MatchmakingEvent
from keqiao.web.meetings.procedure import EVENTS, organises
from keqiao.web.meetings.rights import ORGANISE
from keqiao.web.meetings.selectors import event_of, meetings_for
from keqiao.web.meetings.services import events, outcomes, pair_rules, participations
from keqiao.web.procedures.responses import answer, edition_in, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(ORGANISE)
def new(request: SignedInRequest) -> HttpResponse:
    """Announce an event."""
    form = EventForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(events.announce(request.user, MatchmakingEvent(**form.fields_given())))
        except ValidationError as error:
            _mark(form, error)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(ORGANISE)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an event."""
    event = event_of(request.user, pk)
    decision = EVENTS.decide(request.user, event, "edit")
    if not decision:
        raise PermissionDenied(decision.reason)
    form = EventForm(request.POST if request.method == "POST" else None, instance=event)
    if request.method == "POST" and form.is_valid():
        try:
            events.edit(request.user, pk, form.fields_given(), since=edition_in(form.cleaned_data))
            return redirect(event)
        except ValidationError as error:
            return _form_page(request, form, event, _mark(form, error))
    return _form_page(request, form, event)


@require_POST
@right_required(ORGANISE)
def act(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a step of an event: ``action`` names it."""
    user, data = request.user, request.POST
    event, since, name = event_of(user, pk), edition_in(data), data.get("action", "")
    if name == "plan":
        decision = EVENTS.decide(user, event, "plan")
        if not decision:
            raise PermissionDenied(decision.reason)
        return redirect(jobs.start(user, "meetings.plan", label=str(event), event=pk))
    steps = {
        "publish": lambda: events.publish(user, pk, since=since),
        "hold": lambda: events.hold(user, pk, since=since),
        "cancel": lambda: events.cancel(user, pk, data.get("reason", ""), since=since),
    }

    def take() -> None:
        if name not in steps:
            raise ValidationError(_("Choose what is to be done."))
        steps[name]()

    return answer(request, take, done=_("Done."), to=event, again=_again(request, pk))


@require_POST
@right_required(ORGANISE)
def pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lay down that a pair has to meet or must not; ``back`` names a rule that is taken back."""
    event, data = event_of(request.user, pk), request.POST
    if data.get("back"):
        rule = data["back"]
        number = int(rule) if rule.isascii() and rule.isdigit() and len(rule) < 10 else 0

        def take() -> None:
            pair_rules.take_back(request.user, pk, number, since=edition_in(data))

        return answer(request, take, done=_("Done."), to=event, again=_again(request, pk))
    form = PairRuleForm(event, data)
    if not form.is_valid():
        return pages.show(request, event, pair_form=form, code=422)
    fields = form.cleaned_data

    def lay_down() -> None:
        pair_rules.lay_down(
            request.user,
            pk,
            fields["demand"].pk,
            fields["supply"].pk,
            must=fields["rule"] == "must",
            since=edition_in(data),
        )

    def again(error: ValidationError, status: int) -> HttpResponse:
        _mark(form, error)
        return pages.show(request, event_of(request.user, pk), pair_form=form, code=status)

    done = _("Laid down. The next timetable keeps it.")
    return answer(request, lay_down, done=done, to=event, again=again)


@require_POST
@right_required(ORGANISE)
def absent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a participant as not there from a meeting on; the timetable is mended."""
    event, data = event_of(request.user, pk), request.POST
    row = _participant(event, data.get("participant", ""))
    slot = data.get("slot", "")

    def take() -> None:
        if row is None:
            raise ValidationError(_("Choose who is not there."))
        participations.miss(request.user, row.pk, int(slot) if slot.isdecimal() and len(slot) < 4 else -1)

    done = _("The timetable is mended; who is touched was told.")
    return answer(request, take, done=done, to=event, again=_again(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(ORGANISE)
def check_in(request: SignedInRequest) -> HttpResponse:
    """The door: the code of a phone, scanned or typed; who it is, and a button."""
    code = (request.POST if request.method == "POST" else request.GET).get("code", "")
    form = DoorCodeForm({"code": code} if code else None)
    row: EventParticipation | None = None
    status = 200
    if code and form.is_valid():
        try:
            row = participations.by_code(request.user, form.cleaned_data["code"])
            if request.method == "POST":
                participations.check_in(request.user, row.pk)
                row.refresh_from_db()
        except ValidationError as error:
            status = _mark(form, error)
    elif code or request.method == "POST":
        status = 422
    context: dict[str, Any] = {"form": form, "row": row, "crumbs": pages.crumbs()}
    if row is not None:
        context["meetings"] = meetings_for(request.user, row.event).filter(cancelled=False, **{row.side: row})
    return render(
        request, "meetings/check_in.html", context, status=status if request.method == "POST" else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@right_required(ORGANISE)
def deal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a deal from a meeting: about which need and which offer."""
    meeting = (
        EventMeeting.objects.visible_to(request.user)
        .select_related("event", "demand__organisation", "supply__organisation")
        .filter(pk=pk)
        .first()
    )
    if meeting is None or not organises(request.user, meeting.event):
        raise Http404
    form = MeetingDealForm(request.user, meeting, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fields = form.cleaned_data
            try:
                return redirect(outcomes.open_deal(request.user, pk, fields["need"], fields["offer"]))
            except ValidationError as error:
                status = _mark(form, error)
    context = {
        "form": form,
        "meeting": meeting,
        "without": not form.fields["need"].queryset.exists() or not form.fields["offer"].queryset.exists(),  # type: ignore[attr-defined]
        "crumbs": [*pages.crumbs(), (meeting.event.code, meeting.event.get_absolute_url())],
    }
    return render(request, "meetings/deal.html", context, status=status)


def _form_page(
    request: SignedInRequest, form: EventForm, event: MatchmakingEvent | None, status: int = 422
) -> HttpResponse:
    back = pages.crumbs() if event is None else [*pages.crumbs(), (event.code, event.get_absolute_url())]
    context = {"form": form, "event": event, "crumbs": back, "cancel": reverse("meetings:list")}
    return render(request, "meetings/form.html", context, status=status if form.is_bound else 200)


def _again(request: SignedInRequest, pk: int) -> Any:
    def again(error: ValidationError, status: int) -> HttpResponse:
        event = event_of(request.user, pk)
        return pages.show(request, event, problems=error.messages, typed=request.POST.dict(), code=status)

    return again


def _mark(form: Any, error: ValidationError) -> int:
    for name, errors in getattr(error, "error_dict", {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, errors)
    return status_of(error)


def _participant(event: MatchmakingEvent, text: str) -> EventParticipation | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    row: EventParticipation | None = event.participations.filter(pk=int(text)).first()
    return row
